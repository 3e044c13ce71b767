"""The time of a rehearsal: the real one, or one that stands still, and both can be moved forward."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time in UTC. Without a start it goes as the real one does; with one it stands still."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """The present moment."""
        return (self._start or datetime.now(UTC)) + self._ahead

    @property
    def is_real(self) -> bool:
        """Whether every other clock of this machine shows the same."""
        return self._start is None and not self._ahead

    def move(self, time: timedelta) -> None:
        """Let this much time pass at once. Raises ValueError for time that would run backwards."""
        if time < timedelta():
            raise ValueError("time does not run backwards: agreements, offers and tokens would grow younger")
        self._ahead += time
