"""`python -m benchmarks renewals`: a month of subscriptions, what each renewal costs, and whether promises hold.

Exit codes: 0 measured, 1 a promise was broken (only with --strict), 2 wrong usage.
"""

import argparse
import json
import logging
import multiprocessing
import platform
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.renewals.month import DAYS, Month, Told, added
from benchmarks.renewals.throttled import Throttled, throttled

GROWN = 10
"""So many times larger is the second month than the first."""

SAME = 1.02
"""What is promised not to grow with the number of subscriptions may differ by chance, by so much."""

KILLED = 0.3
"""The share of works at whose first try the worker dies."""

PATIENCE = 150
"""So many seconds a month is given, without what it takes to prepare; then it stops, and says how far it came."""

BUSY = 1.3
"""What takes so many times the processor's own time has waited for others who use it."""

AT_ONCE = 300
"""How many renewals meet the limits of a payment company at the same moment."""

_SMALLEST = 100
_DEADLY_DAYS = 3


@dataclass(frozen=True)
class Figures:
    """All that was measured: two months, one with deaths, and a crowd at the company's door."""

    small: Told
    large: Told
    deadly: Told
    crowd: Throttled


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit code."""
    options = _parser().parse_args(arguments)
    logging.disable(logging.ERROR)
    try:
        figures = measured(
            options.subscriptions, days=options.days, processes=options.processes, patience=options.seconds
        )
    finally:
        logging.disable(logging.NOTSET)
    kept = promises(figures)
    if options.json:
        print(json.dumps(_as_json(figures, kept), indent=2))
    else:
        _draw(figures, options.days, options.processes)
        for promise, is_kept in kept.items():
            print(f"{'PASS' if is_kept else 'FAIL'}  {promise}")
    return 1 if options.strict and not all(kept.values()) else 0


def measured(subscriptions: int, *, days: int, processes: int, patience: float) -> Figures:
    """Play everything."""
    return Figures(
        small=_month(subscriptions // GROWN, days, processes, patience),
        large=_month(subscriptions, days, processes, patience),
        deadly=Month(
            max(_SMALLEST, subscriptions // 50), days=min(days, _DEADLY_DAYS), seed=7, killed=KILLED
        ).play(),
        crowd=throttled(min(AT_ONCE, subscriptions)),
    )


def promises(figures: Figures) -> dict[str, bool]:
    """Return each promise, and whether it was kept."""
    small, large, deadly, crowd = figures.small, figures.large, figures.deadly, figures.crowd
    steady = all(row.of(large) <= row.of(small) * SAME for row in ROWS if row.is_promised)
    return {
        "found without a scan: one index entry evaluated for each subscription that was due": all(
            told.finding.evaluated == told.works for told in (small, large)
        ),
        f"calls, items evaluated and units of a renewal stay the same as their number grows {GROWN} times": steady,
        "each period was charged at most once, every payment is an order, and no doubt was left": (
            small.is_right and large.is_right
        ),
        f"the same with {deadly.deaths} workers killed at random": deadly.is_right and deadly.deaths > 0,
        "the company's limits were obeyed: nobody was told that it was too much": (
            crowd.refused == 0 and crowd.renewed == crowd.renewals and not crowd.twice
        ),
    }


@dataclass(frozen=True)
class Row:
    """One line of the table; `is_promised` of what may not grow."""

    name: str
    of: Callable[[Told], float]
    is_promised: bool = True


def _calls(told: Told, *names: str) -> float:
    return sum(told.renewing.calls[name] for name in names) / told.works


ROWS = (
    Row("index entries evaluated to find one", lambda told: told.finding.evaluated / told.works),
    Row("queries of a run that finds", lambda told: told.finding.calls["Query"] / told.runs),
    Row("reads of a renewal", lambda told: _calls(told, "BatchGetItem", "Query")),
    Row("writes of a renewal", lambda told: _calls(told, "TransactWriteItems", "PutItem")),
    Row("items evaluated by a renewal", lambda told: told.renewing.evaluated / told.works),
    Row("read units of a renewal", lambda told: told.renewing.read_units / told.works),
    Row("write units of a renewal, the table's", lambda told: told.renewing.write_units / told.works),
    Row("write units of a renewal, the index's", lambda told: told.renewing.index_units / told.works),
    Row("milliseconds of the processor", lambda told: told.processor / told.works * 1000, is_promised=False),
    Row("renewals a second", lambda told: told.works / told.working, is_promised=False),
)


def _month(subscriptions: int, days: int, processes: int, patience: float) -> Told:
    """Play so many days, their subscriptions shared out among processes."""
    share = max(1, subscriptions // processes)
    if processes == 1:
        return Month(share, days=days, patience=patience).play()
    # Not forked: what runs beside it in the parent must not be copied half-way.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        orders = [(share, days, seed, patience) for seed in range(1, processes + 1)]
        return added(list(pool.map(_played, orders)))


def _played(order: tuple[int, int, int, float]) -> Told:
    logging.disable(logging.ERROR)
    subscriptions, days, seed, patience = order
    return Month(subscriptions, days=days, seed=seed, patience=patience).play()


def _draw(figures: Figures, days: int, processes: int) -> None:
    small, large, deadly, crowd = figures.small, figures.large, figures.deadly, figures.crowd
    title = f"{days} days of {large.subscriptions:,} subscriptions, {_how_far(large, days)}"
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for name in (f"{small.subscriptions:,}", f"{large.subscriptions:,}", "ratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in ROWS:
        before, after = row.of(small), row.of(large)
        table.add_row(row.name, f"{before:,.3f}", f"{after:,.3f}", f"{after / before:.2f}")
    console = Console(highlight=False)
    console.width = max(console.width, 90)
    console.print(table)
    outcomes = ", ".join(f"{count:,} {name}" for name, count in large.outcomes.most_common())
    print(
        f"  each due once, a run every 15 minutes; a table in this process that counts, a company in memory,"
        f"\n  no network, {processes} processes with a share of the customers each: {large.working:.0f} s, and"
        f" {large.preparing:.0f} s to prepare{_busy(large, processes)}"
        f"\n  what came of it: {outcomes}; {large.paid:,} paid, {large.orders:,} orders, {large.twice} paid twice"
        f"\n  deaths: {deadly.subscriptions:,} subscriptions, {deadly.deaths:,} workers killed at any call,"
        f" {deadly.paid:,} paid, {deadly.orders:,} orders, {deadly.twice} paid twice"
        f"\n  crowd: {crowd.renewals} at once through the gateway of Amazon Pay v2, signed, with live limits:"
        f" {crowd.seconds:.1f} pretend seconds,"
        f"\n  {crowd.waits} waits, {crowd.busiest} charges in the busiest second, {crowd.refused} refused as too"
        f" many; {crowd.milliseconds:.1f} ms of work each\n"
    )


def _busy(told: Told, processes: int) -> str:
    """Say whether others had the processor: nothing in here ever waits."""
    alone = told.processor / processes
    if told.working < alone * BUSY:
        return ""
    return (
        f"\n  this machine is busy: by the processor's time alone it would be {told.works / alone:,.0f} a second"
    )


def _how_far(told: Told, days: int) -> str:
    """Say honestly how much of it was played."""
    return "played in full" if told.days >= days else f"{told.days:.1f} of them played"


def _as_json(figures: Figures, kept: dict[str, bool]) -> dict[str, Any]:
    def month(told: Told) -> dict[str, Any]:
        return {
            "subscriptions": told.subscriptions,
            "days_played": round(told.days, 2),
            "works": told.works,
            "paid": told.paid,
            "orders": told.orders,
            "paid_twice": told.twice,
            "deaths": told.deaths,
            "outcomes": dict(told.outcomes),
            "seconds": round(told.working, 2),
            "figures": {row.name: round(row.of(told), 4) for row in ROWS},
        }

    crowd = figures.crowd
    return {
        "python": platform.python_version(),
        "months": [month(figures.small), month(figures.large)],
        "deadly": month(figures.deadly),
        "crowd": {
            "renewals": crowd.renewals,
            "pretend_seconds": round(crowd.seconds, 2),
            "busiest_second": crowd.busiest,
            "refused": crowd.refused,
            "milliseconds": round(crowd.milliseconds, 2),
        },
        "promises": kept,
    }


def _parser() -> argparse.ArgumentParser:
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks renewals", description=about)
    parser.add_argument(
        "--subscriptions",
        type=_many,
        default=100_000,
        metavar="N",
        help="how many there are; a tenth of them is played beside it (100000)",
    )
    parser.add_argument(
        "--days", type=_one_or_more, default=DAYS, metavar="N", help="in how many days they are due (30)"
    )
    parser.add_argument(
        "--seconds",
        type=_one_or_more,
        default=PATIENCE,
        metavar="N",
        help=f"how long a month may take; then it stops, and says how far it came ({PATIENCE})",
    )
    parser.add_argument("--processes", type=_one_or_more, default=2, metavar="N", help="how many play it (2)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a promise is broken")
    return parser


def _one_or_more(text: str) -> int:
    return _at_least(text, 1)


def _many(text: str) -> int:
    return _at_least(text, GROWN * _SMALLEST)


def _at_least(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"expected a number of {least} or more, found {text!r}")
    return int(text)
