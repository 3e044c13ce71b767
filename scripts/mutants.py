"""Change the code in thousands of places, and list which changes no test notices.

`python -m scripts.mutants [--room NAME] [--only PATTERN] [--minutes M] [--again] [--wide]`, or one of `--count`,
`--list`, `--write`.

Verdicts are kept in mutants/, so that a run that was stopped goes on where it was; a function that changes gets
mutants anew. docs/mutation.md tells the method. Exit codes: 0 nothing is open; 1 there is a survivor that nobody
has explained, an explanation that explains nothing, or a mutant that was not tried; 2 wrong usage.
"""

import argparse
import fnmatch
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from scripts.mutation.explaining import LIVING, Sorted, explanations, sort
from scripts.mutation.hosting import Host, open_session
from scripts.mutation.making import Mutant
from scripts.mutation.records import FOLDER, Records
from scripts.mutation.remembering import made
from scripts.mutation.rooms import ROOMS, ROOT, Room
from scripts.mutation.running import Run
from scripts.mutation.telling import Figures, figures, report, write
from scripts.mutation.trying import Verdict

Verdicts = Mapping[Mutant, Verdict | None]

# Progress is told where the errors went when this began: what tests and mutants print goes nowhere.
_TOLD = os.dup(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    options = _options(arguments)
    rooms = [ROOMS[options.room]] if options.room else list(ROOMS.values())
    if not any(_mutants(room, options.only) for room in rooms):
        print(
            f"mutants: nothing is called {options.only!r}: MODULE:FUNCTION is, such as domain.refunds:*",
            file=sys.stderr,
        )
        return 2
    if not (options.count or options.list or options.write):
        until = time.monotonic() + 60 * options.minutes
        for room in rooms:
            _run(room, options, until)
    found = {room.name: _found(room, options) for room in rooms}
    if options.count:
        for name, (verdicts, _) in found.items():
            print(
                f"{name}: {len(verdicts)} mutants, {sum(each is None for each in verdicts.values())} not tried yet"
            )
            print(*_by_module(verdicts), sep="\n")
        return 0
    if all(verdict is None for verdicts, _ in found.values() for verdict in verdicts.values()):
        print("nothing was tried here yet; docs/mutation.md has the figures of the last run")
    told = {name: (figures(verdicts, survivors), survivors) for name, (verdicts, survivors) in found.items()}
    if options.write:
        write(told)
    else:
        print(report(told))
    return _exit_code(told)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.mutants",
        description="Change the code, and see which test notices.",
        epilog="exit codes: 0 nothing is open, 1 something is, or was not tried, 2 wrong usage",
    )
    parser.add_argument("--room", choices=sorted(ROOMS), help="this room alone")
    parser.add_argument(
        "--only", default="*", metavar="PATTERN", help="these alone: domain.refunds:decide, domain.*"
    )
    parser.add_argument("--minutes", type=_above_nothing, default=600, help="stop after this time")
    parser.add_argument("--again", action="store_true", help="try survivors again, after a test was added")
    parser.add_argument("--wide", action="store_true", help="also ask the tests of the rooms above (slower)")
    parser.add_argument(
        "--most", type=_above_nothing, default=1.5, metavar="SECONDS", help="of tests for one mutant"
    )
    parser.add_argument("--count", action="store_true", help="try nothing; say how many there are")
    parser.add_argument("--list", action="store_true", help="try nothing; tell what is known")
    parser.add_argument(
        "--write", action="store_true", help="try nothing; write what is known into docs/mutation.md"
    )
    return parser.parse_args(arguments)


def _above_nothing(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text!r}")
    return number


def _mutants(room: Room, only: str) -> list[Mutant]:
    return [each for each in made(room, FOLDER) if fnmatch.fnmatchcase(each.where, only)]


def _run(room: Room, options: argparse.Namespace, until: float) -> None:
    records = Records.of(room.name)
    known = records.of_mutants(_mutants(room, options.only))
    untried = [each for each, verdict in known.items() if verdict is None]
    living = [each for each, verdict in known.items() if verdict and verdict.outcome in LIVING]
    waiting = untried + (living if options.again else [])
    if not waiting:
        return
    _say(f"{room.name}: {len(known)} mutants, {len(waiting)} to try")
    folders = room.tests if options.wide else room.tests[:1]
    run = Run(room, waiting, records, _say, options.most, until)
    memory = FOLDER / f"{room.name}.lines"
    code = open_session(Host(list(room.files()), memory, run, _say), [str(ROOT / folder) for folder in folders])
    if code in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        _say(f"{room.name}: the tests could not be run (pytest ends with {code})")


def _found(room: Room, options: argparse.Namespace) -> tuple[Verdicts, Sorted]:
    verdicts = Records.of(room.name).of_mutants(_mutants(room, options.only))
    return verdicts, sort(verdicts, explanations())


def _by_module(verdicts: Verdicts) -> list[str]:
    return [f"  {many:5} {module}" for module, many in Counter(each.module for each in verdicts).items()]


def _exit_code(told: Mapping[str, tuple[Figures, Sorted]]) -> int:
    for name, (_, survivors) in told.items():
        for each in survivors.stale:
            print(f"{name}: explains nothing any more: {each.where}: {each.change}", file=sys.stderr)
    whole = all(
        each.tried == each.made and not survivors.open and not survivors.stale for each, survivors in told.values()
    )
    return 0 if whole else 1


def _say(text: str) -> None:
    os.write(_TOLD, f"{text}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
