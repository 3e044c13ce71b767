"""What is knocked at, and how each knock is measured."""

import time
import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from soak.hostile.chance import Chance

Result = TypeVar("Result")

MEGABYTE = 1024 * 1024


class Wrong(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a target did what it must never do; says which promise is broken."""


@dataclass
class Meter:
    """Measures calls: the time of the processor, because the clock on the wall is everybody's, and the memory.

    Raises Wrong for a call that raises, or takes more than it may. Counting memory makes a call take longer.
    """

    seconds: float = 3.0
    megabytes: float = 96.0
    counts_memory: bool = False
    slowest: float = 0.0
    largest: float = 0.0

    def __call__(self, call: Callable[[], Result]) -> Result:
        """Call, and return what it returned."""
        if self.counts_memory:
            tracemalloc.start()
        began = time.thread_time()
        try:
            result = call()
            self._judge(time.thread_time() - began)
        except Wrong:
            raise
        except Exception as error:
            raise Wrong(f"an exception came out: {type(error).__name__}: {str(error)[:200]}") from error
        finally:
            if self.counts_memory:
                tracemalloc.stop()
        return result

    def _judge(self, seconds: float) -> None:
        taken = tracemalloc.get_traced_memory()[1] / MEGABYTE if self.counts_memory else 0.0
        self.slowest, self.largest = max(self.slowest, seconds), max(self.largest, taken)
        if seconds > self.seconds:
            raise Wrong(f"it took {seconds:.1f} s of the processor; {self.seconds:g} are allowed")
        if taken > self.megabytes:
            raise Wrong(f"it took {taken:.0f} MB of memory; {self.megabytes:g} are allowed")


class Open(Protocol):
    """A target that is open."""

    def make(self, chance: Chance) -> Any:  # noqa: ANN401 - a value that can be written as a Python literal
        """Return an input."""

    def knock(self, given: Any, meter: Meter) -> None:  # noqa: ANN401
        """Hand the input in, and judge what comes of it; raises Wrong. Knocks know nothing of each other."""


@dataclass(frozen=True)
class Target:
    """Something that anybody can send anything to."""

    name: str
    open: Callable[[], AbstractContextManager[Open]]
    seconds: float = 3.0
    megabytes: float = 96.0

    def meter(self, *, counts_memory: bool = False) -> Meter:
        """Return what measures the knocks at it."""
        return Meter(self.seconds, self.megabytes, counts_memory)
