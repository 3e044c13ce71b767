"""Tries one mutant: a fork of this process becomes it, and runs tests until one fails."""

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import pytest

from scripts.mutation.hosting import KILLED, Host, silence
from scripts.mutation.making import Mutant
from scripts.mutation.patching import CannotBePutError, put

MOST_MEMORY = 6 << 30
"""Bytes that a mutant may ask for: one that fills lists for ever is stopped by it."""


class Outcome(StrEnum):
    """How a mutant fared."""

    KILLED = "killed"
    TIMEOUT = "timed out"
    SURVIVED = "survived"
    UNTESTED = "no test runs it"
    UNFIT = "cannot be put"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the test that killed it (blank: none), and how many seconds it took."""

    outcome: Outcome
    by: str = ""
    seconds: float = 0.0


# What a child that found nothing, or was no mutant, ends with; a killer's number is written to the pipe.
_SURVIVED, _UNFIT = 0, 3


def try_out(mutant: Mutant, source: str, tests: Sequence[str], host: Host) -> Verdict:
    """Return how the mutant fares with these tests, in their order."""
    if not tests:
        return Verdict(Outcome.UNTESTED)
    began = time.perf_counter()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_become(mutant, source, tests, host, theirs))
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        reached = pipe.read().split()
    _, status = os.waitpid(child, 0)
    by = tests[int(reached[-1])] if reached else ""
    return _verdict(os.waitstatus_to_exitcode(status), by, time.perf_counter() - began)


def _verdict(code: int, by: str, seconds: float) -> Verdict:
    if code == _SURVIVED:
        return Verdict(Outcome.SURVIVED, seconds=seconds)
    if code == _UNFIT:
        return Verdict(Outcome.UNFIT, seconds=seconds)
    timeout = code in (-signal.SIGPROF, -signal.SIGALRM)
    return Verdict(Outcome.TIMEOUT if timeout else Outcome.KILLED, by, seconds)


def _become(mutant: Mutant, source: str, tests: Sequence[str], host: Host, pipe: int) -> int:
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    gc.disable()
    for each in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(each, signal.SIG_DFL)
    _give(10.0)
    try:
        put(mutant, source)
    except (CannotBePutError, SyntaxError):
        return _UNFIT
    except Exception:
        # A module that does not even load is noticed by whoever imports it.
        os.write(pipe, b"0 ")
        return KILLED
    host.forget()
    host.ends_at_once = True
    items = [host.judges.items[test] for test in tests]
    with silence():
        return _run(items, tests, host, pipe)


def _run(items: Sequence[pytest.Item], tests: Sequence[str], host: Host, pipe: int) -> int:
    for number, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
        os.write(pipe, f"{number} ".encode())
        _give(2.0 + 10 * host.judges.seconds[tests[number]])
        try:
            passed = host.passes(item, following)
        except BaseException:
            passed = False
        if not passed:
            return KILLED
    return _SURVIVED


def _give(seconds: float) -> None:
    """Allow so much of a processor for the next step, and several times as much by the clock."""
    sys.stdout.flush()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 20 + 5 * seconds)
