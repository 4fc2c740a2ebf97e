"""How long a start, an answer and a thousand answers take, as multiples of bare Python where a process is started.

python benchmarks/speed.py [how often, 15] [a thousand files, 3]
                                      targets: --help 7×, recommend 20× in a pipe and 24× on a terminal,
                                               a spec's prices 5 ms, 1,000 specs 10 s
python benchmarks/speed.py --imports  what a recommendation imports, slowest first

Run it on an idle machine with the interpreter of an environment the package is installed in (made by `python3.11 -m venv`, not
a shim). Every process is started in turn, round by round, and the best of each counts.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

ON = date(2026, 11, 20)
EXAMPLE = max((ROOT / "examples").glob("*.yaml"), key=lambda path: path.stat().st_size)
SCRIPT = Path(sys.executable).with_name("advisor")
COMMAND = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-c", "from advisor.cli import main; main()"]
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a start compiles nothing, as after an installation
RECOMMEND = [*COMMAND, "recommend", str(EXAMPLE), "--on", str(ON)]
SPECS = 1000


def into_a_pipe(command: list[str]) -> None:
    """Runs a command, its output read through a pipe."""
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def on_a_terminal(command: list[str]) -> None:
    """Runs a command on a terminal of its own."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"}):
        os.close(theirs)
        try:
            while os.read(ours, 65_536):
                pass
        except OSError:  # the terminal's other end is closed
            pass
    os.close(ours)


def best(runs: dict[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """The shortest time of each, in seconds; they take turns."""
    found = dict.fromkeys(runs, float("inf"))
    for number in range(rounds + 1):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            if number:  # the first round fills caches
                found[name] = min(found[name], time.perf_counter() - began)
    return found


def prices() -> None:
    """Opens a catalog and finds what a bucket's bill asks for, in one Region."""
    from advisor.prices import FileCatalog

    catalog = FileCatalog()
    for name in ("storage.standard", "request.tier1.standard", "request.tier2.standard", "retrieval.standard_ia"):
        assert catalog.find("s3", "us-east-1", name, ON)
    assert catalog.find("data_transfer", "us-east-1", "internet_out", ON)


def random_specs(stores: int) -> list[str]:
    """A thousand random specs of at most so many stores."""
    import specs

    return [specs.write(specs.first(specs.tree(seed), stores)) for seed in range(SPECS)]


def thousand(stores: int) -> float:
    """Seconds to read and answer them in this process, as `recommend` does: with their questions and what would turn them."""
    import specs

    import advisor.cli  # noqa: F401 - which sets how often garbage is looked for
    from advisor.advise import advise
    from advisor.prices import FileCatalog
    from advisor.run import MOST_TELLING

    catalog, texts = FileCatalog(), random_specs(stores)
    began = time.perf_counter()
    for text in texts:
        advise(specs.workload(text), catalog, ON, trace=False, most=MOST_TELLING)
    return time.perf_counter() - began


def shared_out(stores: int) -> float:
    """Seconds of one `advisor recommend` of as many files, read, answered and printed."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number:04}.yaml") for number in range(SPECS)]
        for path, text in zip(paths, random_specs(stores), strict=True):
            path.write_text(text, encoding="utf-8")
        began = time.perf_counter()
        into_a_pipe([*COMMAND, "recommend", *map(str, paths), "--on", str(ON)])
        return time.perf_counter() - began


def imports() -> None:
    """Prints the slowest imports of a recommendation, in milliseconds."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import sys; sys.argv = {['advisor', *RECOMMEND[len(COMMAND) :]]!r}\n"
         "from advisor.cli import main; main()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = re.findall(r"import time:\s+(\d+) \|\s+(\d+) \|( *)(\S+)", done.stderr)
    print("own ms   with its own   module")
    for own, whole, _, name in sorted(rows, key=lambda row: -int(row[0]))[:40]:
        print(f"{int(own) / 1000:6.2f}   {int(whole) / 1000:12.2f}   {name}")


def main(rounds: int = 15, many: int = 3) -> None:
    """Measures everything and prints one table."""
    found = best(
        {
            "python -c pass": lambda: into_a_pipe([sys.executable, "-c", "pass"]),
            "advisor --help": lambda: into_a_pipe([*COMMAND, "--help"]),
            f"recommend {EXAMPLE.name}, pipe": lambda: into_a_pipe(RECOMMEND),
            f"recommend {EXAMPLE.name}, terminal": lambda: on_a_terminal(RECOMMEND),
        },
        rounds,
    )
    bare = found["python -c pass"]
    for name, seconds in found.items():
        print(f"{name:44} {seconds * 1000:8.1f} ms {seconds / bare:8.1f} ×")
    print(f"{'prices of a spec in one Region':44} {best({'prices': prices}, rounds)['prices'] * 1000:8.2f} ms")
    print(f"{'1,000 random specs, answered one by one':44} {thousand(1):8.1f} s")
    print(f"{'1,000 files of one recommend, and printed':44} {min(shared_out(1) for _ in range(many)):8.1f} s")


if __name__ == "__main__":
    imports() if sys.argv[1:] == ["--imports"] else main(*(int(each) for each in sys.argv[1:]))
