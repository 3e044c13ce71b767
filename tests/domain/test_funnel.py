"""What counts for each step of a checkout: once, in order, and as many orders as there are."""

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW, a_checkout, a_payment, an_agreement, an_order
from tests.domain.subscriptions import a_begun
from tests.domain.test_fulfilment import a_refund
from voicetill.domain.aftermath import refund_marks, renewal_marks
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    AuthorizationEnded,
    BuyerAgreed,
    BuyerRefused,
    BuyerRetried,
    BuyRequested,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    ConsentWithdrawn,
    Event,
    Expired,
    ItemsWithdrawn,
    PlaceOrder,
    SetupRefused,
    Superseded,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.errors import IllegalStep
from voicetill.domain.funnel import REASONS, Mark, Metric, passed, wished
from voicetill.domain.payments import Refusal
from voicetill.domain.refunds import RefundState
from voicetill.domain.renewals import Verdict

ELSEWHERE = an_agreement(address=None)

Makes = Any
events: st.SearchStrategy[Makes] = st.sampled_from(
    [
        lambda it: BuyRequested(NOW),
        lambda it: BuyRequested(NOW, an_agreement()),
        lambda it: BuyerAgreed(NOW, an_agreement()),
        lambda it: BuyerAgreed(NOW),
        lambda it: BuyerRefused(NOW),
        lambda it: BuyerRetried(NOW, an_agreement()),
        lambda it: ConsentWithdrawn(NOW),
        lambda it: ItemsWithdrawn(NOW),
        lambda it: AgreementOpened(NOW, an_agreement()),
        lambda it: AgreementOpened(NOW, ELSEWHERE),
        lambda it: SetupRefused(NOW, Refusal.ADDRESS_MISSING),
        lambda it: ChargeCompleted(NOW, a_payment(it)),
        lambda it: ChargeAuthorized(NOW, a_payment(it)),
        lambda it: ChargePending(NOW),
        lambda it: ChargeUnknown(NOW),
        lambda it: ChargeRefused(NOW, Refusal.REJECTED, may_retry=True),
        lambda it: AgreementRefused(NOW),
        lambda it: AuthorizationEnded(NOW),
        lambda it: Expired(NOW),
        lambda it: Superseded(NOW),
    ]
)


def story(made: list[Makes], checkout: Checkout) -> tuple[list[Mark], int]:
    """Play events, as far as they are legal; return what was counted, and how many orders there are."""
    counted: list[Mark] = []
    orders = 0
    for make in made:
        event: Event = make(checkout)
        try:
            taken = step(checkout, event)
        except IllegalStep:
            continue
        counted += passed(checkout, taken.checkout, taken.commands)
        orders += sum(isinstance(command, PlaceOrder) for command in taken.commands)
        checkout = taken.checkout
    return counted, orders


@settings(max_examples=400)
@given(st.lists(events, max_size=25))
def test_over_any_story_the_funnel_narrows_and_orders_are_counted_as_they_are(made: list[Makes]) -> None:
    counted, orders = story([lambda it: BuyRequested(NOW), *made], a_checkout(State.NEW))

    told = Counter(mark.metric for mark in counted)

    assert told[Metric.PLACED] == orders <= 1
    assert told[Metric.PLACED] <= told[Metric.CHARGED] <= told[Metric.READ_BACK] <= told[Metric.OFFERED] == 1
    assert told[Metric.CHARGED] <= told[Metric.SET_UP] <= told[Metric.CONSENTED] == 1
    assert told[Metric.CHARGED_AGAIN] <= told[Metric.DECLINED] + told[Metric.CHARGED]
    assert {mark.reason for mark in counted} <= {"", *REASONS}
    assert all(bool(mark.reason) == (mark.metric in (Metric.DECLINED, Metric.GIVEN_UP)) for mark in counted)


@settings(max_examples=300)
@given(st.lists(events, max_size=15), events)
def test_an_answer_told_twice_counts_once(made: list[Makes], again: Makes) -> None:
    checkout = a_checkout(State.NEW)
    for make in [lambda it: BuyRequested(NOW), *made, again]:
        try:
            checkout = step(checkout, make(checkout)).checkout
        except IllegalStep:
            continue

    counted, _ = story([again], checkout)
    twice, _ = story([again, again], checkout)

    told = {Metric.OFFERED, Metric.CONSENTED, Metric.SET_UP, Metric.READ_BACK, Metric.PLACED, Metric.UNKNOWN}
    for metric in told:
        assert sum(mark.metric is metric for mark in twice) <= max(
            1, sum(mark.metric is metric for mark in counted)
        )


def test_a_straight_purchase_counts_each_step() -> None:
    counted, _ = story(
        [
            lambda it: BuyRequested(NOW),
            lambda it: AgreementOpened(NOW, an_agreement()),
            lambda it: BuyerAgreed(NOW, an_agreement()),
            lambda it: ChargeCompleted(NOW, a_payment(it)),
        ],
        a_checkout(State.NEW),
    )

    assert [mark.metric.value for mark in counted] == [
        "Offered", "Consented", "SetUp", "ReadBack", "Charged", "Placed",
    ]  # fmt: skip
    assert {mark.market for mark in counted} == {"US"}


def test_a_wish_that_something_stands_against_is_offered_and_kept_back() -> None:
    offered, kept = wished("US", Refusal.CONSENT_MISSING)

    assert offered == Mark(Metric.OFFERED, market="US")
    assert kept == Mark(Metric.KEPT_BACK, market="US", reason="consent_missing")


def test_a_refund_counts_when_it_has_ended_and_not_again() -> None:
    order = an_order()
    asked = replace(order, refunds=(a_refund(state=RefundState.PENDING),))
    done = replace(order, refunds=(a_refund(state=RefundState.DONE),))
    refused = replace(order, refunds=(a_refund(state=RefundState.REFUSED),))

    assert refund_marks(order, asked) == refund_marks(done, done) == ()
    assert refund_marks(asked, done) == (Mark(Metric.REFUNDS_DONE, market="US"),)
    assert refund_marks(asked, refused) == (Mark(Metric.REFUNDS_REFUSED, market="US"),)


def test_a_period_counts_by_how_it_went_on() -> None:
    counted = {verdict: [mark.metric for mark in renewal_marks(a_begun(), verdict)] for verdict in Verdict}

    assert counted == {
        Verdict.RENEWED: [Metric.RENEWALS_PAID],
        Verdict.RETRY: [Metric.RENEWALS_DECLINED],
        Verdict.SUSPENDED: [Metric.RENEWALS_SUSPENDED],
        Verdict.PUT_OFF: [Metric.RENEWALS_PUT_OFF],
        Verdict.WAITS: [],
        Verdict.OVER: [],
    }


def test_units_are_cloudwatch_s_words() -> None:
    assert {metric.unit for metric in Metric} == {"Count", "Seconds", "Milliseconds"}
