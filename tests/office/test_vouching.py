"""The merchant's word on requests of which the company tells nothing for a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import CHECKOUT_ID, a_money
from tests.office.desks import PretendDesk
from tests.services.live_till import PROVIDER, LiveTill
from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.checkout_record import State, order_number
from voicetill.domain.payments import Capture
from voicetill.services.caring import Office
from voicetill.services.deciding import Deciding, Word
from voicetill.services.vouching import VOUCHED_AFTER, Vouching

NUMBER = order_number(CHECKOUT_ID)
PAID = {"paid": True, "charge_id": "seen-there"}
NOT_PAID = {"paid": False}


def reserved(desk: PretendDesk) -> str:
    """An order whose money is reserved; its number."""
    desk.behind.sold(capture=Capture.ON_SHIPPING)
    return NUMBER


def open_(desk: PretendDesk) -> list[str]:
    return [each["reference"] for each in desk.done("tasks")["attempts"]]


def lose(desk: PretendDesk, do: str, **more: object) -> str:
    """Ask for something, and hear nothing of it for a day; the reference of the request."""
    desk.behind.company.lose_answer(after_acting=False)
    desk.ask(do, order=NUMBER, confirm=True, **more)
    (reference,) = open_(desk)
    desk.behind.clock.pass_by(VOUCHED_AFTER)
    return reference


def test_a_capture_that_was_made_is_taken_at_the_merchant_s_word(desk: PretendDesk) -> None:
    reserved(desk)
    reference = lose(desk, "ship")

    desk.done("settle", named=reference, confirm=True, capture_id="cap-1", **PAID)

    order = desk.behind.order(CHECKOUT_ID)
    assert order.is_captured
    assert order.payment.capture_ids == ("cap-1",)
    assert open_(desk) == []


def test_a_capture_that_was_not_made_is_a_task(desk: PretendDesk) -> None:
    reserved(desk)
    reference = lose(desk, "ship")

    desk.done("settle", named=reference, confirm=True, **NOT_PAID)

    assert not desk.behind.order(CHECKOUT_ID).is_captured
    assert open_(desk) == []
    assert [each["details"]["task"] for each in desk.done("tasks")["tasks"]] == ["capture_failed"]


@pytest.mark.parametrize(("word", "captured"), [(PAID, True), (NOT_PAID, False)])
def test_a_release_ended_without_money_or_came_too_late(
    desk: PretendDesk, word: dict[str, object], captured: bool
) -> None:
    reserved(desk)
    reference = lose(desk, "cancel")

    desk.done("settle", named=reference, confirm=True, **word)

    order = desk.behind.order(CHECKOUT_ID)
    assert (order.is_captured, order.is_canceled) == (captured, not captured)
    assert open_(desk) == []


def test_a_refund_goes_by_the_order_s_number_and_needs_to_be_confirmed(desk: PretendDesk) -> None:
    desk.behind.sold()
    lose(desk, "refund")

    assert desk.refused("settle", named=NUMBER, **PAID)["code"] == "confirmation_needed"
    told = desk.done("settle", named=NUMBER, dry_run=True, **PAID)["told"]
    desk.done("settle", named=NUMBER, confirm=True, **PAID)

    assert "refund" in told
    assert "seen-there" in told
    (refund,) = desk.behind.order(CHECKOUT_ID).refunds
    assert (refund.provider_refund_id, desk.behind.order(CHECKOUT_ID).given_back) == ("seen-there", a_money(900))


def test_of_several_requests_one_is_named(desk: PretendDesk) -> None:
    desk.behind.sold()
    for _ in range(2):
        desk.behind.company.lose_answer(after_acting=False)
        desk.ask("refund", order=NUMBER, amount="1.00", confirm=True)
    desk.behind.clock.pass_by(VOUCHED_AFTER)
    first, second = open_(desk)

    refused = desk.refused("settle", named=NUMBER, confirm=True, **PAID)
    desk.done("settle", named=first, confirm=True, **PAID)

    assert refused["code"] == "several"
    assert first in refused["message"]
    assert second in refused["message"]
    assert open_(desk) == [second]


def test_no_word_is_taken_on_what_is_settled(desk: PretendDesk) -> None:
    desk.behind.sold()
    reference = lose(desk, "refund")
    desk.done("settle", named=reference)

    assert desk.refused("settle", named=reference, confirm=True, **PAID)["code"] == "not_in_doubt"


def test_until_a_day_has_passed_the_company_is_asked(desk: PretendDesk) -> None:
    desk.behind.sold()
    desk.behind.company.lose_answer(after_acting=False)
    desk.ask("refund", order=NUMBER, confirm=True)
    (reference,) = open_(desk)
    desk.behind.clock.pass_by(VOUCHED_AFTER - timedelta(seconds=1))

    assert desk.refused("settle", named=reference, confirm=True, **PAID)["code"] == "ask_provider"


# Charges.


@pytest.fixture
def till() -> LiveTill:
    """A till on which a charge was left undecided for a day."""
    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    till.clock.pass_by(VOUCHED_AFTER)
    return till


def vouching_of(till: LiveTill) -> Vouching:
    shop = till.advancing.shop
    office = Office(till.ledger.journal, till.ledger, shop.markets, till.providers, till.clock)
    return Vouching(office, till.settling)


@pytest.mark.parametrize(("paid", "state"), [(True, State.PAID), (False, State.DECLINED)])
def test_a_charge_is_what_the_merchant_saw(till: LiveTill, paid: bool, state: State) -> None:
    vouching_of(till).vouch(till.attempts[0], Word(paid, "seen-there" if paid else ""))

    assert till.current.state is state
    assert not till.attempts[0].is_open
    assert len(till.orders) == int(paid)


def test_money_that_comes_to_light_after_the_word_still_is_an_order(till: LiveTill) -> None:
    (charge,) = till.company.charges
    vouching_of(till).vouch(till.attempts[0], Word(paid=False))
    till.company.decide(charge, paid=True)

    till.settling.hear(PROVIDER, Notice("n-1", NoticeKind.CHARGE, charge))

    assert till.current.state is State.PAID
    assert len(till.orders) == 1


@pytest.mark.parametrize(("capture_id", "state"), [("", State.AUTHORIZED), ("cap-1", State.PAID)])
def test_money_that_is_taken_on_shipping_is_reserved_unless_it_was_taken(capture_id: str, state: State) -> None:
    till = LiveTill(captures_on_shipping=True)
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    till.clock.pass_by(VOUCHED_AFTER)

    vouching_of(till).vouch(till.attempts[0], Word(paid=True, charge_id="seen-there", capture_id=capture_id))

    assert till.current.state is state


def test_the_word_on_money_that_did_not_fit_ends_the_looks_at_it(till: LiveTill) -> None:
    """Else the next look would find the same money, and put the checkout in doubt again."""
    (charge,) = till.company.charges
    till.company.charges[charge] = replace(till.company.charges[charge], amount=a_money(800))
    till.company.decide(charge, paid=True)
    till.settle_later()
    assert till.current.money_seen
    shop = till.advancing.shop
    office = Office(till.ledger.journal, till.ledger, shop.markets, till.providers, till.clock)

    Deciding(office, shop).decide(till.current, Word(paid=False))
    till.settle_later(timedelta(days=2))

    assert till.current.state is State.DECLINED
    assert not till.attempts[0].is_open
