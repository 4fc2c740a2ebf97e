"""How long the gate takes over a folder of design documents, and that it says the same with one process as with several.

python benchmarks/documents.py [documents, 500]     target: 500 documents with 1,000 specs in 15 s on two cores

Each document holds two random specs of one to three stores, the second under a shared piece, text and code between them, and
every fourth a managed section. Run it on an idle machine, in an environment the package is installed in.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
COMMAND = [sys.executable, "-c", "from advisor.cli import main; main()", "check", "docs", "--on", "2026-11-20", "-f", "json"]
TEXT = "Some words of a design, as people write them, *with* `code` and [links](https://example.com).\n" * 8
CODE = "```sh\naws s3 ls\n```\n\n- a list\n\n  with text in it\n\n"


def document(number: int) -> str:
    """A document with two specs."""
    import specs

    parts = [f"# Design {number}\n\n```yaml advisor piece=home\nhorizon: 24 months\n```\n\n"]
    for place in range(2):
        tree = specs.tree(2 * number + place, None)
        tree.pop("horizon", None)
        parts += [TEXT, CODE, f"```yaml advisor name=spec-{place} uses=home\n{specs.write(tree).rstrip()}\n```\n\n"]
    if number % 4 == 0:
        parts.append("<!-- advisor:begin report -->\n<!-- advisor:end -->\n")
    return "".join(parts)


def check(folder: Path, processors: set[int]) -> tuple[float, bytes, int]:
    """Seconds, what is printed, and the exit code, on some processors."""
    began = time.perf_counter()
    done = subprocess.run(
        COMMAND, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, processors), check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr.decode()[:2000]
    return time.perf_counter() - began, done.stdout, done.returncode


def main(documents: int = 500) -> None:
    """Writes the documents, checks them on one processor and on two, and prints how long it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "docs"
        folder.mkdir()
        for number in range(documents):
            (folder / f"{number:04}.md").write_text(document(number), encoding="utf-8")
        every = sorted(os.sched_getaffinity(0))
        outputs = []
        for processors in ({every[0]}, set(every[:2])):
            seconds, out, code = check(folder.parent, processors)
            outputs.append(out)
            print(f"{documents} documents, {2 * documents} specs, {len(processors)} processors: {seconds:6.1f} s, exit {code}")
        print("the same findings" if len(set(outputs)) == 1 else "THE FINDINGS DIFFER")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
