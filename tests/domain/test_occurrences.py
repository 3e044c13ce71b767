"""What happened is told through every channel that it concerns, for days, once each, and then forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import CUSTOMER_ID, LOCALE, NOW
from voicetill.domain.occurrences import (
    CLAIM,
    Channel,
    Happening,
    Occurrence,
    claimed,
    closed,
    handed_over,
    happened,
    mailed_again,
    not_handed_over,
    rested,
    told,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BUS, MAIL, NOTICE = Channel.EVENT_BUS, Channel.MAIL, Channel.NOTICE


def an_occurrence(what: Happening = Happening.ORDER_PLACED, **changes: object) -> Occurrence:
    name: dict[str, str] = {"subject_id": "order-1", "customer_id": CUSTOMER_ID, "market_id": "US"}
    made = happened(what, **name, locale=LOCALE, at=NOW, total=900)
    known = replace(made, email="robin@example.com", user_id="user-1")
    return replace(known, **changes)  # type: ignore[arg-type]


def told_everywhere(occurrence: Occurrence) -> Occurrence:
    for channel in occurrence.channels:
        occurrence = told(occurrence, channel)
    return occurrence


def test_the_same_happening_has_the_same_name_and_a_part_tells_several_apart() -> None:
    once = happened(
        Happening.ORDER_SHIPPED,
        subject_id="order-1",
        customer_id=CUSTOMER_ID,
        market_id="US",
        locale=LOCALE,
        at=NOW,
        carrier="UPS",
    )
    second = happened(
        Happening.ORDER_SHIPPED,
        subject_id="order-1",
        customer_id=CUSTOMER_ID,
        market_id="US",
        locale=LOCALE,
        at=NOW,
        part="2",
    )

    assert once == Occurrence(
        id="order-1.order.shipped",
        what=Happening.ORDER_SHIPPED,
        customer_id=CUSTOMER_ID,
        subject_id="order-1",
        market_id="US",
        locale=LOCALE,
        at=NOW,
        tell_at=NOW,
        details={"carrier": "UPS"},
    )
    assert second.id == "order-1.order.shipped.2"


def test_a_happening_is_of_an_order_or_a_subscription_or_of_neither() -> None:
    orders = {each for each in Happening if each.is_of_order}
    subscriptions = {each for each in Happening if each.is_of_subscription}

    assert set(Happening) - orders - subscriptions == {Happening.PAYMENT_FAILED, Happening.MERCHANT_TASK}
    assert Happening.REFUND_FAILED in orders
    assert not orders & subscriptions
    assert {Happening.RENEWAL_AHEAD, Happening.RENEWAL_FAILED, Happening.SUBSCRIPTION_ENDED} <= subscriptions


@pytest.mark.parametrize("what", Happening)
def test_machines_hear_all_and_customers_what_concerns_them_the_mail_last(what: Happening) -> None:
    occurrence = an_occurrence(what)
    for_merchants = what in (Happening.ORDER_PAID, Happening.REFUND_FAILED, Happening.MERCHANT_TASK)
    noticed = what in (Happening.ORDER_PLACED, Happening.ORDER_SHIPPED)

    wanted = (BUS, *((NOTICE,) if noticed else ()), *(() if for_merchants else (MAIL,)))

    assert occurrence.channels == occurrence.waiting == wanted
    assert (occurrence.is_mailed, occurrence.is_noticed) == (not for_merchants, noticed)
    assert occurrence.is_mailed_once is (what is Happening.ORDER_PLACED)


def test_who_claims_it_has_a_quarter_of_an_hour_and_one_minute() -> None:
    mine = claimed(an_occurrence(), at=NOW)

    assert mine == replace(an_occurrence(), tries=1, tell_at=NOW + 16 * MINUTE)
    assert CLAIM > 15 * MINUTE, "no function may run for longer"
    assert not mine.is_due(at=NOW + 15 * MINUTE)
    assert mine.is_due(at=NOW + 16 * MINUTE)


def test_it_is_due_ten_seconds_early_because_clocks_differ_and_never_once_nothing_is_left() -> None:
    occurrence = an_occurrence()

    assert occurrence.is_due(at=NOW - timedelta(seconds=10))
    assert not occurrence.is_due(at=NOW - timedelta(seconds=10, microseconds=1))
    assert not replace(occurrence, tell_at=None).is_due(at=NOW)


def test_what_only_one_channel_needs_goes_with_it() -> None:
    sending = handed_over(an_occurrence(), at=NOW)

    mailed, noticed, published = (told(sending, each) for each in (MAIL, NOTICE, BUS))

    assert sending == replace(an_occurrence(), mailing_since=NOW)
    assert not_handed_over(sending) == an_occurrence()
    assert mailed == replace(sending, told=frozenset({MAIL}), email="", mailing_since=None)
    assert noticed == replace(sending, told=frozenset({NOTICE}), user_id="")
    assert published == replace(sending, told=frozenset({BUS}))


def test_a_channel_that_is_done_or_given_up_waits_no_more() -> None:
    occurrence = an_occurrence(told=frozenset({BUS}), given_up=frozenset({NOTICE}))

    assert occurrence.waiting == (MAIL,)


def test_what_was_told_everywhere_rests_and_is_forgotten_after_a_month() -> None:
    done = rested(told_everywhere(an_occurrence()), at=NOW + DAY)

    everywhere = frozenset(Channel)
    assert done == replace(an_occurrence(), told=everywhere, tell_at=None, email="", user_id="")
    assert done.forget_at == NOW + 30 * DAY


def test_what_could_not_be_told_is_tried_again_for_days_and_then_given_up_for_a_person() -> None:
    waits, at, occurrence = [], NOW, handed_over(an_occurrence(told=frozenset({BUS})), at=NOW)

    for _ in range(11):
        occurrence = rested(claimed(occurrence, at=at), at=at)
        if occurrence.tell_at is None:
            break
        waits.append((occurrence.tell_at - at) / MINUTE)
        at = occurrence.tell_at

    assert waits == [1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440]
    given_up = {"given_up": frozenset({NOTICE, MAIL}), "tell_at": None, "mailing_since": None, "tries": 11}
    wanted = an_occurrence(told=frozenset({BUS}), email="", user_id="", **given_up)  # type: ignore[arg-type]
    assert occurrence == wanted
    assert occurrence.is_task
    assert occurrence.forget_at is None


def test_one_that_nobody_claimed_is_tried_again_in_a_minute() -> None:
    assert rested(an_occurrence(), at=NOW).tell_at == NOW + MINUTE


def test_a_task_is_kept_until_somebody_says_that_it_is_done() -> None:
    task = rested(told_everywhere(an_occurrence(Happening.MERCHANT_TASK)), at=NOW)
    given_up = an_occurrence(given_up=frozenset({MAIL}), tell_at=None)

    assert task.is_task
    assert given_up.is_task
    assert not an_occurrence().is_task
    assert (task.forget_at, given_up.forget_at, an_occurrence().forget_at) == (None, None, None)
    assert closed(task, at=NOW + DAY) == replace(task, closed_at=NOW + DAY)
    assert not closed(task, at=NOW).is_task
    assert closed(given_up, at=NOW).forget_at == NOW + 30 * DAY


def test_a_mail_goes_out_once_more_as_if_it_had_never_been_tried_and_nothing_else_does() -> None:
    everywhere = replace(told_everywhere(an_occurrence()), tell_at=None, tries=5, mailing_since=NOW)
    in_vain = replace(everywhere, told=frozenset({BUS}), given_up=frozenset({MAIL, NOTICE}))
    fresh = {"email": "new@example.com", "tell_at": NOW + DAY, "tries": 0, "mailing_since": None}

    again, at_last = (mailed_again(each, email="new@example.com", at=NOW + DAY) for each in (everywhere, in_vain))

    assert again == replace(everywhere, told=frozenset({BUS, NOTICE}), **fresh)  # type: ignore[arg-type]
    assert at_last == replace(in_vain, given_up=frozenset({NOTICE}), **fresh)  # type: ignore[arg-type]
