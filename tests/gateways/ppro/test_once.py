"""Whatever goes wrong, in whatever order: money moves at most once, and no answer says what is not so."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from simulator.ppro.wishes import Trouble
from tests.gateways.ppro.houses import REFERENCE, House, a_capture, a_refund, later
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Prepared,
    Refunded,
    RefundRefused,
    RefundResult,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError

TROUBLES = st.lists(
    st.tuples(st.sampled_from(Trouble), st.sampled_from(["POST", "GET"])),
    max_size=4,
)
WAITS = st.lists(st.sampled_from([0.0, 1.0, 30.0, 600.0, 7200.0, 86_400.0]), max_size=5)
OUTCOMES = st.sampled_from(["", "pending", "INSUFFICIENT_FUNDS", "INTERNAL_PROCESSING_ERROR", "AGREEMENT_REVOKED"])


def make_trouble(house: House, troubles: list[tuple[Trouble, str]]) -> None:
    for trouble, method in troubles:
        house.ppro.wishes.trouble(trouble, method=method)


def order(house: House, outcome: str) -> None:
    if outcome == "pending":
        house.ppro.wishes.leave_pending()
    elif outcome:
        house.ppro.wishes.decline(outcome)


def told_by(house: House, prepared: Prepared, waits: list[float]) -> list[ChargeResult]:
    """What is said of a charge: when it is sent, and at every look afterwards."""
    told: list[ChargeResult] = []
    try:
        told.append(house.charge(prepared))
    except GatewayUnavailableError:
        # Then certainly nothing has happened.
        assert house.ppro.ledger.balance == 0
        assert not any(charge.reference == prepared.reference for charge in house.ppro.charges.values())
        told.append(Unknown())
    for seconds in waits:
        house.now += timedelta(seconds=seconds)
        charge_id = getattr(told[-1], "charge_id", "")
        try:
            told.append(house.settle(prepared, charge_id))
        except GatewayUnavailableError:
            continue
    return told


@given(troubles=TROUBLES, waits=WAITS, outcome=OUTCOMES, lag=st.sampled_from([0, 60, 3600]), bare=st.booleans())
def test_a_charge_is_made_at_most_once_and_never_misreported(
    troubles: list[tuple[Trouble, str]], waits: list[float], outcome: str, lag: int, bare: bool
) -> None:
    house = House(bare=bare)
    house.ppro.lag = timedelta(seconds=lag)
    prepared = house.prepared()
    make_trouble(house, troubles)
    order(house, outcome)

    told = told_by(house, prepared, waits)

    ledger = house.ppro.ledger
    assert ledger.times(REFERENCE) <= 1
    assert ledger.taken(REFERENCE) in (0, 1250)
    if any(isinstance(result, Paid) for result in told):
        assert ledger.taken(REFERENCE) == 1250
    if any(isinstance(result, DeclinedForNow | DeclinedForGood | ConsentDead) for result in told):
        assert ledger.taken(REFERENCE) == 0


@given(troubles=TROUBLES, waits=WAITS)
def test_a_capture_is_made_at_most_once_and_never_misreported(
    troubles: list[tuple[Trouble, str]], waits: list[float]
) -> None:
    house = House(separate=True)
    reserved = house.charge(house.prepared(**later()))
    assert isinstance(reserved, Authorized)
    prepared = house.gateway.prepare_capture(a_capture(reserved.payment.provider_charge_id, 600))
    make_trouble(house, troubles)

    told = told_by_capture(house, prepared, waits)

    taken = house.ppro.ledger.taken(REFERENCE)
    assert taken in (0, 600)
    if any(isinstance(result, Paid) for result in told):
        assert taken == 600
    assert not any(isinstance(result, DeclinedForNow | DeclinedForGood) for result in told)


def told_by_capture(house: House, prepared: Prepared, waits: list[float]) -> list[ChargeResult]:
    told: list[ChargeResult] = []
    for seconds in (0.0, *waits):
        house.now += timedelta(seconds=seconds)
        try:
            told.append(house.settle(prepared) if told else house.charge(prepared))
        except GatewayUnavailableError:
            told.append(Unknown())
    return told


@given(troubles=TROUBLES, waits=WAITS)
def test_a_refund_is_made_at_most_once_and_never_misreported(
    troubles: list[tuple[Trouble, str]], waits: list[float]
) -> None:
    house = House()
    charge_id = house.paid().payment.provider_charge_id
    prepared = house.gateway.prepare_refund(a_refund(charge_id, 600))
    make_trouble(house, troubles)

    told: list[RefundResult] = []
    for number, seconds in enumerate((0.0, *waits)):
        house.now += timedelta(seconds=seconds)
        try:
            told.append(
                house.gateway.settle_refund(prepared, refund_id="", within=5)
                if number
                else house.gateway.refund(prepared, within=5)
            )
        except GatewayUnavailableError:
            continue

    returned = house.ppro.ledger.returned(REFERENCE)
    assert returned in (0, 600)
    if any(isinstance(result, Refunded) for result in told):
        assert returned == 600
    assert not any(isinstance(result, RefundRefused) for result in told)
