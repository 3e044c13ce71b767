"""The tests' payment company is honest: one key moves money once, and a lost answer hides what really happened."""

from dataclasses import replace

import pytest

from tests.builders import a_money
from tests.fakes.server_payments import PretendPayments
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    Authorized,
    CaptureWish,
    ChargeWish,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Occasion,
    Paid,
    Pending,
    Refunded,
    RefundRefused,
    RefundWish,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.money import Money
from voicetill.domain.payments import Capture
from voicetill.services.provider_ports import ServerPayments


def a_wish(agreement_id: str, reference: str = "reference1", **changes: object) -> ChargeWish:
    wish = ChargeWish(reference, agreement_id, a_money(), Occasion.SCHEDULED, "No Nicks", "1234-5678")
    return replace(wish, **changes)  # type: ignore[arg-type]


def test_it_fits_the_port() -> None:
    port: ServerPayments = PretendPayments()

    assert port.name == "pretend"


def test_one_key_takes_money_once_and_tells_the_first_answer_again() -> None:
    company = PretendPayments()
    prepared = company.prepare_charge(a_wish(company.agreement()))

    first, again = (company.charge(prepared, within=1) for _ in range(2))

    assert isinstance(first, Paid)
    assert first == again == company.settle(prepared, charge_id="", within=1)
    assert company.taken("reference1") == a_money()


def test_one_key_with_another_request_moves_nothing() -> None:
    company = PretendPayments()
    prepared = company.prepare_charge(a_wish(company.agreement()))
    company.charge(prepared, within=1)

    assert company.charge(replace(prepared, body="another"), within=1) == Unknown()
    assert company.taken() == a_money()


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_lost_answer_is_settled_by_the_very_same_request(after_acting: bool) -> None:
    company = PretendPayments()
    prepared = company.prepare_charge(a_wish(company.agreement()))
    company.lose_answer(after_acting=after_acting)

    assert company.charge(prepared, within=1) == Unknown()
    assert (company.taken() == a_money()) is after_acting
    assert isinstance(company.settle(prepared, charge_id="", within=1), Paid)
    assert company.taken() == a_money()


def test_whoever_cannot_connect_knows_that_nothing_moved() -> None:
    company = PretendPayments()
    prepared = company.prepare_charge(a_wish(company.agreement()))
    company.throttle_next(retry_after=2)

    with pytest.raises(GatewayUnavailableError) as told:
        company.charge(prepared, within=1)

    assert told.value.retry_after == 2
    assert company.taken().is_zero


def test_it_declines_and_leaves_open_what_it_is_told_to() -> None:
    company = PretendPayments()
    agreement = company.agreement()
    company.decline_next()
    company.decline_next(for_good=True)
    company.leave_pending_next()

    now, good, pending = (
        company.charge(company.prepare_charge(a_wish(agreement, f"reference{number}")), within=1)
        for number in range(3)
    )

    assert isinstance(now, DeclinedForNow)
    assert isinstance(good, DeclinedForGood)
    assert isinstance(pending, Pending)
    company.decide(pending.charge_id, paid=True)
    assert company.paid() == ["reference2"]


def test_a_dead_agreement_and_a_used_up_month_are_not_charged() -> None:
    company = PretendPayments()
    dead, poor = company.agreement(), company.agreement(remaining=a_money(899))
    company.close_by_buyer(dead)

    told = company.charge(company.prepare_charge(a_wish(dead)), within=1)
    limited = company.charge(company.prepare_charge(a_wish(poor, "reference2")), within=1)

    assert isinstance(told, ConsentDead)
    assert told.status is AgreementStatus.CANCELED
    assert isinstance(limited, DeclinedForNow)


def test_what_was_reserved_is_taken_later_and_given_back_no_more_than_once() -> None:
    company = PretendPayments()
    wish = a_wish(company.agreement(), capture=Capture.ON_SHIPPING)
    reserved = company.charge(company.prepare_charge(wish), within=1)
    assert isinstance(reserved, Authorized)
    assert company.taken().is_zero
    charge_id = reserved.payment.provider_charge_id

    taken = company.charge(
        company.prepare_capture(CaptureWish("capture1", charge_id, a_money(), "No Nicks")), within=1
    )
    back = company.refund(company.prepare_refund(_back("refund1", charge_id, a_money(600))), within=1)
    more = company.refund(company.prepare_refund(_back("refund2", charge_id, a_money(301))), within=1)

    assert isinstance(taken, Paid)
    assert taken.payment.reference == "capture1"
    assert isinstance(back, Refunded)
    assert isinstance(more, RefundRefused)
    assert company.given_back(charge_id) == a_money(600)


def _back(reference: str, charge_id: str, amount: Money) -> RefundWish:
    return RefundWish(reference, charge_id, amount, "return", "No Nicks")
