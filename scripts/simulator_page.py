"""Write what docs/simulator.md shows: `python -m scripts.simulator_page [--check]`.

Three kinds of part stand in the page. `<!-- file: NAME -->` is followed by a fenced block, which becomes a file of
that name; `<!-- run: COMMAND -->` is followed by what the command prints, run in a folder with those files; and
`<!-- table: NAME -->` is followed by one of the simulator's own tables. The last two are written here, up to
`<!-- end -->`; all else is written by hand.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.simulator_tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "simulator.md"
_FILE = re.compile(r"<!-- file: (?P<name>[\w.-]+) -->\n+```\w*\n(?P<text>.*?)```", re.DOTALL)
_PART = re.compile(r"<!-- (?P<kind>run|table): (?P<what>.+?) -->\n.*?<!-- end -->", re.DOTALL)
_SECONDS = re.compile(r"\b\d+\.\d+ ?m?s\b")
"""Times are shown as they were, and differ in every run."""

_ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
"""Nothing of whoever runs this: on a build machine, for one, pytest shortens no line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page anew, or say whether it is stale."""
    parser = argparse.ArgumentParser(prog="simulator_page", description="Write what docs/simulator.md shows.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is stale")
    check = parser.parse_args(arguments).check
    written = PAGE.read_text(encoding="utf-8")
    fresh = written_anew(written)
    if _SECONDS.sub("", fresh) == _SECONDS.sub("", written):
        return 0
    if check:
        print(f"{PAGE.name} is stale; write it anew: python -m scripts.simulator_page", file=sys.stderr)
        return 1
    PAGE.write_text(fresh, encoding="utf-8", newline="\n")
    return 0


def written_anew(page: str) -> str:
    """Return the page with every run and every table as they are now."""
    with TemporaryDirectory() as folder:
        for file in _FILE.finditer(page):
            (Path(folder) / file["name"]).write_text(file["text"], encoding="utf-8")
        makers: dict[str, Callable[[str], str]] = {
            "run": lambda command: _printed(command, folder=Path(folder)),
            "table": lambda name: TABLES[name](),
        }
        return _PART.sub(lambda part: _part(part, makers[part["kind"]](part["what"])), page)


def _part(part: re.Match[str], content: str) -> str:
    return f"<!-- {part['kind']}: {part['what']} -->\n\n{content}\n\n<!-- end -->"


def _printed(command: str, *, folder: Path) -> str:
    """What a person would see: the command, its output, and how it ended if that was not well."""
    program, *words = shlex.split(command)
    done = subprocess.run(  # noqa: S603 - the page's own commands
        [sys.executable if program == "python" else program, *words],
        cwd=folder,
        env={**_ENVIRONMENT, "PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    ended = [f"(exit code {done.returncode})"] if done.returncode else []
    printed = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    return "\n".join(["```console", f"$ {command}", *printed, *ended, "```"])


if __name__ == "__main__":
    sys.exit(main())
