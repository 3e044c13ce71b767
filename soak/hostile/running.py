"""Hostile input: anything is sent to whatever listens, by Hypothesis and by a fuzzer that watches our code.

An input is named by the numbers that it was made of; `--only NAME` sends it again, and `--only TARGET` tries one
target alone.
"""

import logging
from collections.abc import Sequence
from time import monotonic

from soak.hostile.fuzzing import fuzz, is_here
from soak.hostile.target import Target
from soak.hostile.targets.every import TARGETS, target_of
from soak.hostile.trying import Tried, try_examples, try_named
from soak.options import Options, UnknownName
from soak.verdicts import Found, Tally, Verdict

PART = "hostile"
_NO_FUZZER = Found(
    "coverage-guided",
    ["not run: the fuzzer is not installed here (pip install atheris; Linux)"],
)
_ROUNDS_APART = 1_000_000
"""Seeds of two runs have no round in common."""


def run(options: Options) -> Verdict:
    """Try every target for its share of the time."""
    began = monotonic()
    logging.disable(logging.CRITICAL)
    try:
        name, _, numbers = (options.only or "").partition("/")
        if numbers:
            return _alone(target_of(name), numbers)
        targets = [target_of(name)] if name else list(TARGETS.values())
        return _all(targets, options, began)
    finally:
        logging.disable(logging.NOTSET)


def _all(targets: Sequence[Target], options: Options, began: float) -> Verdict:
    until = began + options.minutes * 60
    tallies: list[Tally] = []
    found = [] if is_here() else [_NO_FUZZER]
    remarks = []
    for number, target in enumerate(targets):
        share = max(0.0, until - monotonic()) / (len(targets) - number)
        for way, tried in _both(target, options.seed, share):
            tallies.append(
                Tally(f"{target.name}, {way}", tried.inputs, int(bool(tried.found)), seconds=tried.seconds)
            )
            found += [tried.found] if tried.found else []
            remarks.append(_remark(target, way, tried))
    return Verdict(PART, tallies, found, monotonic() - began, remarks)


def _both(target: Target, seed: int, share: float) -> list[tuple[str, Tried]]:
    first = seed * _ROUNDS_APART
    half = share / 2 if is_here() else share
    ways = [("examples", try_examples(target, first=first, until=monotonic() + half))]
    if is_here():
        ways.append(("coverage-guided", fuzz(target, seed=seed, seconds=max(1.0, share - ways[0][1].seconds))))
    return ways


def _remark(target: Target, way: str, tried: Tried) -> str:
    memory = f", {tried.largest:.1f} MB" if tried.largest else ""
    reached = f"; reached {tried.reached}" if tried.reached else ""
    return f"{target.name}, {way}: dearest input {tried.slowest:.2f} s of the processor{memory}{reached}"


def _alone(target: Target, numbers: str) -> Verdict:
    try:
        tried, given = try_named(target, numbers)
    except ValueError:
        raise UnknownName(f"an input is named by numbers with points between, and not {numbers!r}") from None
    tally = Tally(target.name, 1, int(bool(tried.found)), 1)
    found = [tried.found] if tried.found else []
    return Verdict(
        PART, [tally], found, remarks=[f"import json\ngiven = {given}", _remark(target, "alone", tried)]
    )
