"""Somebody who looks on, and remembers what they were told."""

from collections import Counter

from voicetill.domain.funnel import Mark, Metric


class CountingWatch:
    """Fits the services' `Watch`."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.followed: list[str] = []
        self.facts: dict[str, str | float] = {}

    def follow(self, id_: str) -> None:
        """Remember it."""
        self.followed.append(id_)

    def note(self, **facts: str | float) -> None:
        """Remember them."""
        self.facts.update(facts)

    def count(self, *marks: Mark) -> None:
        """Remember them."""
        self.marks += marks

    @property
    def told(self) -> Counter[Metric]:
        """How often each was counted."""
        counted: Counter[Metric] = Counter()
        for mark in self.marks:
            counted[mark.metric] += int(mark.value)
        return counted
