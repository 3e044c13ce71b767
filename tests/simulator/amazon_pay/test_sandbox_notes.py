"""The simulation strings that the sandbox obeys, in the spelling of the official samples."""

from datetime import timedelta

import pytest

from simulator.amazon_pay.faults import Fault
from simulator.amazon_pay.sandbox_notes import REASONS, simulated
from simulator.amazon_pay.verdicts import CLOSED, DECLINES

DOCUMENTED = {
    """{ "SandboxSimulation": { "State":"Declined", "ReasonCode":"InvalidPaymentMethod",
    "PaymentMethodUpdateTimeInMins":1, "SoftDecline":"true" } }""": ("Declined", "InvalidPaymentMethod", True),
    """{"SandboxSimulation": {"State":"Declined", "ReasonCode":"InvalidPaymentMethod",
    "PaymentMethodUpdateTimeInMins":1, "SoftDecline":"false"}}""": ("Declined", "InvalidPaymentMethod", False),
    '{"SandboxSimulation": {"State":"Declined", "ReasonCode":"InvalidPaymentMethod"}}':
    ("Declined", "InvalidPaymentMethod", False),
    '{ "SandboxSimulation": { "State":"Declined", "ReasonCode":"AmazonRejected" } }':
    ("Declined", "AmazonRejected", False),
    '{ "SandboxSimulation": { "State":"Declined", "ReasonCode":"TransactionTimedOut" } }':
    ("Declined", "TransactionTimedOut", True),
    '{"SandboxSimulation": {"State":"Closed", "ReasonCode":"ExpiredUnused", "ExpirationTimeInMins":1}}':
    ("Closed", "ExpiredUnused", False),
    '{"SandboxSimulation": {"State":"Closed", "ReasonCode":"AmazonClosed"}}': ("Closed", "AmazonClosed", False),
}  # fmt: skip


@pytest.mark.parametrize("note", DOCUMENTED)
def test_documented_strings_are_obeyed(note: str) -> None:
    found = simulated(note)

    assert found is not None
    assert (found.verdict.state, found.verdict.reason, found.verdict.soft) == DOCUMENTED[note]
    assert found.verdict.captured == 0
    assert found.mended_after == (timedelta(minutes=1) if "PaymentMethodUpdate" in note else None)


def test_every_simulation_is_a_documented_reason() -> None:
    assert set(REASONS["Declined"]) < set(DECLINES)
    assert set(REASONS["Closed"]) < set(CLOSED)
    assert {(state, reason) for state, reason, _ in DOCUMENTED.values()} == {
        (state, reason) for state, reasons in REASONS.items() for reason in reasons
    }


@pytest.mark.parametrize(
    "note", ["", "one tea", "{", "[1]", "7", '{"SandboxSimulation": "x"}', '{"Simulation": {}}']
)
def test_an_ordinary_note_simulates_nothing(note: str) -> None:
    assert simulated(note) is None


@pytest.mark.parametrize(
    ("wish", "hint"),
    [
        ('{"State": "Open"}', "simulates Open with None"),
        ('{"State": "Declined"}', "documented are Declined with"),
        ('{"State": "Declined", "ReasonCode": "ExpiredUnused"}', "simulates Declined with ExpiredUnused"),
        ('{"State": "Declined", "ReasonCode": ["AmazonRejected"]}', "simulates"),
        ('{"State": ["Declined"], "ReasonCode": "AmazonRejected"}', "simulates"),
        ('{"State": "Declined", "ReasonCode": "AmazonRejected", "SoftDecline": true}', "SoftDecline"),
        (
            '{"State": "Closed", "ReasonCode": "ExpiredUnused", "ExpirationTimeInMins": "1"}',
            "ExpirationTimeInMins",
        ),
        (
            '{"State": "Closed", "ReasonCode": "ExpiredUnused", "ExpirationTimeInMins": true}',
            "ExpirationTimeInMins",
        ),
        (
            f'{{"State": "Closed", "ReasonCode": "ExpiredUnused", "ExpirationTimeInMins": {10**150}}}',
            "from 1 to 1440",
        ),
        (
            '{"State": "Declined", "ReasonCode": "InvalidPaymentMethod", "PaymentMethodUpdateTimeInMins": 0}',
            "PaymentMethodUpdateTimeInMins",
        ),
    ],
)
def test_a_simulation_that_is_not_documented_is_refused_with_what_is(wish: str, hint: str) -> None:
    with pytest.raises(Fault, match=hint) as caught:
        simulated(f'{{"SandboxSimulation": {wish}}}')

    assert caught.value.error.code == "InvalidParameterValue"
    assert caught.value.message.startswith("authorizeAttributes.sellerAuthorizationNote")
