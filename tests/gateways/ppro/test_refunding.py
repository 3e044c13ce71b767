"""Money back through PPRO: in full, in parts, and never twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.ppro.wishes import Trouble
from tests.gateways.ppro.houses import REFERENCE, House, a_refund, dollars
from voicetill.domain.charging import Prepared, Refunded, RefundPending, RefundRefused, RefundResult, RefundUnknown
from voicetill.domain.errors import GatewayUnavailableError, PayloadRefusedError
from voicetill.domain.money import Currency, Money
from voicetill.gateways.ppro.refunds import read_refund


class Till:
    """A house in which a charge was paid."""

    def __init__(self) -> None:
        self.house = House()
        self.charge_id = self.house.paid().payment.provider_charge_id

    def prepared(self, minor: int = 1250, **changes: Any) -> Prepared:
        return self.house.gateway.prepare_refund(a_refund(self.charge_id, minor, **changes))

    def refund(self, prepared: Prepared) -> RefundResult:
        return self.house.gateway.refund(prepared, within=5)

    def settle(self, prepared: Prepared, refund_id: str = "") -> RefundResult:
        return self.house.gateway.settle_refund(prepared, refund_id=refund_id, within=5)

    @property
    def returned(self) -> int:
        return self.house.ppro.ledger.returned(REFERENCE)


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_refund_goes_back_in_full(till: Till) -> None:
    result = till.refund(till.prepared())

    assert isinstance(result, Refunded)
    assert result.amount == dollars(1250)
    assert till.returned == 1250


def test_several_parts_go_back_until_nothing_is_left(till: Till) -> None:
    for number, minor in enumerate((500, 700, 50)):
        assert isinstance(till.refund(till.prepared(minor, reference=f"refund{number}")), Refunded)

    last = till.refund(till.prepared(1, reference="refund9"))

    assert isinstance(last, RefundRefused)
    assert last.reason == "exceeds refundable amount"
    assert not last.may_retry
    assert till.returned == 1250


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("customer_request", "CUSTOMER_REQUEST"),
        ("return", "RETURN"),
        ("duplicate", "DUPLICATE"),
        ("fraud", "FRAUD"),
        ("other", "OTHER"),
        ("whatever else", "OTHER"),
    ],
)
def test_the_reason_is_told_in_ppros_words(till: Till, reason: str, told: str) -> None:
    assert f'"refundReason":"{told}"' in till.prepared(reason=reason).body
    assert isinstance(till.refund(till.prepared(reason=reason)), Refunded)


def test_a_pending_refund_is_decided_later(till: Till) -> None:
    till.house.ppro.wishes.leave_refund_pending()
    prepared = till.prepared()
    pending = till.refund(prepared)
    assert isinstance(pending, RefundPending)
    assert till.settle(prepared, pending.refund_id) == pending

    till.house.ppro.decide_refund(till.charge_id, pending.refund_id)

    assert till.settle(prepared, pending.refund_id) == Refunded(pending.refund_id, dollars(1250))
    assert till.settle(prepared) == Refunded(pending.refund_id, dollars(1250))


def test_a_pending_refund_can_still_be_refused(till: Till) -> None:
    till.house.ppro.wishes.leave_refund_pending()
    prepared = till.prepared()
    pending = till.refund(prepared)
    assert isinstance(pending, RefundPending)

    till.house.ppro.decide_refund(till.charge_id, pending.refund_id, "CHARGEBACK_DETECTED")

    assert till.settle(prepared, pending.refund_id) == RefundRefused(
        "chargeback detected", refund_id=pending.refund_id
    )


@pytest.mark.parametrize(
    "code", ["RETRY_REFUND_LATER", "REFUND_BLOCKED_TEMPORARILY", "SIMULTANEOUS_OPERATION_IN_PROGRESS"]
)
def test_what_passes_may_be_tried_again(till: Till, code: str) -> None:
    till.house.ppro.wishes.decline_refund(code)

    result = till.refund(till.prepared())

    assert isinstance(result, RefundRefused)
    assert result.may_retry


@pytest.mark.parametrize("code", ["INTERNAL_PROCESSING_ERROR", "INTERNAL_SERVICE_UNAVAILABLE"])
def test_an_unknown_outcome_is_unknown(till: Till, code: str) -> None:
    till.house.ppro.wishes.decline_refund(code)

    assert isinstance(till.refund(till.prepared()), RefundUnknown)


@pytest.mark.parametrize(
    "trouble",
    [Trouble.LOST_BEFORE, Trouble.LOST_AFTER, Trouble.ERROR_BEFORE, Trouble.ERROR_AFTER, Trouble.GARBLED],
)
def test_whatever_becomes_of_an_answer_it_goes_back_exactly_once(till: Till, trouble: Trouble) -> None:
    prepared = till.prepared(600)
    till.house.ppro.wishes.trouble(trouble, method="POST")

    assert isinstance(till.refund(prepared), RefundUnknown)
    assert isinstance(till.settle(prepared), Refunded)
    assert isinstance(till.settle(prepared), Refunded)
    assert till.returned == 600


def test_after_a_day_a_lost_refund_is_looked_for_and_never_sent_again(till: Till) -> None:
    prepared = till.prepared(600)
    till.house.ppro.wishes.trouble(Trouble.LOST_BEFORE, method="POST")
    till.refund(prepared)

    till.house.now += timedelta(days=1)

    assert till.settle(prepared) == RefundUnknown()
    assert till.returned == 0


def test_a_call_that_still_runs_is_read_back(till: Till) -> None:
    till.house.ppro.wishes.trouble(Trouble.LINGERS, method="POST")
    prepared = till.prepared()
    till.refund(prepared)

    assert isinstance(till.refund(prepared), Refunded)
    assert till.returned == 1250


def test_a_suspected_duplicate_is_read_back(till: Till) -> None:
    prepared = till.prepared(600)
    first = till.refund(prepared)
    till.house.ppro.wishes.decline_refund("DUPLICATE_DETECTED")

    again = till.refund(replace(prepared, key="0f8fad5b-d9cb-469f-a165-70867728950e"))

    assert again == first
    assert till.returned == 600


def test_after_six_months_nothing_goes_back(till: Till) -> None:
    rules = till.house.gateway.refund_rules
    assert rules.within is not None
    till.house.now += rules.within
    assert isinstance(till.refund(till.prepared(100)), Refunded)

    till.house.now += timedelta(days=3)

    result = till.refund(till.prepared(100, reference="refund2"))
    assert isinstance(result, RefundRefused)
    assert result.reason == "refund period expired"


def test_a_charge_that_is_none_is_not_refunded(till: Till) -> None:
    till.charge_id = "charge_gone"

    assert till.refund(till.prepared()) == RefundRefused("no such payment")


def test_a_read_that_fails_settles_nothing(till: Till) -> None:
    prepared = till.prepared()
    till.house.ppro.wishes.trouble(Trouble.ERROR_BEFORE, method="GET")

    with pytest.raises(GatewayUnavailableError):
        till.settle(prepared)

    assert till.returned == 0


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (a_refund("charge_1", 0), "amount.value"),
        (a_refund("charge_1", -5), "amount.value"),
        (a_refund("charge_1", 2_000_001), "amount.value"),
        (replace(a_refund("charge_1"), amount=Money(100, Currency.EUR)), "amount.currency"),
        (a_refund("a/b"), "paymentChargeId"),
        (a_refund("charge_1", reference="r" * 33), "merchantRefundReference"),
    ],
)
def test_what_the_limits_forbid_is_never_sent(till: Till, wish: Any, field: str) -> None:
    with pytest.raises(PayloadRefusedError, match=field):
        till.house.gateway.prepare_refund(wish)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 1249},
        {"amount": "1250"},
        {"amount": None},
        {"merchantRefundReference": "another"},
        {"id": None},
        {"status": None},
    ],
)
def test_refunded_without_full_proof_is_unknown(till: Till, changes: dict[str, object]) -> None:
    told = {"id": "refund_1", "amount": 1250, "status": "REFUNDED", "merchantRefundReference": "refund1"}

    assert isinstance(read_refund(told, till.prepared()), Refunded)
    assert isinstance(read_refund({**told, **changes}, till.prepared()), RefundUnknown)


def test_a_status_that_we_do_not_know_is_looked_at_again(till: Till) -> None:
    told = {"id": "refund_1", "amount": 1250, "status": "QUEUED"}

    assert read_refund(told, till.prepared()) == RefundPending("refund_1")


def test_a_code_that_we_do_not_know_is_passed_on_to_nobody(till: Till) -> None:
    failure = {"failureType": "PROVIDER_DECLINE", "failureCode": "Robin Example's card"}

    result = read_refund({"id": "refund_1", "status": "FAILED", "failure": failure}, till.prepared())

    assert result == RefundRefused("refused", may_retry=True, refund_id="refund_1")


@given(parts=st.lists(st.integers(1, 1300), max_size=8))
def test_no_more_goes_back_than_was_taken(parts: list[int]) -> None:
    till = Till()

    results = [till.refund(till.prepared(minor, reference=f"refund{n}")) for n, minor in enumerate(parts)]

    back = sum(result.amount.minor for result in results if isinstance(result, Refunded))
    assert back == till.returned <= 1250
