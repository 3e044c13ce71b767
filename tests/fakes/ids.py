"""Ids that a test can foresee."""

from itertools import count


class CountedIds:
    """Fits the services' `NewId`: 26 letters and digits, never the same twice."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> str:
        return f"checkout{next(self._numbers):018d}"
