"""`python -m benchmarks`: what a purchase of five turns costs in the rehearsal room, measured side by side.

`python -m benchmarks renewals` plays a month of subscriptions instead; it has options of its own.

Exit codes: 0 measured, 1 a promise was broken (only with --strict), 2 wrong usage.
"""

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.contenders import FIXTURE, contenders
from benchmarks.measuring import Measured, measure
from benchmarks.renewals import report as renewals

PROMISE = 100.0
"""A five-turn purchase through the fixture takes less, in milliseconds, at the median."""

BUSY = 1.3
"""A purchase in this process waits for nobody: if it takes so many times its work, others have the processor."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["renewals"]:
        return renewals.main(words[1:])
    options = _parser().parse_args(words)
    with ExitStack() as open_rooms:
        results = measure(contenders(open_rooms), rounds=options.rounds)
    (fixture,) = (result for result in results if result.contender.name == FIXTURE)
    kept = fixture.median < PROMISE
    if options.json:
        print(json.dumps(_as_json(results, kept=kept), indent=2))
    else:
        _draw(results)
        print(f"\n{_verdict(fixture, kept=kept)}")
    return 1 if options.strict and not kept else 0


def _draw(results: Sequence[Measured]) -> None:
    """One row a contender, the yardstick first."""
    yardstick = results[0]
    table = Table(title=f"A purchase of five turns, {len(yardstick.times)} rounds, in ms", title_justify="left")
    for name in ("", "median", "half of all", f"× {yardstick.contender.name}", "processor", "prepared in"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for result in results:
        row = result.as_json(yardstick)
        numbers = (row["median_ms"], row["ratio"], row["processor_median_ms"], row["preparing_median_ms"])
        middle, ratio, processor, prepared = (f"{number:.1f}" for number in numbers)
        spread = "-".join(f"{time:.1f}" for time in row["quartiles_ms"])
        table.add_row(result.contender.name, middle, spread, ratio, processor, prepared)
    console = Console(highlight=False)
    console.width = max(console.width, 90)
    console.print(table)
    for result in results:
        console.print(f"  {result.contender.name}: {result.contender.meaning}")


def _verdict(fixture: Measured, *, kept: bool) -> str:
    told = "PASS" if kept else "FAIL"
    worked = median(fixture.processor)
    busy = (
        f"; only {worked:.1f} ms of the processor: this machine is busy" if fixture.median > worked * BUSY else ""
    )
    return f"{told}  {FIXTURE}: {fixture.median:.1f} ms at the median, promised below {PROMISE:.0f} ms{busy}"


def _as_json(results: Sequence[Measured], *, kept: bool) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "rounds": len(results[0].times),
        "contenders": [result.as_json(results[0]) for result in results],
        "promise": {"contender": FIXTURE, "below_ms": PROMISE, "kept": kept},
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=_rounds, default=15, metavar="N", help="how often each is run (15)")
    parser.add_argument("--json", action="store_true", help="print one JSON object, with every time")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a promise is broken")
    return parser


def _rounds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of 1 or more, found {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
