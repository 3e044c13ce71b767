"""Runs every race, in every order of its calls where there is time for that, and tells what was found."""

import logging
from collections.abc import Iterator, Sequence
from time import monotonic

from simulator.testing import Backstage
from soak.options import Options, UnknownName
from soak.races.cards import RACES, Race
from soak.races.racing import Runs, Wrong, run_by_chance, run_race, run_same
from soak.stories.scenes import SCENES, Scene, Theatre
from soak.verdicts import Found, Tally, Verdict

PART = "races"
_BY_CHANCE = 10_000


def run(options: Options) -> Verdict:
    """Run all races, each for its share of the time, or one order alone."""
    began = monotonic()
    logging.disable(logging.CRITICAL)
    try:
        with Backstage() as backstage:
            runs = _named(options.only, backstage) if options.only else _all(options, backstage, began)
    finally:
        logging.disable(logging.NOTSET)
    return Verdict(
        part=PART,
        tallies=[Tally(it.name, len(it.orders), len(it.wrong), _of(it), it.seconds) for it in runs],
        found=[_found(it, wrong) for it in runs for wrong in it.wrong],
        seconds=monotonic() - began,
        remarks=[*_remarks(runs, alone=bool(options.only))],
    )


def starts() -> list[tuple[Race, Scene]]:
    """Every race in every scene where it is run."""
    return [(race, SCENES[name]) for race in RACES.values() for name in race.scenes]


def _all(options: Options, backstage: Backstage, began: float) -> list[Runs]:
    """Every order of each race; then, of those for which there was no time, some by chance."""
    until = began + options.minutes * 60
    lined_up, done = starts(), list[Runs]()
    for number, (race, scene) in enumerate(lined_up):
        share = max(0.0, until - monotonic()) / (len(lined_up) - number)
        runs = run_race(race, Theatre(scene, backstage), until=monotonic() + share * 0.8)
        if not runs.complete:
            run_by_chance(runs, until=monotonic() + share * 0.2, most=_BY_CHANCE, seed=options.seed)
        done.append(runs)
    return done


def _named(name: str, backstage: Backstage) -> list[Runs]:
    """One order, named as `_found` does."""
    race, scene, names = [*name.split("/", 2), "", ""][:3]
    if race not in RACES or scene not in RACES[race].scenes or not names:
        raise UnknownName(f"orders are named RACE/SCENE/WHO,WHO,...; races are {', '.join(RACES)}")
    return [run_same(RACES[race], Theatre(SCENES[scene], backstage), names.split(","))]


def _of(runs: Runs) -> int | None:
    return len(runs.orders) if runs.complete else None


def _found(runs: Runs, wrong: Wrong) -> Found:
    calls = "\n".join(f"{name:<20}{call}" for name, call in wrong.order)
    name = f"{runs.name}/{','.join(name for name, _ in wrong.order)}"
    return Found(name, wrong.broken, f"{calls}\n\n{wrong.transcript}")


def _remarks(runs: Sequence[Runs], *, alone: bool) -> Iterator[str]:
    tried, skipped = sum(len(it.orders) for it in runs), sum(it.skipped for it in runs)
    complete = sum(it.complete for it in runs)
    yield f"{tried} different orders of calls; {skipped} runs more differed by nothing that can matter"
    if not alone:
        yield f"{complete} of {len(runs)} races were run in every order; the others as far as there was time"
