"""A charge as PPRO tells it is paid only if everything in it says so."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.ppro.houses import REFERENCE, dollars
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.payments import Refusal
from voicetill.gateways.ppro.charges import Expected, read_charge
from voicetill.gateways.ppro.codes import CHARGE_STATUSES, Standing

EXPECTED = Expected(REFERENCE, "agr_1", dollars(1250))


def a_charge(status: str = "CAPTURED", **changes: object) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": "charge_1",
        "paymentMethod": "AMAZON_PAY",
        "currency": "USD",
        "status": status,
        "authorizations": [{"id": "authz_1", "amount": 1250, "status": "AUTHORIZED"}],
        "captures": [{"id": "capture_1", "amount": 1250, "status": "CAPTURED"}],
        "refunds": [],
        "voids": [],
    }
    return {**told, **changes}


def failed(
    code: object = "INSUFFICIENT_FUNDS", kind: object = "PROVIDER_DECLINE", **more: object
) -> dict[str, Any]:
    failure = {"failureType": kind, "failureCode": code, "failureMessage": "no", **more}
    return a_charge("FAILED", captures=[], failure=failure)


def read(told: object) -> ChargeResult:
    return read_charge(told, EXPECTED)


@pytest.mark.parametrize("status", [name for name, row in CHARGE_STATUSES.items() if row is Standing.TAKEN])
def test_captured_in_full_is_paid(status: str) -> None:
    result = read(a_charge(status))

    assert isinstance(result, Paid)
    assert result.payment.amount == dollars(1250)
    assert result.payment.capture_ids == ("capture_1",)


def test_several_captures_add_up() -> None:
    captures = [{"id": f"capture_{n}", "amount": 625, "status": "CAPTURED"} for n in (1, 2)]

    assert isinstance(read(a_charge(captures=captures)), Paid)


def test_a_capture_that_failed_first_does_not_count() -> None:
    captures = [
        {"id": "capture_1", "amount": 1250, "status": "FAILED"},
        {"id": "capture_2", "amount": 1250, "status": "CAPTURED"},
    ]

    result = read(a_charge(captures=captures))

    assert isinstance(result, Paid)
    assert result.payment.capture_ids == ("capture_2",)


def test_the_failure_of_a_later_refund_takes_nothing_back() -> None:
    failure = {"failureType": "INTERNAL_DECLINE", "failureCode": "EXCEEDS_REFUND_LIMIT"}

    assert isinstance(read(a_charge(failure=failure)), Paid)


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "EUR"},
        {"currency": None},
        {"currency": 840},
        {"captures": []},
        {"captures": None},
        {"captures": [{"id": "capture_1", "amount": 1249, "status": "CAPTURED"}]},
        {"captures": [{"id": "capture_1", "amount": 1251, "status": "CAPTURED"}]},
        {"captures": [{"id": "capture_1", "amount": "1250", "status": "CAPTURED"}]},
        {"captures": [{"id": "capture_1", "amount": 1250.0, "status": "CAPTURED"}]},
        {"captures": [{"id": "capture_1", "amount": True, "status": "CAPTURED"}]},
        {"captures": [{"id": "capture_1", "amount": 1250, "status": "PENDING"}]},
        {"captures": [{"amount": 1250, "status": "CAPTURED"}]},
        {"captures": [{"id": "capture_1", "amount": 1250, "status": "CAPTURED"}] * 2},
        {"merchantPaymentChargeReference": "another"},
        {"paymentAgreementId": "agr_2"},
        {"amount": {"value": 1250, "currency": "EUR"}},
        {"id": None},
        {"id": "a b"},
    ],
)
def test_captured_without_full_proof_is_unknown(changes: dict[str, Any]) -> None:
    assert isinstance(read(a_charge(**changes)), Unknown)


def test_what_names_our_own_reference_and_agreement_is_ours() -> None:
    told = a_charge(merchantPaymentChargeReference=REFERENCE, paymentAgreementId="agr_1")

    assert isinstance(read(told), Paid)


@pytest.mark.parametrize("status", [name for name, row in CHARGE_STATUSES.items() if row is Standing.PENDING])
def test_under_way_is_pending(status: str) -> None:
    assert read(a_charge(status)) == Pending("charge_1")


@pytest.mark.parametrize("status", ["NEWLY_INVENTED", "captured", "SETTLED"])
def test_a_status_that_we_do_not_know_is_looked_at_again(status: str) -> None:
    assert read(a_charge(status)) == Pending("charge_1")


def test_what_is_captured_by_itself_is_only_on_its_way() -> None:
    assert read(a_charge("CAPTURE_PENDING", captures=[])) == Pending("charge_1")


def test_what_was_to_be_reserved_is_reserved() -> None:
    expected = Expected(REFERENCE, "agr_1", dollars(1250), reserves=True)

    result = read_charge(a_charge("CAPTURE_PENDING", captures=[]), expected)

    assert isinstance(result, Authorized)
    assert result.payment.amount == dollars(1250)


@pytest.mark.parametrize(
    "authorizations", [[], None, [{"id": "authz_1", "amount": 1000, "status": "AUTHORIZED"}], [{"amount": 1250}]]
)
def test_reserved_without_full_proof_is_unknown(authorizations: object) -> None:
    expected = Expected(REFERENCE, "agr_1", dollars(1250), reserves=True)
    told = a_charge("CAPTURE_PENDING", captures=[], authorizations=authorizations)

    assert isinstance(read_charge(told, expected), Unknown)


@pytest.mark.parametrize("status", ["VOIDED", "DISCARDED"])
def test_what_ended_without_money_is_released(status: str) -> None:
    assert read(a_charge(status, captures=[])) == Released("charge_1")


@pytest.mark.parametrize("status", ["VOIDED", "DISCARDED", "FAILED"])
def test_over_but_with_a_trace_of_money_is_unknown(status: str) -> None:
    assert read(a_charge(status)) == Unknown("charge_1")


def test_a_refusal_tells_its_reason() -> None:
    assert read(failed()) == DeclinedForNow(Refusal.PAYMENT_METHOD, "charge_1")
    assert read(failed("EXPIRED_CARD")) == DeclinedForGood(Refusal.PAYMENT_METHOD, "charge_1")
    assert read(failed("AGREEMENT_REVOKED")) == ConsentDead(AgreementStatus.CANCELED, "charge_1")


def test_ppros_word_against_a_retry_counts_and_its_word_for_one_overrules_nothing() -> None:
    assert isinstance(read(failed("IS_GENERIC_DECLINE", isRetryable=False)), DeclinedForGood)
    assert isinstance(read(failed("EXPIRED_CARD", isRetryable=True)), DeclinedForGood)
    assert isinstance(read(failed("INSUFFICIENT_FUNDS", isRetryable=None)), DeclinedForNow)
    # Who walked away may come back, whatever may be retried without them.
    assert isinstance(read(failed("EXPIRED_SESSION", isRetryable=False)), DeclinedForNow)


@pytest.mark.parametrize("failure", [None, [], "no", {}, {"failureCode": 7}, {"failureCode": {"a": 1}}])
def test_failed_without_a_word_of_why_may_be_tried_again(failure: object) -> None:
    told = a_charge("FAILED", captures=[], failure=failure)

    assert read(told) == DeclinedForNow(Refusal.NOT_PROCESSED, "charge_1")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_CORES = [a_charge(), failed(), a_charge("CAPTURE_PENDING", captures=[]), a_charge("VOIDED", captures=[])]


@given(told=_JSON)
def test_whatever_is_told_nothing_is_raised_and_nothing_is_paid(told: object) -> None:
    assert isinstance(read(told), Unknown | Pending)


@given(core=st.sampled_from(_CORES), name=st.sampled_from(sorted(_CORES[1])), value=_JSON)
def test_one_odd_member_makes_nothing_paid_that_is_not(core: dict[str, Any], name: str, value: object) -> None:
    told = deepcopy(core)
    told[name] = value

    result = read(told)

    if isinstance(result, Paid):
        assert core["status"] == "CAPTURED"
        assert result.payment.amount == dollars(1250)
