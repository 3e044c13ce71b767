"""Plays all single faults of all journeys, or as many as there is time for, on every core."""

import os
from collections.abc import Mapping, Sequence
from time import monotonic

from simulator.testing import Backstage
from soak.faults.journeys import journeys
from soak.faults.playing import play
from soak.faults.schedules import schedule_named
from soak.faults.sharing import Done, Share, shared
from soak.options import Options, UnknownName
from soak.verdicts import Found, Tally, Verdict

PART = "faults"


def run(options: Options) -> Verdict:
    """Play faults: of all journeys, of one (`only` names it), or one schedule alone. Raises UnknownName."""
    names = tuple(journeys())
    if options.only is not None and options.only not in names:
        return alone(PART, options.only)
    began = monotonic()
    names = (options.only,) if options.only is not None else names
    share = Share(names, seed=options.seed, until=began + options.minutes * 60)
    explored = shared(share, workers=os.cpu_count() or 1)
    return verdict_of(PART, explored, seconds=monotonic() - began)


def alone(part: str, name: str) -> Verdict:
    """Play one schedule alone, and show all of it. Raises UnknownName."""
    try:
        schedule = schedule_named(name)
        journey = journeys()[schedule.journey]
    except (KeyError, ValueError):
        raise UnknownName(f"no schedule is called {name!r}; JOURNEY/POINT/FAULT/CONTINUATION is") from None
    began = monotonic()
    with Backstage() as backstage:
        played = play(journey, schedule.choose(), schedule.go_on, backstage, name=name, thorough=True)
    seconds = monotonic() - began
    tally = Tally(schedule.journey, tried=1, wrong=int(bool(played.broken)), of=1, seconds=seconds)
    if played.broken:
        return Verdict(part, [tally], [Found(name, played.broken, played.conversation)], seconds)
    return Verdict(part, [tally], seconds=seconds, remarks=[played.conversation])


def verdict_of(part: str, done: Mapping[str, Done], *, seconds: float) -> Verdict:
    """Return the verdict that what was explored comes to."""
    tallies, found = [], []
    for name, each in done.items():
        explored = each.explored
        wrong = len(explored.found) + bool(explored.broken)
        tallies.append(Tally(name, explored.tried, wrong, explored.of, each.seconds))
        if explored.broken:
            found.append(Found(f"{name} without any fault", explored.broken))
        found += [Found(schedule, broken, told) for schedule, (broken, told) in explored.found.items()]
    return Verdict(part, tallies, found, seconds, _remarks(list(done.values()), seconds))


def _remarks(done: Sequence[Done], seconds: float) -> list[str]:
    tried, of = (sum(getattr(each.explored, name) for each in done) for name in ("tried", "of"))
    equal = sum(each.explored.equal for each in done)
    told = [f"{equal} calls read an empty page of the index after an empty one, and were left out as equal to it."]
    if tried < of:
        whole = seconds * of / max(tried, 1) / 60
        told.append(
            f"{tried} of {of} fitted in the time; all of them take {whole:.0f} minutes at most on this machine, "
            "and less in one go, as each slice plays every journey anew."
        )
    return told
