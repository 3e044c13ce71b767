"""Charges in doubt, tasks, agreements, subscriptions and sales, as JSON."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    AGREEMENT_ID,
    CHECKOUT_ID,
    CUSTOMER_ID,
    NOW,
    a_checkout,
    a_payment,
    a_standing,
    an_agreement,
    an_order,
)
from tests.domain.subscriptions import a_begun
from tests.office.desks import PretendDesk
from tests.services.office import NAME
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import ChargeCompleted
from voicetill.domain.checkout_record import State, order_number
from voicetill.domain.journal import Change
from voicetill.domain.orders import Wish, asked
from voicetill.domain.payments import Capture
from voicetill.domain.subscriptions import SubscriptionState
from voicetill.services import remembering
from voicetill.services.renewal_news import task

NUMBER = order_number(CHECKOUT_ID)


def in_doubt(desk: PretendDesk, state: State = State.UNKNOWN, **changes: object) -> None:
    doubtful = replace(a_checkout(state, version=0), **changes)  # type: ignore[arg-type]
    desk.behind.ledger.save(a_standing(), a_standing(current=doubtful))


# Settling.


@pytest.mark.parametrize("state", [State.UNKNOWN, State.PENDING, State.AWAITING_CHARGE])
def test_over_alexa_a_person_looks_and_says_that_it_was_paid(desk: PretendDesk, state: State) -> None:
    in_doubt(desk, state)
    desk.behind.clock.pass_by(timedelta(minutes=15))

    error = desk.refused("settle", named=NUMBER)
    assert error["code"] == "look_in_seller_central"
    assert a_checkout(state).reference in error["mend"]
    assert desk.refused("settle", named=NUMBER, paid=True, charge_id="P01-1-A1")["code"] == "confirmation_needed"

    desk.done("settle", named=NUMBER, paid=True, charge_id="P01-1-A1", capture_id="P01-1-C1", confirm=True)

    order = desk.behind.order(CHECKOUT_ID)
    assert order.payment.provider_charge_id == "P01-1-A1"
    assert desk.behind.happenings == ["order.placed", "order.paid"]
    assert (
        desk.refused("settle", named=NUMBER, paid=True, charge_id="P01-1-A1", confirm=True)["code"]
        == "not_in_doubt"
    )


@pytest.mark.parametrize("state", [State.PENDING, State.AWAITING_CHARGE])
@pytest.mark.parametrize("paid", [True, False])
def test_no_word_is_taken_while_the_answer_may_still_come(desk: PretendDesk, state: State, paid: bool) -> None:
    """Else the customer could buy the same again, and be charged twice."""
    in_doubt(desk, state)
    more = {"charge_id": "P01-1-A1"} if paid else {}

    assert desk.refused("settle", named=NUMBER, paid=paid, confirm=True, **more)["code"] == "under_way"


def test_a_proof_that_comes_after_the_word_still_wins(desk: PretendDesk) -> None:
    in_doubt(desk)
    desk.done("settle", named=NUMBER, paid=False, confirm=True)
    current = desk.behind.ledger.standing(CUSTOMER_ID).current
    assert current is not None

    late = step(current, ChargeCompleted(NOW, a_payment(current)))

    assert late.checkout.state is State.PAID


@pytest.mark.parametrize("money_seen", [True, False])
def test_over_alexa_a_person_says_that_it_was_not_paid(desk: PretendDesk, money_seen: bool) -> None:
    in_doubt(desk, money_seen=money_seen)

    desk.done("settle", named=CHECKOUT_ID, paid=False, confirm=True)

    standing = desk.behind.ledger.standing(CUSTOMER_ID)
    assert standing.current is not None
    assert standing.current.state is State.DECLINED
    assert desk.behind.journal.order(CHECKOUT_ID) is None


def test_no_word_is_taken_where_the_company_can_be_asked(desk: PretendDesk) -> None:
    in_doubt(desk, provider=NAME)

    assert desk.refused("settle", named=NUMBER, paid=False, confirm=True)["code"] == "ask_provider"


def test_a_refund_without_a_result_is_settled_by_the_order_or_its_reference(desk: PretendDesk) -> None:
    order = desk.behind.sold()
    desk.behind.company.lose_answer(after_acting=True)
    reference = desk.done("refund", order=NUMBER, confirm=True)["refund"]["reference"]

    assert desk.done("settle", named=NUMBER, dry_run=True)["dry_run"]
    assert desk.done("settle", named=NUMBER)["settled"] == {reference: "settled"}

    assert desk.behind.order(order.id).given_back == order.payment.amount
    assert desk.done("settle", named=reference)["settled"] == {reference: "not_open"}


def test_where_nothing_is_in_doubt_nothing_is_settled(desk: PretendDesk) -> None:
    desk.behind.sold()

    assert desk.refused("settle", named=NUMBER)["code"] == "not_in_doubt"
    assert desk.refused("settle", named="nothing at all")["code"] == "not_in_doubt"


# Tasks.


def test_everything_that_waits_for_a_person_is_on_one_list(desk: PretendDesk) -> None:
    order = desk.behind.sold()
    desk.behind.ledger.save_order(order, asked(order, Wish.REFUND, at=NOW))
    desk.behind.company.lose_answer(after_acting=False)
    desk.done("refund", order=NUMBER, amount="1.00", confirm=True)
    order = desk.behind.order(order.id)
    desk.behind.ledger.save_order(order, asked(order, Wish.CANCEL, at=NOW))
    chore = task(a_begun(), "charge_by_hand", at=NOW)
    desk.behind.journal.write(Change(None, chore))

    told = desk.done("tasks")

    assert [each["reference"] for each in told["attempts"]] == [f"{CHECKOUT_ID}r01"]
    assert [each["number"] for each in told["wishes"]] == [NUMBER]
    assert [each["id"] for each in told["tasks"]] == [chore.id]
    assert "To do: 1" in told["told"]


def test_a_charge_in_doubt_is_listed_with_what_finds_it_at_amazon(desk: PretendDesk) -> None:
    in_doubt(desk)

    (doubt,) = desk.done("tasks")["in_doubt"]

    assert (doubt["reference"], doubt["agreement_id"]) == (a_checkout(State.UNKNOWN).reference, AGREEMENT_ID)


def test_a_charge_that_has_just_been_asked_for_is_nobody_s_task_yet(desk: PretendDesk) -> None:
    in_doubt(desk, State.AWAITING_CHARGE)

    assert not desk.done("tasks")["in_doubt"]


def test_a_task_that_has_settled_itself_is_off_the_list(desk: PretendDesk) -> None:
    """A doubt that was decided, a second payment that went back, a request that has its result by now."""
    order = desk.behind.sold()
    checkout = desk.behind.checkout(order)
    second = desk.behind.charged(replace(checkout, attempt=2), Capture.NOW)
    owed = remembering.task(checkout, "refund_due", part=second.reference, charge_id=second.provider_charge_id)
    doubt = remembering.task(checkout, "charge_in_doubt", part=checkout.reference)
    desk.behind.company.lose_answer(after_acting=True)
    reference = desk.done("refund", order=NUMBER, amount="1.00", confirm=True)["refund"]["reference"]
    raised = replace(doubt, id="raised.merchant.task.x", details={"task": "settle_charge", "reference": reference})
    desk.behind.journal.write(*(Change(None, each) for each in (owed, doubt, raised)))

    assert {each["id"] for each in desk.done("tasks")["tasks"]} == {owed.id, raised.id}
    desk.done("refund", order=NUMBER, second=second.reference, confirm=True)
    desk.done("settle", named=reference)

    assert desk.done("tasks")["tasks"] == []


def test_a_task_is_off_the_list_once_it_is_done(desk: PretendDesk) -> None:
    chore = task(a_begun(), "charge_by_hand", at=NOW)
    desk.behind.journal.write(Change(None, chore))

    desk.done("close_task", task=chore.id)

    assert not desk.done("tasks")["tasks"]
    assert desk.done("tasks")["told"] == "Nothing waits for a person."
    assert desk.refused("close_task", task=chore.id)["code"] == "task_not_found"


# Agreements and subscriptions.


def subscribed(desk: PretendDesk) -> str:
    """A customer with an open agreement at the pretend company, and a subscription that lives on it."""
    order = desk.behind.sold()
    standing = desk.behind.ledger.standing(CUSTOMER_ID)
    ours = an_agreement(provider=NAME)
    desk.behind.ledger.save(standing, replace(standing, customer=replace(standing.customer, agreement=ours)))
    desk.behind.journal.write(Change(None, a_begun(provider=NAME)))
    return order.id


def test_with_an_agreement_its_subscriptions_end(desk: PretendDesk) -> None:
    subscribed(desk)

    assert "Subscriptions that end with it: 1" in desk.refused("close_agreement", order=NUMBER)["message"]
    desk.done("close_agreement", order=NUMBER, confirm=True)

    known = desk.behind.ledger.standing(CUSTOMER_ID).customer.agreement
    assert known is not None
    assert known.status is AgreementStatus.CLOSED
    assert desk.behind.company.agreements[AGREEMENT_ID].status is AgreementStatus.CLOSED
    (held,) = desk.behind.journal.subscriptions(CUSTOMER_ID)
    assert (held.state, held.end_reason) == (SubscriptionState.ENDED, "agreement_closed")
    assert desk.behind.happenings == ["subscription.ended"]
    # Doing it again harms nobody.
    desk.done("close_agreement", order=NUMBER, confirm=True)


def test_where_the_company_cannot_be_reached_nothing_ends(desk: PretendDesk) -> None:
    subscribed(desk)
    desk.behind.company.refuse_connection()

    assert desk.refused("close_agreement", order=NUMBER, confirm=True)["code"] == "not_confirmed"
    assert desk.behind.journal.subscriptions(CUSTOMER_ID)[0].is_running


def test_an_agreement_of_nobody_we_know_is_closed_at_its_company_only(desk: PretendDesk) -> None:
    agreement_id = desk.behind.company.agreement()

    assert desk.refused("close_agreement", agreement=agreement_id)["code"] == "agreement_not_found"
    desk.done("close_agreement", agreement=agreement_id, provider=NAME, confirm=True)

    assert desk.behind.company.agreements[agreement_id].status is AgreementStatus.CLOSED


def test_an_agreement_of_alexa_is_closed_in_seller_central(desk: PretendDesk) -> None:
    desk.behind.over_alexa(agreement_id=AGREEMENT_ID)

    assert "Seller Central" in desk.refused("close_agreement", order=NUMBER, confirm=True)["mend"]
    desk.done("close_agreement", order=NUMBER, record=True, confirm=True)


def test_subscriptions_are_listed_shown_and_ended(desk: PretendDesk) -> None:
    subscribed(desk)

    (listed,) = desk.done("subscriptions")["subscriptions"]
    assert listed["price"]["currency"] == "USD"
    assert desk.done("subscription", subscription=CHECKOUT_ID)["subscription"] == listed
    assert desk.refused("cancel_subscription", subscription=CHECKOUT_ID)["code"] == "confirmation_needed"
    desk.done("cancel_subscription", subscription=CHECKOUT_ID, confirm=True)

    assert not desk.done("subscriptions")["subscriptions"]
    (over,) = desk.done("subscriptions", order=NUMBER)["subscriptions"]
    assert over["end_reason"] == "by_merchant"
    assert desk.refused("cancel_subscription", subscription=CHECKOUT_ID, confirm=True)["code"] == "ended"


def test_a_subscription_on_trial_that_has_no_order_yet_is_found(desk: PretendDesk) -> None:
    desk.behind.journal.write(Change(None, a_begun(id="t" * 26)))

    assert desk.done("subscription", subscription="t" * 26)["subscription"]["id"] == "t" * 26
    assert desk.refused("subscription", subscription="u" * 26)["code"] == "subscription_not_found"


# Sales.


def test_sales_are_reported_with_what_went_back(desk: PretendDesk) -> None:
    desk.behind.sold()
    desk.done("refund", order=NUMBER, amount="4.00", confirm=True)

    told = desk.done("report", **{"from": "2026-03-01", "to": "2026-03-31"})["report"]

    (row,) = told["rows"]
    assert (row["key"], row["gross"], row["refunds"], row["net"]) == ("2026-03-02", "9.00", "4.00", "5.00")
    assert told["totals"][0]["orders"] == 1
    assert not desk.done("report", **{"from": "2026-04-01", "to": "2026-04-30"})["report"]["rows"]


def test_days_that_make_no_time_are_refused(desk: PretendDesk) -> None:
    assert desk.refused("report", **{"from": "2026-03-02", "to": "2026-03-01"})["code"] == "faulty_request"
    assert desk.refused("orders", **{"from": "1900-01-01", "to": "2026-03-01"})["code"] == "faulty_request"


def test_the_second_order_of_a_customer_is_in_the_report(desk: PretendDesk) -> None:
    desk.behind.sold()
    standing = desk.behind.ledger.standing(CUSTOMER_ID)
    desk.behind.ledger.save(standing, standing, order=replace(an_order(), id="b" * 26, version=0))

    told = desk.done("report", by="product", **{"from": "2026-03-01", "to": "2026-03-31"})["report"]

    assert [(row["key"], row["units"], row["gross"]) for row in told["rows"]] == [("starter_kit", 2, "18.00")]
