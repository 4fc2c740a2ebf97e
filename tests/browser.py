"""Chromium without a window, spoken to over DevTools on this machine: enough to open a page, ask it questions and print it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 60  # seconds


class Socket:
    """A WebSocket (RFC 6455) that sends and receives texts."""

    def __init__(self, port: int, path: str) -> None:
        self._of = socket.create_connection(("127.0.0.1", port), PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self._of.sendall(f"{head}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self._stream = self._of.makefile("rb")
        assert b" 101 " in self._stream.readline()
        while self._stream.readline() != b"\r\n":
            pass

    def send(self, text: str) -> None:
        """One text in one masked frame."""
        data, mask = text.encode(), os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xFE]) + struct.pack(">H", len(data))
        self._of.sendall(b"\x81" + size + mask + bytes(each ^ mask[place % 4] for place, each in enumerate(data)))

    def receive(self) -> str:
        """The next text, whole."""
        text, last = b"", False
        while not last:
            first, size = self._stream.read(2)
            last = bool(first & 0x80)
            if size >= 126:
                size = int.from_bytes(self._stream.read(2 if size == 126 else 8), "big")
            text += self._stream.read(size)
        return text.decode()

    def close(self) -> None:
        """The connection's end."""
        self._stream.close()
        self._of.close()


class Browser:
    """One page of a running browser; `events` keeps what it reported."""

    def __init__(self, over: Socket) -> None:
        self._over, self._last = over, 0
        self.events: list[tuple[str, dict[str, Any]]] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """A method's result."""
        self._last += 1
        self._over.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            found = self._message()
            if found.get("id") == self._last:
                assert "error" not in found, found
                return dict(found["result"])

    def _message(self) -> dict[str, Any]:
        """The next message; an event is kept."""
        found: dict[str, Any] = json.loads(self._over.receive())
        if "method" in found:
            self.events.append((found["method"], found["params"]))
        return found

    def open(self, path: Path) -> None:
        """A file, loaded; what was reported before is forgotten."""
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        while "Page.loadEventFired" not in dict(self.events):
            self._message()

    def run(self, script: str) -> Any:
        """What an expression comes to."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def resize(self, width: int, height: int = 900) -> None:
        """The window's size in CSS pixels."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)

    def media(self, kind: str = "", **features: str) -> None:
        """Screen or print, light or dark."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.ask("Emulation.setEmulatedMedia", media=kind, features=wanted)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of its own, ended afterwards."""
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--hide-scrollbars",
        ]
        running = subprocess.Popen(
            [CHROMIUM, *options, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            over = _connected(Path(profile) / "DevToolsActivePort")
            yield Browser(over)
            over.close()
        finally:
            running.terminate()
            running.wait(PATIENCE)


def _connected(written: Path) -> Socket:
    """The first page of the browser that writes its port here."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if written.is_file() and (port := written.read_text(encoding="utf-8").partition("\n")[0]).isdigit():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=PATIENCE) as answer:
                pages = [each for each in json.load(answer) if each["type"] == "page"]
            if pages:
                return Socket(int(port), "/" + pages[0]["webSocketDebuggerUrl"].partition(f":{port}/")[2])
        time.sleep(0.05)
    raise AssertionError("the browser opens no page")
