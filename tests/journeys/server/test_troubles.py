"""What goes wrong between us and the company: one order is charged once at most, what was paid is kept."""

from datetime import timedelta

import pytest

from simulator.testing import Shop
from tests.journeys.server.judge import books_are_right, kinds

TOTAL = ("open no nicks", "a starter kit")


def placed(words: str) -> bool:
    return "Your order is placed" in words


@pytest.mark.parametrize("after_acting", [True, False])
def test_no_answer_is_said_to_be_processed_and_settled(linked: Shop, after_acting: bool) -> None:
    linked.say(*TOTAL)
    linked.company.lose_answer(after_acting=after_acting)

    reply = linked.say("yes")
    assert not placed(reply.speech)
    assert "processed" in reply.speech
    assert not linked.orders

    linked.wait("2 hours")
    (order,) = linked.orders
    assert books_are_right(linked)
    assert [letter.reference for letter in linked.mail] == [f"{order['id']}.order.placed"]
    assert kinds(linked).count("order.placed") == 1
    assert "that order is placed" in linked.say("open no nicks").speech
    linked.pass_time(hours=6)
    assert "that order is placed" not in linked.say("open no nicks").speech
    assert order["number"][-4:] in linked.say("ask no nicks where is my order").speech


def test_a_pending_charge_is_paid_by_its_notification(linked: Shop) -> None:
    linked.say(*TOTAL)
    linked.company.leave_pending()
    reply = linked.say("yes")
    assert not placed(reply.speech)
    assert not linked.orders

    linked.company.decide(paid=True)
    linked.back_office.tick()
    linked.wait("10 minutes")

    assert len(linked.orders) == 1
    assert books_are_right(linked)


def test_a_pending_charge_that_comes_to_nothing_leaves_no_order(linked: Shop) -> None:
    linked.say(*TOTAL)
    linked.company.leave_pending()
    linked.say("yes")

    linked.company.decide(paid=False)
    linked.wait("2 hours")

    assert not linked.orders
    assert not linked.purse.taken
    assert books_are_right(linked)
    again = linked.say("ask no nicks to check out")
    assert again.speech


@pytest.mark.parametrize("trouble", ["refuse_connection", "throttle", "fail"])
def test_what_did_nothing_leads_to_no_charge_and_no_promise(linked: Shop, trouble: str) -> None:
    linked.say(*TOTAL)
    getattr(linked.company, trouble)()

    reply = linked.say("yes")
    assert not placed(reply.speech)

    linked.wait("3 hours")
    assert books_are_right(linked)
    assert len(linked.purse.taken) == len(linked.orders)


@pytest.mark.parametrize("for_good", [True, False])
def test_a_decline_places_nothing_and_keeps_the_cart(linked: Shop, for_good: bool) -> None:
    linked.say(*TOTAL)
    linked.company.decline(for_good=for_good)

    reply = linked.say("yes")

    assert "was charged" in reply.speech or "or charged" in reply.speech
    assert not linked.orders
    assert not linked.purse.taken
    assert "starter kit" in linked.say("open no nicks").speech


def test_after_a_soft_decline_the_next_try_charges_once(linked: Shop) -> None:
    linked.say(*TOTAL)
    linked.company.decline(for_good=False)
    linked.say("yes")

    linked.say("ask no nicks to check out")
    reply = linked.say("yes")

    assert placed(reply.speech)
    assert len(linked.purse.taken) == 1
    assert books_are_right(linked)


def test_a_consent_that_was_withdrawn_at_the_company_charges_nothing(linked: Shop) -> None:
    linked.say(*TOTAL)
    linked.company.end_consents()

    reply = linked.say("yes")
    linked.back_office.tick()

    assert not placed(reply.speech)
    assert not linked.orders
    assert not linked.purse.taken
    assert "starter kit" in linked.say("open no nicks").speech


@pytest.mark.parametrize(("times", "backwards"), [(1, True), (2, False), (3, True)])
def test_notifications_twice_and_the_wrong_way_round_change_nothing(
    linked: Shop, times: int, backwards: bool
) -> None:
    linked.back_office.webhooks.held = True
    linked.say(*TOTAL)
    linked.company.lose_answer(after_acting=True)
    linked.say("yes")

    linked.back_office.webhooks.deliver(times=times, backwards=backwards)
    linked.wait("1 hour")
    linked.back_office.webhooks.deliver(times=times, backwards=backwards)

    assert len(linked.orders) == 1
    assert books_are_right(linked)
    assert not linked.back_office.webhooks.refused


@pytest.mark.parametrize("point", ["before-save", "after-save", "before-answer"])
def test_a_function_that_dies_while_it_charges_loses_nothing_that_was_paid(linked: Shop, point: str) -> None:
    linked.say(*TOTAL)
    linked.crash(point)
    linked.say("yes")

    linked.wait("1 day")

    assert books_are_right(linked)
    assert len(linked.purse.taken) == len(linked.orders)


def test_a_slow_turn_is_settled_later(linked: Shop) -> None:
    linked.say(*TOTAL)
    linked.delay(9)

    linked.say("yes")
    linked.room.pass_time(timedelta(minutes=5))

    assert books_are_right(linked)
    assert len(linked.purse.taken) == len(linked.orders) == 1
