"""A clock that stands still until the test moves it."""

from datetime import datetime, timedelta

from tests.builders import NOW


class FixedClock:
    """Fits the services' `Clock`."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        """Let time pass."""
        self.now += time
