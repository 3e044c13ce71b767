"""Plays pairs of faults in the purchase journeys, or as many as there is time for, on every core."""

import os
from functools import partial
from time import monotonic

from soak.faults.exploring import Explorer
from soak.faults.journeys import journeys
from soak.faults.running import alone, verdict_of
from soak.faults.sharing import Share, shared
from soak.options import Options
from soak.verdicts import Verdict

PART = "pairs"


def run(options: Options) -> Verdict:
    """Play pairs of faults: of all purchases, of one (`only` names it), or one alone. Raises UnknownName."""
    names = tuple(name for name, journey in journeys().items() if journey.buys)
    if options.only is not None and options.only not in names:
        return alone(PART, options.only)
    began = monotonic()
    names = (options.only,) if options.only is not None else names
    explorer = partial(Explorer, pairs=True)
    share = Share(names, options.seed, began + options.minutes * 60, explorer)
    explored = shared(share, workers=os.cpu_count() or 1)
    return verdict_of(PART, explored, seconds=monotonic() - began)
