"""What a check of a file has to say: where a rule is broken, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One broken rule, told so that a reader can mend it without opening the check."""

    file: str
    place: str
    rule: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.rule}: {self.mend}"
