"""The command line of the soak runs: which part, with which seed, for how long, or one schedule alone."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import monotonic

from soak.options import Options, UnknownName
from soak.printing import print_verdict
from soak.verdicts import Verdict

Run = Callable[[Options], Verdict]
"""What a part is: it runs for its time and tells what it found."""

ALL = "all"
PARTS = ("faults", "pairs", "stories", "races", "hostile")
"""Each is a package of this one, whose module `running` has a function `run`."""

DEFAULT_MINUTES = 60.0
FOUND_NOTHING, FOUND_SOMETHING, MISUSED = 0, 1, 2
_EXAMPLES = """\
examples:
  python -m soak
  python -m soak faults --minutes 5 --seed 7
  python -m soak faults --only alexa/first-purchase
  python -m soak faults --only 'ppro/first-purchase/dynamodb.TransactWriteItems#7/reply-lost/clock'

exit codes: 0 nothing was found, 1 something was found wrong, 2 wrong usage"""


def run(arguments: Sequence[str]) -> int:
    """Run the parts that are asked for, print what they found, and return the exit code."""
    asked = _parser().parse_args(arguments)
    names = PARTS if asked.part == ALL else (asked.part,)
    if asked.only is not None and len(names) > 1:
        return _misused("--only plays what one part knows by that name: name the part")
    missing = [name for name in names if find_spec(f"soak.{name}") is None]
    if missing:
        return _misused(f"not here yet: {', '.join(missing)}")
    try:
        verdicts = list(_verdicts(names, asked))
    except UnknownName as error:
        return _misused(str(error))
    return FOUND_SOMETHING if any(verdict.found for verdict in verdicts) else FOUND_NOTHING


def _verdicts(names: Sequence[str], asked: argparse.Namespace) -> Sequence[Verdict]:
    """Run one part after the other; what one leaves of its share of the time, the others have."""
    until = monotonic() + asked.minutes * 60
    verdicts = []
    for number, name in enumerate(names):
        share = max(until - monotonic(), 0.0) / 60 / (len(names) - number)
        verdict = _part(name)(Options(seed=asked.seed, minutes=share, only=asked.only))
        print_verdict(verdict, seed=asked.seed)
        verdicts.append(verdict)
    return verdicts


def _part(name: str) -> Run:
    """The part of this name; only what is asked for is loaded."""
    found: Run = import_module(f"soak.{name}.running").run
    return found


def _misused(told: str) -> int:
    print(f"python -m soak: {told}", file=sys.stderr)
    return MISUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m soak",
        description="Break everything that can break, for a bounded time, and count what was found.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("part", nargs="?", choices=(*PARTS, ALL), default=ALL, help="what to run (all)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the chance of everything (0)")
    parser.add_argument(
        "--minutes",
        type=_minutes,
        default=DEFAULT_MINUTES,
        metavar="M",
        help=f"at most so long in all ({DEFAULT_MINUTES:g}); what does not fit is drawn by the seed",
    )
    parser.add_argument(
        "--only", metavar="NAME", help="play this one alone: a schedule (and show it), or a journey"
    )
    return parser


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"expected minutes above 0, found {text!r}")
    return minutes
