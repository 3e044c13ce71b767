"""Applies the rules: reads what is submitted, and opens the skill in every published locale."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from scripts.certification.review import OpenShop, Review
from scripts.certification.rulebook import RULES
from scripts.certification.rules import Remark, Rule, Verdict
from scripts.certification.submission import Submission
from scripts.skill_package import PACKAGE
from simulator.language.interaction_model import BrokenModel, read_models
from simulator.testing import Disappointed, Shop, rehearsal_room
from simulator.testing.rooms import Backstage

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A review says the same whenever it is made."""


class Studio:
    """Opens the submitted skill in the simulator, without a network; shares what is costly between locales."""

    def __init__(self) -> None:
        self._own = ExitStack()
        self._backstage = Backstage()

    def __enter__(self) -> Self:
        self._own.enter_context(self._backstage)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.close()

    def __call__(self, submission: Submission, locale: str) -> AbstractContextManager[Shop]:
        """Open the skill as it is submitted."""
        models = read_models(submission.root / PACKAGE)
        return rehearsal_room(
            at=MOMENT,
            models=None if models == self._backstage.models else models,
            backstage=self._backstage,
            files=submission.files,
        )


def certify(submission: Submission, open_shop: OpenShop, *, rules: Sequence[Rule] = RULES) -> list[Verdict]:
    """Return what comes of each rule."""
    remarks: dict[str, list[Remark]] = {rule.name: [] for rule in rules}
    for rule in rules:
        if rule.read is not None:
            remarks[rule.name] += rule.read(submission)
    for rule, remark in _played_everywhere(
        submission, open_shop, [rule for rule in rules if rule.play is not None]
    ):
        remarks[rule.name].append(remark)
    return [Verdict(rule, remarks[rule.name]) for rule in rules]


def _played_everywhere(
    submission: Submission, open_shop: OpenShop, rules: Sequence[Rule]
) -> Iterator[tuple[Rule, Remark]]:
    if submission.faults_at_start:
        mend = "nothing can be played: the skill does not start; the rule `whole` says why"
        yield from ((rule, Remark("every locale", mend)) for rule in rules)
        return
    for locale in submission.locales if rules else ():
        yield from _played(submission, locale, open_shop, rules)


def _played(
    submission: Submission, locale: str, open_shop: OpenShop, rules: Sequence[Rule]
) -> Iterator[tuple[Rule, Remark]]:
    market = submission.markets.for_locale(locale)
    playable = market is not None and locale in submission.speeches and locale in submission.package.models
    if market is None or not playable or not submission.offers_in(locale, market):
        mend = "nothing can be played: let the locale have a market, a model, speech and something to buy"
        yield from ((rule, Remark(locale, mend)) for rule in rules)
        return
    try:
        with open_shop(submission, locale) as shop:
            review = Review(shop, submission, locale, market)
            for rule in rules:
                yield from ((rule, remark) for remark in _kept_talking(rule, review))
    except BrokenModel as fault:
        yield from ((rule, Remark(locale, f"nothing can be played: {fault}")) for rule in rules)


def _kept_talking(rule: Rule, review: Review) -> Iterator[Remark]:
    """What the rule has to say, and what broke the conversation if something did."""
    try:
        yield from rule.play(review) if rule.play else ()
    except Disappointed as broken:
        yield Remark(review.locale, f"mend the conversation: {str(broken).strip().splitlines()[0]}")
