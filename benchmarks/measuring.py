"""Measures contenders in turns, so that whatever else the machine does hits all of them alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from benchmarks.contenders import Contender


@dataclass
class Measured:
    """One contender's times in milliseconds, round by round: of the clock, of the processor, and of preparing."""

    contender: Contender
    times: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    preparing: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the clock's times."""
        return median(self.times)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles: half of all rounds lie between."""
        if len(self.times) == 1:
            return self.times[0], self.times[0]
        lower, _, upper = quantiles(self.times, n=4, method="inclusive")
        return lower, upper

    def times_as_long_as(self, yardstick: "Measured") -> float:
        """The median of the rounds' ratios: each round is compared with itself."""
        return median(mine / its for mine, its in zip(self.times, yardstick.times, strict=True))

    def as_json(self, yardstick: "Measured") -> dict[str, Any]:
        """One JSON object."""
        lower, upper = self.spread
        return {
            "name": self.contender.name,
            "meaning": self.contender.meaning,
            "median_ms": round(self.median, 2),
            "quartiles_ms": [round(lower, 2), round(upper, 2)],
            "processor_median_ms": round(median(self.processor), 2),
            "preparing_median_ms": round(median(self.preparing), 2),
            "ratio": round(self.times_as_long_as(yardstick), 2),
            "times_ms": [round(time, 2) for time in self.times],
        }


def measure(contenders: Sequence[Contender], *, rounds: int) -> list[Measured]:
    """Let each contender run once a round, in turns which begins. A round before the first does not count."""
    for contender in contenders:
        _run_once(Measured(contender))
    results = [Measured(contender) for contender in contenders]
    for number in range(rounds):
        first = number % len(results)
        for result in (*results[first:], *results[:first]):
            _run_once(result)
    return results


def _run_once(result: Measured) -> None:
    began = perf_counter()
    with result.contender.prepare() as run:
        result.preparing.append((perf_counter() - began) * 1000)
        worked, began = process_time(), perf_counter()
        run()
        result.times.append((perf_counter() - began) * 1000)
        result.processor.append((process_time() - worked) * 1000)
