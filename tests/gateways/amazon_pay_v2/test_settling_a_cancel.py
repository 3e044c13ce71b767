"""A release whose answer was lost: it is settled by a look, and asked for again only where money is still held."""

from collections.abc import Callable

import pytest

from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_cancel, a_capture, a_charge, changing
from voicetill.domain.charging import Authorized, Paid, Pending, Released, Unknown
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Capture

WITHIN = 10.0


@pytest.fixture
def house() -> House:
    return House()


def reserved(house: House) -> str:
    result = house.gateway.charge(a_charge(house, capture=Capture.ON_SHIPPING), within=WITHIN)
    assert isinstance(result, Authorized)
    return result.payment.provider_charge_id


def on_its_way(house: House) -> str:
    """A charge that nobody has authorized yet."""
    house.service.leave_pending()
    result = house.gateway.charge(a_charge(house, capture=Capture.ON_SHIPPING), within=WITHIN)
    assert isinstance(result, Pending)
    return result.charge_id


def asked(house: House, operation: str) -> int:
    """How often this was asked for."""
    return sum(call.target.endswith(f"/{operation}") for call in house.line.sent)


@pytest.mark.parametrize("begun", [reserved, on_its_way])
def test_a_cancel_that_never_arrived_is_sent_again(house: House, begun: Callable[[House], str]) -> None:
    charge_id = begun(house)
    prepared = a_cancel(house, charge_id)
    house.service.troubles.lose(after_acting=False, on="cancel charge")
    assert house.gateway.charge(prepared, within=WITHIN) == Unknown(charge_id)

    settled = house.gateway.settle(prepared, charge_id=charge_id, within=WITHIN)

    assert settled == Released(charge_id)
    assert house.service.books.charges[charge_id].state == "Canceled"
    assert asked(house, "cancel") == 2


@pytest.mark.parametrize("begun", [reserved, on_its_way])
def test_a_cancel_that_was_done_is_not_sent_again(house: House, begun: Callable[[House], str]) -> None:
    charge_id = begun(house)
    prepared = a_cancel(house, charge_id)
    house.service.troubles.lose(after_acting=True, on="cancel charge")
    assert house.gateway.charge(prepared, within=WITHIN) == Unknown(charge_id)

    settled = house.gateway.settle(prepared, charge_id=charge_id, within=WITHIN)

    assert settled == Released(charge_id)
    assert asked(house, "cancel") == 1


def test_a_cancel_that_came_too_late_finds_what_was_taken(house: House) -> None:
    charge_id = reserved(house)
    house.gateway.charge(a_capture(house, charge_id), within=WITHIN)

    settled = house.gateway.settle(a_cancel(house, charge_id), charge_id=charge_id, within=WITHIN)

    assert isinstance(settled, Paid)
    assert asked(house, "cancel") == 0


def test_a_cancel_of_what_is_just_being_taken_is_no_release(house: House) -> None:
    charge_id = reserved(house)
    house.service.troubles.replace(changing(statusDetails={"state": "CaptureInitiated"}), on="get charge")
    house.service.troubles.fail(status=422, code="InvalidChargeStatus", on="cancel charge")
    house.service.troubles.replace(changing(statusDetails={"state": "CaptureInitiated"}), on="get charge")

    settled = house.gateway.settle(a_cancel(house, charge_id), charge_id=charge_id, within=WITHIN)

    assert settled == Pending(charge_id)


def test_a_cancel_is_not_sent_again_unseen(house: House) -> None:
    charge_id = reserved(house)
    house.service.troubles.fail(status=500, code="InternalServerError", on="get charge")

    with pytest.raises(GatewayUnavailableError):
        house.gateway.settle(a_cancel(house, charge_id), charge_id=charge_id, within=WITHIN)

    assert asked(house, "cancel") == 0


def test_a_capture_that_is_on_its_way_is_not_sent_again(house: House) -> None:
    charge_id = reserved(house)
    house.service.troubles.replace(changing(statusDetails={"state": "CaptureInitiated"}), on="get charge")

    settled = house.gateway.settle(a_capture(house, charge_id), charge_id=charge_id, within=WITHIN)

    assert settled == Pending(charge_id)
    assert asked(house, "capture") == 0
