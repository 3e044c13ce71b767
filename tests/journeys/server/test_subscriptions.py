"""A subscription from its trial to its end, while months pass: each due day charged once, told, and stoppable."""

import pytest

from simulator.testing import Shop
from tests.journeys.server.judge import books_are_right, kinds

# Where the company makes no difference.
one_company = pytest.mark.parametrize("route", ["ppro"], indirect=True)


def subscribe(shop: Shop) -> str:
    told = shop.intend("SubscribeIntent", product="refill_subscription")
    assert "free until" in told.speech
    return shop.say("yes").speech


def subjects(shop: Shop) -> list[str]:
    return [letter.reference.partition(".")[2] for letter in shop.mail]


@pytest.fixture
def subscribed(linked: Shop) -> Shop:
    assert "has started" in subscribe(linked)
    assert not linked.purse.moved
    return linked


def test_the_trial_passes_and_each_month_is_charged_once_and_told(subscribed: Shop) -> None:
    subscribed.wait("29 days")
    assert not subscribed.purse.taken

    subscribed.wait("3 months")

    assert [str(move) for move in subscribed.purse.taken] == ["7.50 USD"] * 3
    assert [f"{move.at:%m-%d}" for move in subscribed.purse.taken] == ["12-23", "01-23", "02-23"]
    assert len(subscribed.orders) == 3
    assert books_are_right(subscribed)
    assert kinds(subscribed).count("renewal.ahead") >= 3


def test_what_is_cancelled_by_voice_is_never_charged_again(subscribed: Shop) -> None:
    subscribed.wait("32 days")
    assert len(subscribed.purse.taken) == 1

    subscribed.say("ask no nicks to cancel my subscription")
    ended = subscribed.say("yes")
    subscribed.wait("4 months")

    assert ended.speech
    assert len(subscribed.purse.taken) == 1
    assert books_are_right(subscribed)
    assert "subscription.cancelled" in kinds(subscribed) or "subscription.ended" in kinds(subscribed)


@one_company
def test_cancelled_in_the_trial_nothing_is_ever_charged(subscribed: Shop) -> None:
    subscribed.say("ask no nicks to cancel my subscription", "yes")

    subscribed.wait("3 months")

    assert not subscribed.purse.moved
    assert not subscribed.orders


@one_company
def test_declines_follow_the_calendar_and_a_later_try_is_paid(subscribed: Shop) -> None:
    subscribed.wait("29 days")
    subscribed.company.decline(for_good=False)
    subscribed.company.decline(for_good=False)

    subscribed.wait("10 days")

    assert [f"{move.at:%m-%d}" for move in subscribed.purse.taken] == ["12-26"]
    assert books_are_right(subscribed)
    assert kinds(subscribed).count("renewal.failed") == 2


def test_after_the_last_decline_it_is_suspended_and_the_way_back_charges_once(subscribed: Shop) -> None:
    subscribed.wait("29 days")
    for _ in range(5):
        subscribed.company.decline(for_good=False)
    subscribed.wait("2 months")
    assert not subscribed.purse.taken
    assert "subscription.suspended" in kinds(subscribed)

    asked = subscribed.say("ask no nicks what subscriptions do I have")
    back = subscribed.say("yes")
    subscribed.back_office.tick()

    assert "stopped" in asked.speech
    assert "goes on" in back.speech
    assert [str(move) for move in subscribed.purse.taken] == ["7.50 USD"]
    assert books_are_right(subscribed)
    subscribed.wait("1 month")
    assert len(subscribed.purse.taken) == 2
    assert books_are_right(subscribed)


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_renewal_without_an_answer_is_settled_and_charged_once(subscribed: Shop, after_acting: bool) -> None:
    subscribed.wait("29 days")
    subscribed.company.lose_answer(after_acting=after_acting)

    subscribed.wait("3 days")

    assert len(subscribed.purse.taken) == 1
    assert books_are_right(subscribed)


@one_company
def test_a_pending_renewal_blocks_the_next_until_it_is_decided(subscribed: Shop) -> None:
    subscribed.wait("29 days")
    subscribed.company.leave_pending()
    subscribed.wait("2 days")
    assert not subscribed.purse.taken

    assert subscribed.company.decide(paid=True) == 1
    subscribed.wait("1 day")

    assert len(subscribed.purse.taken) == 1
    assert books_are_right(subscribed)


def test_a_consent_that_ended_at_the_company_ends_renewals_with_a_letter(subscribed: Shop) -> None:
    subscribed.company.end_consents()

    subscribed.wait("3 months")

    assert not subscribed.purse.taken
    assert not subscribed.orders
    assert len(subscribed.mail) > 1


@one_company
def test_batches_that_come_twice_renew_once(subscribed: Shop) -> None:
    office = subscribed.back_office
    subscribed.wait("29 days")
    subscribed.pass_time(days=1, hours=1)
    office.doors.renewals({}, None)
    office.doors.renewals({}, None)
    waiting = [record for records in office.doors.queues.waiting.values() for record in records]
    assert waiting

    for _ in range(2):
        office.doors.renewal_worker({"Records": waiting}, None)
    subscribed.wait("1 day")

    assert len(subscribed.purse.taken) == 1
    assert books_are_right(subscribed)
