"""The process in which the coverage-guided fuzzer runs: `python -m soak.hostile.fuzzer`; see `fuzzing`.

Only our own code is watched: the fuzzer keeps what reaches a place in it that nothing reached before. It ends this
process by itself, so what is to be told is written to a file while it runs.
"""

import argparse
import json
import logging
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from soak.hostile.chance import Recorded
from soak.hostile.target import Meter, Open, Target, Wrong

_OFTEN = 20


@dataclass(frozen=True)
class _Provided:
    """Draws from the fuzzer's bytes."""

    provider: Any

    def below(self, end: int) -> int:
        """Draw."""
        return int(self.provider.ConsumeIntInRange(0, end - 1))


@dataclass
class _Fuzzed:
    """What the fuzzer calls."""

    atheris: Any
    target: Target
    door: Open
    meter: Meter
    report: Path
    inputs: int = 0

    def __call__(self, data: bytes) -> None:
        """Make an input of these bytes, and hand it in."""
        from soak.hostile.trying import found_wrong  # noqa: PLC0415 - Hypothesis must not be watched

        drawn = Recorded(_Provided(self.atheris.FuzzedDataProvider(data)))
        given = self.door.make(drawn)
        self.inputs += 1
        try:
            self.door.knock(given, self.meter)
        except Wrong as wrong:
            self._tell(asdict(found_wrong(self.target, drawn, given, wrong)))
            raise
        if self.inputs % _OFTEN == 1:
            self._tell(None)

    def _tell(self, found: Any) -> None:  # noqa: ANN401 - JSON
        told = {"inputs": self.inputs, "slowest": self.meter.slowest, "found": found}
        self.report.write_text(json.dumps(told), encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Fuzz one target until the fuzzer ends the process."""
    import atheris  # noqa: PLC0415 - not on every machine

    parser = argparse.ArgumentParser()
    parser.add_argument("--target", required=True)
    parser.add_argument("--report", required=True, type=Path)
    told, rest = parser.parse_known_args(arguments)
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=["voicetill"]):
        from soak.hostile.targets.every import target_of  # noqa: PLC0415 - ours is watched as it is imported

        target = target_of(told.target)
        with target.open() as door:
            fuzzed = _Fuzzed(atheris, target, door, target.meter(), told.report)
            atheris.Setup([sys.argv[0], *rest], fuzzed)
            atheris.Fuzz()


if __name__ == "__main__":
    main()
