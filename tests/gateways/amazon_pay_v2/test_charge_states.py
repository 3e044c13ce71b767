"""What is known of a charge beforehand may be little: what it says of itself has to be whole all the same."""

import pytest

from tests.builders import a_money
from voicetill.domain.charging import Paid, Pending, Unknown
from voicetill.domain.payments import Environment, Payment
from voicetill.gateways.amazon_pay_v2.charge_states import Expected, read_charge

DOLLARS = {"amount": "14.00", "currencyCode": "USD"}
CHARGE = {
    "chargeId": "S01-1111111-1111111-C000001",
    "chargePermissionId": "S01-1111111-1111111",
    "chargeAmount": DOLLARS,
    "captureAmount": DOLLARS,
    "merchantMetadata": {"merchantReferenceId": "order1"},
    "releaseEnvironment": "Sandbox",
    "statusDetails": {"state": "Captured"},
}
ANY = Expected(Environment.SANDBOX)


def test_a_whole_charge_says_itself_what_was_paid_and_by_what() -> None:
    payment = Payment(
        "order1",
        a_money(1400),
        provider_order_id="S01-1111111-1111111",
        provider_charge_id="S01-1111111-1111111-C000001",
    )

    assert read_charge(CHARGE, ANY, operation="look") == Paid(payment)


@pytest.mark.parametrize("state", ["AuthorizationInitiated", "CaptureInitiated"])
def test_one_under_way_says_which_it_is(state: str) -> None:
    told = {**CHARGE, "statusDetails": {"state": state}}

    assert read_charge(told, ANY, operation="look") == Pending("S01-1111111-1111111-C000001")


@pytest.mark.parametrize("missing", ["chargeId", "chargePermissionId", "chargeAmount", "releaseEnvironment"])
def test_where_nothing_is_known_beforehand_nothing_may_be_missing(missing: str) -> None:
    told = {**CHARGE, missing: None}

    assert isinstance(read_charge(told, ANY, operation="look"), Unknown)


@pytest.mark.parametrize("taken", [{"amount": "0.00", "currencyCode": "USD"}, {**DOLLARS, "currencyCode": "EUR"}])
def test_nothing_taken_or_other_money_taken_is_no_proof(taken: dict[str, str]) -> None:
    told = {**CHARGE, "captureAmount": taken}

    assert isinstance(read_charge(told, ANY, operation="look"), Unknown)


def test_what_is_not_proved_keeps_the_name_of_its_charge() -> None:
    odd = {**CHARGE, "statusDetails": {"state": "Odd"}}
    known = Expected(Environment.SANDBOX, charge_id="S01-2222222-2222222-C000002")

    assert read_charge(odd, ANY, operation="look") == Unknown("S01-1111111-1111111-C000001")
    assert read_charge(CHARGE, known, operation="look") == Unknown("S01-2222222-2222222-C000002")
