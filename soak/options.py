"""What a part of the soak runs is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. The same options find the same things, but for what did not fit in the time."""

    seed: int = 0
    minutes: float = 1.0
    """How long the part may take; it draws by the seed what fits, and says how many of how many that was."""

    only: str | None = None
    """The name of one schedule to play alone, as `Found.name` had it; None plays all."""


class UnknownName(ValueError):  # noqa: N818 - reads as a plain fact
    """Raised for an `only` that names nothing the part knows."""
