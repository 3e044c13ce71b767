"""What a check of a file has to say: where a rule is broken, and how to mend it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Place, rule and mend of each broken rule, as a check tells them: which file it reads, only its caller knows.
Complaints = Iterator[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One broken rule, told so that a reader can mend it without opening the check."""

    file: str
    place: str
    rule: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.rule}: {self.mend}"


def findings_in(file: str, complaints: Iterable[Complaints]) -> list[Finding]:
    """Return what the checks complain of in the file, in their order."""
    return [
        Finding(file=file, place=place, rule=rule, mend=mend)
        for complaint in complaints
        for place, rule, mend in complaint
    ]
