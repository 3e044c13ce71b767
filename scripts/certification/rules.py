"""What a rule of certification is, and what it has to say."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scripts.certification.review import Review
from scripts.certification.submission import Submission


class Weight(StrEnum):
    """How much a remark weighs: a fault, a fault only once the skill is submitted, or what no file can show."""

    FAULT = "fault"
    BEFORE_SUBMISSION = "before submission"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Remark:
    """Where a rule is not kept, and how to mend it."""

    place: str
    mend: str
    weight: Weight = Weight.FAULT


Remarks = Iterator[Remark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that a reviewer checks.

    `asks` says it in a sentence and `source` names the vendor's page that asks for it. `read` looks at the files;
    `play` talks to the skill, once in every locale that is published.
    """

    name: str
    asks: str
    source: str
    read: Callable[[Submission], Remarks] | None = None
    play: Callable[[Review], Remarks] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a rule."""

    rule: Rule
    remarks: Sequence[Remark]

    def findings(self, *, submit: bool) -> list[Remark]:
        """What keeps the rule from being passed; with `submit` also what may wait until the submission."""
        return [
            remark
            for remark in self.remarks
            if remark.weight is Weight.FAULT or (submit and remark.weight is Weight.BEFORE_SUBMISSION)
        ]

    def still_to_do(self, *, submit: bool) -> list[Remark]:
        """What is no finding yet, or can be seen in no file."""
        found = self.findings(submit=submit)
        return [remark for remark in self.remarks if remark not in found]
