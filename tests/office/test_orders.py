"""Asking about orders, and having something done with them, as JSON."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import ANOTHER_CHECKOUT_ID, CHECKOUT_ID, NOW, a_money, an_address, an_order
from tests.office.desks import PretendDesk
from voicetill.domain.checkout_record import State, order_number
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.journal import Change
from voicetill.domain.orders import Order, Wish, asked
from voicetill.domain.payments import Capture
from voicetill.services.remembering import task

NUMBER = order_number(CHECKOUT_ID)


def wished(desk: PretendDesk, order: Order, *wishes: Wish) -> Order:
    for wish in wishes:
        order = desk.behind.ledger.save_order(order, asked(order, wish, at=NOW))
    return order


# Naming an order.


@pytest.mark.parametrize(
    "named", [NUMBER, NUMBER.replace("-", ""), f" {NUMBER} ", CHECKOUT_ID, CHECKOUT_ID.upper()]
)
def test_an_order_is_named_by_its_number_or_its_id(desk: PretendDesk, named: str) -> None:
    desk.behind.sold()

    assert desk.done("order", order=named)["order"]["id"] == CHECKOUT_ID


@pytest.mark.parametrize("named", ["7331", "yesterday's", "1234-567", "🙂" * 8, "x" * 26 + "1", "0" * 64])
def test_what_is_no_name_of_an_order_says_how_one_looks(desk: PretendDesk, named: str) -> None:
    error = desk.refused("order", order=named)

    assert error["code"] == "no_order_number"
    assert "1234-5678" in error["mend"]


def test_an_order_that_is_not_there_says_where_it_was_looked_for(desk: PretendDesk) -> None:
    error = desk.refused("order", order="1234-5678")

    assert error["code"] == "order_not_found"
    assert "SANDBOX of merchant A1EXAMPLE, table till" in error["message"]


def test_an_order_of_the_other_environment_is_told_to_be_there(desk: PretendDesk) -> None:
    nobody = Standing(Customer(an_order().customer_id))
    desk.live.save(nobody, nobody, order=replace(an_order(), version=0))

    error = desk.refused("order", order=NUMBER)

    assert "SANDBOX_MODE=false" in error["mend"]


def test_a_number_that_two_orders_bear_lists_both(desk: PretendDesk) -> None:
    order = desk.behind.sold()
    twin_id = _twin_of(order.id)
    nobody = Standing(Customer("another"))
    twin = replace(order, id=twin_id, customer_id="another", version=0)
    desk.behind.ledger.save(nobody, nobody, order=twin)

    answer = desk.ask("refund", order=NUMBER, confirm=True)

    assert answer["error"]["code"] == "several_orders"
    assert {each["id"] for each in answer["candidates"]} == {order.id, twin_id}
    assert not desk.behind.company.refunds
    assert desk.done("order", order=twin_id)["order"]["customer_id"] == "another"


def _twin_of(checkout_id: str) -> str:
    """Return another id that makes the same number: greater by ten to the eighth."""
    number, digits = int(checkout_id, 36) + 10**8, ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits.rjust(26, "0")


# Looking.


def test_an_order_shows_all_that_is_needed_to_decide_and_nobody_s_home(desk: PretendDesk) -> None:
    order = wished(desk, desk.behind.sold(), Wish.REFUND)

    shown = desk.done("order", order=NUMBER)["order"]

    assert shown["payment"]["charge_id"] == order.payment.provider_charge_id
    assert shown["refundable"] == {"amount": "9.00", "currency": "USD"}
    assert shown["refundable_with_over"]["amount"] == "10.35"
    assert shown["wishes"] == ["refund"]
    assert an_address().name not in json.dumps(shown)
    assert an_address().lines[0] not in json.dumps(shown)


def test_where_it_goes_is_shown_to_who_asks_for_it(desk: PretendDesk) -> None:
    desk.behind.sold()

    shown = desk.done("order", order=NUMBER, address=True)["order"]

    assert shown["address"]["lines"] == ["1234 Main Street"]
    desk.done("ship", order=NUMBER)
    assert "No address is kept" in desk.done("order", order=NUMBER, address=True)["told"]


def test_orders_are_listed_by_the_days_of_their_market(desk: PretendDesk) -> None:
    """Noon in London is four in the morning in Los Angeles, of the same day."""
    desk.behind.sold()

    assert [it["number"] for it in desk.done("orders")["orders"]] == [NUMBER]
    assert desk.done("orders", **{"from": "2026-03-02", "to": "2026-03-02"})["orders"]
    assert not desk.done("orders", **{"from": "2026-03-03", "to": "2026-03-04"})["orders"]


@pytest.mark.parametrize(
    ("state", "listed"),
    [("to_ship", True), ("paid", True), ("reserved", False), ("shipped", False), ("refunded", False)],
)
def test_orders_are_listed_by_their_state(desk: PretendDesk, state: str, listed: bool) -> None:
    desk.behind.sold()

    assert bool(desk.done("orders", state=state)["orders"]) is listed


def test_orders_are_listed_by_market_and_by_open_wishes(desk: PretendDesk) -> None:
    wished(desk, desk.behind.sold(), Wish.CANCEL)

    assert desk.done("orders", wishes=True, market="US")["orders"]
    assert not desk.done("orders", market="DE")["orders"]
    desk.done("refuse", order=NUMBER, because="sent already")
    assert not desk.done("orders", wishes=True)["orders"]


# Shipping.


def test_a_parcel_leaves_without_a_question_where_no_money_moves(desk: PretendDesk) -> None:
    desk.behind.sold()

    answer = desk.done("ship", order=NUMBER, carrier="UPS", tracking="1Z999")

    assert "shipped with UPS 1Z999" in answer["told"]
    assert answer["tracked"] == "yes"


def test_what_takes_money_first_is_confirmed_first(desk: PretendDesk) -> None:
    order = desk.behind.sold(capture=Capture.ON_SHIPPING)

    error = desk.refused("ship", order=NUMBER)

    assert error["code"] == "confirmation_needed"
    assert "First 9.00 USD is taken" in error["message"]
    assert not desk.behind.taken(order).minor
    assert "9.00 USD was taken" in desk.done("ship", order=NUMBER, confirm=True)["told"]
    assert desk.behind.taken(order) == a_money(900)


def test_a_parcel_that_cannot_leave_says_what_could(desk: PretendDesk) -> None:
    desk.behind.sold()

    error = desk.refused("ship", order=NUMBER, products=["gold_bar"])

    assert (error["code"], error["mend"]) == ("not_in_order", "its products to send are starter_kit")


def test_over_alexa_a_capture_of_seller_central_is_written_down(desk: PretendDesk) -> None:
    order = desk.behind.over_alexa(State.AUTHORIZED)

    error = desk.refused("ship", order=NUMBER)
    assert "Seller Central" in error["mend"]
    assert order.payment.provider_charge_id in error["mend"]

    assert desk.refused("ship", order=NUMBER, captured="P01-1-C1")["code"] == "confirmation_needed"
    desk.done("ship", order=NUMBER, captured="P01-1-C1", confirm=True)
    assert desk.behind.order(order.id).is_captured
    assert desk.behind.order(order.id).shipments


def test_a_capture_made_elsewhere_is_for_orders_over_alexa_only(desk: PretendDesk) -> None:
    desk.behind.sold(capture=Capture.ON_SHIPPING)

    assert desk.refused("ship", order=NUMBER, captured="C1", confirm=True)["code"] == "faulty_request"


# Refunding.


def test_money_goes_back_once_it_is_confirmed(desk: PretendDesk) -> None:
    order = desk.behind.sold()

    asked_first = desk.ask("refund", order=NUMBER, amount="4.50")
    assert asked_first["error"]["code"] == "confirmation_needed"
    assert "4.50 USD for order" in asked_first["error"]["message"]
    assert not desk.behind.given_back(order).minor

    answer = desk.done("refund", order=NUMBER, amount="4.50", confirm=True, note="scratched", reason="return")
    assert (answer["came"], answer["refund"]["state"], answer["refund"]["note"]) == ("done", "done", "scratched")
    assert desk.behind.given_back(order) == a_money(450)


def test_a_rehearsal_changes_nothing_and_says_the_same_words(desk: PretendDesk) -> None:
    desk.behind.sold()
    writes = desk.behind.ledger.writes

    rehearsed = desk.done("refund", order=NUMBER, dry_run=True, confirm=True)

    assert rehearsed["dry_run"]
    assert rehearsed["told"] == desk.refused("refund", order=NUMBER)["message"]
    assert (desk.behind.ledger.writes, desk.behind.company.calls) == (writes, [])


def test_earlier_refunds_are_named_before_another_one(desk: PretendDesk) -> None:
    desk.behind.sold()
    desk.done("refund", order=NUMBER, amount="4.50", confirm=True)

    assert "4.50 USD went back before" in desk.refused("refund", order=NUMBER)["message"]


def test_too_much_says_how_much_is_left(desk: PretendDesk) -> None:
    desk.behind.sold()

    assert "9.00 USD is left of 9.00 USD" in desk.refused("refund", order=NUMBER, amount="9.01")["message"]


def test_over_alexa_the_way_is_told_and_what_was_done_there_is_written_down(desk: PretendDesk) -> None:
    order = desk.behind.over_alexa()

    error = desk.refused("refund", order=NUMBER, confirm=True)
    assert error["code"] == "done_elsewhere"
    for id_ in (order.payment.provider_charge_id, order.payment.provider_order_id, *order.payment.capture_ids):
        assert id_ in error["mend"]

    desk.done("refund", order=NUMBER, record=True, confirm=True)
    assert desk.behind.happenings == ["order.refunded"]


def test_the_same_key_refunds_once_and_answers_the_same(desk: PretendDesk) -> None:
    order = desk.behind.sold()

    first, again = (desk.done("refund", order=NUMBER, amount="2.00", key="t-1", confirm=True) for _ in range(2))

    assert first["refund"]["reference"] == again["refund"]["reference"]
    assert desk.behind.given_back(order) == a_money(200)


def test_a_second_payment_is_named_by_its_reference(desk: PretendDesk) -> None:
    order = desk.behind.sold()
    checkout = desk.behind.checkout(order)
    second = desk.behind.charged(replace(checkout, attempt=2), Capture.NOW)
    due = task(checkout, "refund_due", part=second.reference, charge_id=second.provider_charge_id)
    desk.behind.journal.write(Change(None, due))

    assert desk.refused("refund", order=NUMBER, second="nothing", confirm=True)["code"] == "no_second"
    desk.done("refund", order=NUMBER, second=second.reference, confirm=True)

    assert desk.behind.company.given_back(second.provider_charge_id) == a_money(900)
    assert not desk.behind.given_back(order).minor


# Wishes.


def test_a_wish_to_cancel_is_granted_by_doing_it(desk: PretendDesk) -> None:
    order = wished(desk, desk.behind.sold(), Wish.CANCEL)

    assert desk.refused("approve", order=NUMBER)["code"] == "confirmation_needed"
    desk.done("approve", order=NUMBER, confirm=True)

    assert desk.behind.order(order.id).is_canceled
    assert desk.behind.given_back(order) == a_money(900)


def test_a_wish_for_a_refund_is_granted_in_part_if_told_so(desk: PretendDesk) -> None:
    order = wished(desk, desk.behind.sold(), Wish.REFUND)

    desk.done("approve", order=NUMBER, amount="3.00", confirm=True)

    assert desk.behind.given_back(order) == a_money(300)
    assert desk.refused("approve", order=NUMBER, confirm=True)["code"] == "no_wish"


def test_of_two_wishes_one_is_named(desk: PretendDesk) -> None:
    wished(desk, desk.behind.sold(), Wish.REFUND, Wish.CANCEL)

    assert desk.refused("approve", order=NUMBER, confirm=True)["code"] == "several_wishes"
    assert desk.refused("approve", order=NUMBER, wish="cancel", amount="1.00")["code"] == "faulty_request"
    desk.done("approve", order=NUMBER, wish="refund", confirm=True)


def test_a_refusal_is_kept_with_its_reason_and_moves_nothing(desk: PretendDesk) -> None:
    order = wished(desk, desk.behind.sold(), Wish.REFUND)

    desk.done("refuse", order=NUMBER, because="worn for a year")

    request = desk.done("order", order=NUMBER)["order"]["requests"][0]
    assert (request["answer"], request["because"]) == ("refused", "worn for a year")
    assert not desk.behind.given_back(order).minor
    assert desk.refused("refuse", order=NUMBER, because="again")["code"] == "no_wish"


# Canceling, resending.


def test_a_cancellation_is_confirmed_and_told(desk: PretendDesk) -> None:
    order = desk.behind.sold()

    assert "9.00 USD goes back" in desk.refused("cancel", order=NUMBER)["message"]
    assert "9.00 USD went back" in desk.done("cancel", order=NUMBER, confirm=True)["told"]
    assert desk.refused("cancel", order=NUMBER, confirm=True)["code"] == "canceled"
    assert desk.behind.order(order.id).is_canceled


def test_what_was_canceled_in_seller_central_is_written_down_with_its_refund(desk: PretendDesk) -> None:
    order = desk.behind.over_alexa()

    desk.done("cancel", order=NUMBER, record=True, confirm=True)

    assert desk.behind.order(order.id).is_canceled
    assert desk.behind.order(order.id).given_back == a_money(900)
    assert sorted(desk.behind.happenings) == ["order.canceled", "order.refunded"]


def test_a_confirmation_is_mailed_again_and_told_to_no_machine_again(desk: PretendDesk) -> None:
    order = desk.behind.sold()

    desk.done("resend", order=NUMBER, email="robin@example.com")

    (again,) = desk.behind.ledger.drawer(order.customer_id).occurrences.values()
    assert [channel.value for channel in again.waiting] == ["mail"]
    assert again.email == "robin@example.com"
    desk.behind.clock.pass_by(timedelta(days=1))
    desk.done("resend", order=NUMBER)
    assert len(desk.behind.ledger.drawer(order.customer_id).occurrences) == 1


def test_another_order_is_left_alone(desk: PretendDesk) -> None:
    order = desk.behind.sold()
    nobody = Standing(Customer("another"))
    other = replace(order, id=ANOTHER_CHECKOUT_ID, customer_id="another", version=0)
    desk.behind.ledger.save(nobody, nobody, order=other)

    desk.done("cancel", order=NUMBER, confirm=True)

    assert not desk.behind.order(ANOTHER_CHECKOUT_ID).is_canceled
