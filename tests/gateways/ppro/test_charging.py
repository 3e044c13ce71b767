"""Money through PPRO: paid only on proof, and never twice, whatever becomes of an answer."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from simulator.ppro.wishes import Trouble
from tests.builders import a_quote, an_address
from tests.gateways.ppro.houses import (
    REFERENCE,
    House,
    a_cancel,
    a_capture,
    a_wish,
    dollars,
    later,
)
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    Ability,
    Authorized,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Occasion,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, NotPossibleError, PayloadRefusedError
from voicetill.domain.payments import Refusal
from voicetill.gateways.ppro.payloads import Terms


@pytest.fixture(params=[False, True], ids=["full answers", "answers as in the vendor's samples"])
def house(request: pytest.FixtureRequest) -> House:
    return House(bare=request.param)


@pytest.fixture
def two_steps() -> House:
    return House(separate=True)


def test_a_charge_is_paid_with_proof(house: House) -> None:
    prepared = house.prepared()

    result = house.charge(prepared)

    assert isinstance(result, Paid)
    assert result.payment.reference == REFERENCE
    assert result.payment.amount == dollars(1250)
    assert house.ppro.ledger.taken(REFERENCE) == 1250
    assert len(result.payment.capture_ids) == 1


def test_all_that_a_charge_says_is_taken_by_a_strict_ppro(house: House) -> None:
    wish = replace(a_wish(house.agreement()), quote=a_quote(), address=an_address())

    assert isinstance(house.charge(house.gateway.prepare_charge(wish)), Paid)
    body: dict[str, Any] = json.loads(house.api.calls[-1].body)
    assert body["order"]["shippingMethod"] == "TRACKED_DELIVERY"
    assert body["order"]["shippingAddress"]["postalCode"] == "95014"
    assert body["order"]["orderItems"] == [{"name": "Starter Kit", "quantity": 1, "amount": 900}]
    assert body["autoCapture"] is True


def test_where_goods_go_can_be_left_out() -> None:
    house = House(terms=Terms(tells_address=False))
    prepared = house.gateway.prepare_charge(replace(a_wish(), address=an_address()))

    assert "Main Street" not in prepared.body


@pytest.mark.parametrize(
    ("occasion", "initiator", "schedule"),
    [
        (Occasion.CUSTOMER_PRESENT, "CONSUMER", "UNSCHEDULED"),
        (Occasion.UNSCHEDULED, "MERCHANT", "UNSCHEDULED"),
        (Occasion.SCHEDULED, "MERCHANT", "SCHEDULED"),
        (Occasion.SCHEDULED_RETRY, "MERCHANT", "SCHEDULED_RETRY"),
    ],
)
def test_why_an_agreement_is_charged_is_told(occasion: Occasion, initiator: str, schedule: str) -> None:
    house = House()
    prepared = house.prepared(occasion=occasion)

    assert isinstance(house.charge(prepared), Paid)
    body = json.loads(prepared.body)
    assert (body["initiator"], body["scheduleType"]) == (initiator, schedule)


def test_the_same_wish_has_the_same_key_and_body(house: House) -> None:
    assert house.gateway.prepare_charge(a_wish()) == house.gateway.prepare_charge(a_wish())
    another = house.gateway.prepare_charge(a_wish(reference="another1"))
    assert another.key != house.gateway.prepare_charge(a_wish()).key


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": dollars(49)}, "amount.value"),
        ({"amount": dollars(2_000_001)}, "amount.value"),
        ({"amount": dollars(0)}, "amount.value"),
        ({"amount": dollars(-900)}, "amount.value"),
        ({"reference": "x" * 33}, "merchantPaymentChargeReference"),
        ({"reference": ""}, "merchantPaymentChargeReference"),
        ({"reference": "a/b"}, "merchantPaymentChargeReference"),
        ({"agreement_id": "../charges"}, "paymentAgreementId"),
        ({"agreement_id": ""}, "paymentAgreementId"),
        ({"seller": "N" * 513}, "paymentDescriptor"),
        ({"order_number": "1" * 513}, "order.orderReferenceNumber"),
        (later(), "autoCapture"),
    ],
)
def test_what_the_limits_forbid_is_never_sent(changes: dict[str, Any], field: str) -> None:
    house = House()

    with pytest.raises(PayloadRefusedError) as refused:
        house.gateway.prepare_charge(a_wish(**changes))

    assert any(fault.startswith(f"{field}:") for fault in refused.value.faults)


@pytest.mark.parametrize("minor", [50, 2_000_000])
def test_the_smallest_and_the_largest_amount_are_taken(house: House, minor: int) -> None:
    assert house.paid(amount=dollars(minor)).payment.amount == dollars(minor)


def test_another_upper_end_can_be_agreed() -> None:
    house = House(terms=Terms(largest=5000))

    with pytest.raises(PayloadRefusedError):
        house.gateway.prepare_charge(a_wish(amount=dollars(5001)))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("INSUFFICIENT_FUNDS", DeclinedForNow(Refusal.PAYMENT_METHOD)),
        ("EXPIRED_CARD", DeclinedForGood(Refusal.PAYMENT_METHOD)),
        ("SUS_FRAUD", DeclinedForGood(Refusal.NOT_PROCESSED)),
        ("UNRESPONSIVE_PROVIDER", DeclinedForNow(Refusal.TRY_LATER)),
        ("AGREEMENT_REVOKED", ConsentDead(AgreementStatus.CANCELED)),
        ("INSTRUMENT_NOT_FOUND", ConsentDead(AgreementStatus.CLOSED)),
        ("INTERNAL_PROCESSING_ERROR", Unknown()),
        ("INVALID_MERCHANT", DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE)),
    ],
)
def test_a_failure_is_told_as_what_follows_from_it(house: House, code: str, expected: DeclinedForNow) -> None:
    house.ppro.wishes.decline(code)

    result = house.charge(house.prepared())

    assert not isinstance(result, Paid | Authorized)
    assert replace(result, charge_id="") == expected
    assert house.ppro.ledger.balance == 0


def test_a_revoked_agreement_wants_a_new_consent(house: House) -> None:
    prepared = house.prepared()
    house.ppro.revoke(prepared.subject_id)

    assert isinstance(house.charge(prepared), ConsentDead)


def test_an_agreement_that_ppro_does_not_know_wants_a_new_consent(house: House) -> None:
    assert house.charge(house.gateway.prepare_charge(a_wish("agr_gone"))) == ConsentDead()


def test_a_404_in_nobodys_words_kills_no_consent(house: House) -> None:
    house.ppro.wishes.trouble(Trouble.GARBLED, method="POST", path="agr_gone")

    result = house.charge(house.gateway.prepare_charge(a_wish("agr_gone")))

    assert result == DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE)


def test_a_request_that_ppro_takes_for_wrong_is_declined_for_good(house: House) -> None:
    prepared = replace(house.prepared(), body='{"amount":{"value":"1250"}}')

    assert house.charge(prepared) == DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE)


def test_pending_is_decided_later(house: House) -> None:
    house.ppro.wishes.leave_pending()
    prepared = house.prepared()

    pending = house.charge(prepared)
    assert isinstance(pending, Pending)
    assert house.settle(prepared, pending.charge_id) == pending
    house.ppro.decide(pending.charge_id)
    paid = house.settle(prepared, pending.charge_id)

    assert isinstance(paid, Paid)
    assert house.settle(prepared) == paid
    assert house.ppro.ledger.times(REFERENCE) == 1


def test_an_unknown_outcome_can_turn_out_paid(house: House) -> None:
    house.ppro.wishes.decline("INTERNAL_SERVICE_UNAVAILABLE")
    prepared = house.prepared()
    unknown = house.charge(prepared)
    assert isinstance(unknown, Unknown)

    house.ppro.decide(unknown.charge_id)

    assert isinstance(house.settle(prepared, unknown.charge_id), Paid)


@pytest.mark.parametrize(
    "trouble",
    [Trouble.LOST_BEFORE, Trouble.LOST_AFTER, Trouble.ERROR_BEFORE, Trouble.ERROR_AFTER, Trouble.GARBLED],
)
def test_whatever_becomes_of_an_answer_it_is_charged_exactly_once(house: House, trouble: Trouble) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(trouble, method="POST")

    assert isinstance(house.charge(prepared), Unknown)
    settled = house.settle(prepared)

    assert isinstance(settled, Paid)
    assert house.settle(prepared) == settled
    assert house.ppro.ledger.times(REFERENCE) == 1


def test_a_call_that_still_runs_is_waited_for(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.LINGERS, method="POST")
    house.ppro.wishes.leave_pending()
    assert isinstance(house.charge(prepared), Unknown)

    # The key is still running: 409, and what there is under our name is read.
    result = house.charge(prepared)

    assert isinstance(result, Pending)


def test_a_conflict_with_nothing_to_read_back_stays_unknown(house: House) -> None:
    prepared = house.prepared()
    house.charge(prepared)
    changed = replace(prepared, body=prepared.body.replace("1250", "1300"), amount=dollars(1300))

    assert isinstance(house.charge(changed), Unknown)
    assert house.ppro.ledger.taken(REFERENCE) == 1250


def test_after_a_day_a_lost_charge_is_searched_for_and_never_sent_again(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.LOST_BEFORE, method="POST")
    house.charge(prepared)
    sent = house.posts()

    house.now += timedelta(hours=23, minutes=1)

    assert house.settle(prepared) == Unknown()
    assert house.posts() == sent
    assert house.ppro.ledger.times(REFERENCE) == 0


def test_after_a_day_a_charge_that_was_made_is_found(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.LOST_AFTER, method="POST")
    house.charge(prepared)

    house.now += timedelta(days=3)

    assert isinstance(house.settle(prepared), Paid)


def test_what_says_no_time_is_too_old_to_be_sent_again(house: House) -> None:
    prepared = replace(house.prepared(), body='{"amount":{"value":1250,"currency":"USD"}}')

    assert house.settle(prepared) == Unknown()
    assert house.posts() == 0


def test_a_stored_first_answer_is_not_the_last_word(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.leave_pending()
    pending = house.charge(prepared)
    assert isinstance(pending, Pending)
    house.ppro.decide(pending.charge_id)

    assert isinstance(house.charge(prepared), Paid)
    assert house.ppro.ledger.times(REFERENCE) == 1


def test_where_no_connection_was_made_certainly_nothing_happened(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.NEVER_ARRIVES)

    with pytest.raises(GatewayUnavailableError):
        house.charge(prepared)

    assert isinstance(house.charge(prepared), Paid)


def test_settling_waits_for_a_search_that_works(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.ERROR_BEFORE, method="GET", status=504)

    with pytest.raises(GatewayUnavailableError):
        house.settle(prepared)

    assert house.posts() == 0


def test_a_suspected_duplicate_is_read_back(house: House) -> None:
    prepared = house.prepared()
    first = house.charge(prepared)
    house.ppro.wishes.decline("DUPLICATE_DETECTED")
    again = replace(prepared, key="0f8fad5b-d9cb-469f-a165-70867728950e")

    assert house.charge(again) == first
    assert house.ppro.ledger.times(REFERENCE) == 1


def test_a_suspected_duplicate_of_nothing_stays_unknown(house: House) -> None:
    house.ppro.wishes.decline("DUPLICATE_DETECTED")

    assert isinstance(house.charge(house.prepared()), Unknown)


def test_a_charge_is_found_by_its_id(house: House) -> None:
    paid = house.paid()

    found = house.gateway.find_charge(paid.payment.provider_charge_id, within=5)

    assert found is not None
    assert isinstance(found.result, Paid)
    assert found.result.payment.amount == dollars(1250)


@pytest.mark.parametrize("charge_id", ["charge_gone", "", "..", "../payment-agreements", "a?b=c"])
def test_a_charge_that_is_none_is_not_found(house: House, charge_id: str) -> None:
    assert house.gateway.find_charge(charge_id, within=5) is None


def test_money_that_went_back_had_been_taken() -> None:
    house = House()
    paid = house.paid()
    house.ppro.refund({"amount": 1250}, paid.payment.provider_charge_id)

    found = house.gateway.find_charge(paid.payment.provider_charge_id, within=5)

    assert found is not None
    assert found.result == paid


def test_reserved_money_is_captured_later(two_steps: House) -> None:
    prepared = two_steps.prepared(**later())
    reserved = two_steps.charge(prepared)
    assert isinstance(reserved, Authorized)
    assert two_steps.ppro.ledger.balance == 0

    capture = two_steps.gateway.prepare_capture(a_capture(reserved.payment.provider_charge_id, 900))
    captured = two_steps.charge(capture)

    assert isinstance(captured, Paid)
    assert captured.payment.reference == "capture1"
    assert captured.payment.amount == dollars(900)
    assert two_steps.ppro.ledger.balance == 900
    assert two_steps.settle(capture) == captured


@pytest.mark.parametrize(
    "trouble", [Trouble.LOST_BEFORE, Trouble.LOST_AFTER, Trouble.ERROR_AFTER, Trouble.GARBLED]
)
@pytest.mark.parametrize("hours", [0, 100])
def test_a_lost_capture_is_made_exactly_once(two_steps: House, trouble: Trouble, hours: int) -> None:
    reserved = two_steps.charge(two_steps.prepared(**later()))
    assert isinstance(reserved, Authorized)
    capture = two_steps.gateway.prepare_capture(a_capture(reserved.payment.provider_charge_id))
    two_steps.ppro.wishes.trouble(trouble, method="POST")
    assert isinstance(two_steps.charge(capture), Unknown)

    two_steps.now += timedelta(hours=hours)

    assert isinstance(two_steps.settle(capture), Paid)
    assert two_steps.ppro.ledger.taken(REFERENCE) == 1250


def test_more_than_was_reserved_is_not_captured(two_steps: House) -> None:
    reserved = two_steps.charge(two_steps.prepared(**later()))
    assert isinstance(reserved, Authorized)
    capture = two_steps.gateway.prepare_capture(a_capture(reserved.payment.provider_charge_id, 1251))

    assert isinstance(two_steps.charge(capture), DeclinedForGood)
    assert two_steps.ppro.ledger.balance == 0


@pytest.mark.parametrize("trouble", [None, Trouble.LOST_BEFORE, Trouble.LOST_AFTER, Trouble.GARBLED])
def test_reserved_money_is_released(two_steps: House, trouble: Trouble | None) -> None:
    reserved = two_steps.charge(two_steps.prepared(**later()))
    assert isinstance(reserved, Authorized)
    charge_id = reserved.payment.provider_charge_id
    cancel = two_steps.gateway.prepare_cancel(a_cancel(charge_id))
    if trouble:
        two_steps.ppro.wishes.trouble(trouble, method="POST")
    first = two_steps.charge(cancel)

    assert first == (Unknown(charge_id) if trouble else Released(charge_id))
    assert two_steps.settle(cancel) == Released(charge_id)
    assert two_steps.ppro.ledger.balance == 0


def test_what_was_captured_meanwhile_is_not_released(two_steps: House) -> None:
    reserved = two_steps.charge(two_steps.prepared(**later()))
    assert isinstance(reserved, Authorized)
    charge_id = reserved.payment.provider_charge_id
    two_steps.charge(two_steps.gateway.prepare_capture(a_capture(charge_id)))

    cancel = two_steps.gateway.prepare_cancel(a_cancel(charge_id))

    assert isinstance(two_steps.charge(cancel), DeclinedForGood)
    assert isinstance(two_steps.settle(cancel), Paid)


def test_without_the_switch_nothing_is_captured_apart(house: House) -> None:
    assert not house.gateway.abilities & {Ability.CAPTURE_LATER, Ability.CANCEL, Ability.TRACK}
    with pytest.raises(NotPossibleError):
        house.gateway.prepare_capture(a_capture("charge_1"))
    with pytest.raises(NotPossibleError):
        house.gateway.prepare_cancel(a_cancel("charge_1"))
    with pytest.raises(NotPossibleError):
        house.gateway.track("agr_1", carrier="UPS", number="1Z", within=5)
