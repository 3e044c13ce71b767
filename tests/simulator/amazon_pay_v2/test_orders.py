"""What testers order of the pretend service comes to pass, once."""

import pytest

from simulator.amazon_pay_v2.charging import DECLINES
from simulator.amazon_pay_v2.limits import RATES
from simulator.amazon_pay_v2.service import SIMULATION
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID
from tests.simulator.amazon_pay_v2.desk import Desk, a_body, price

# What testers order.


@pytest.mark.parametrize("code", DECLINES)
@pytest.mark.parametrize("as_error", [True, False])
def test_each_decline_takes_nothing(desk: Desk, code: str, as_error: bool) -> None:
    desk.service.decline(code, as_error=as_error)

    status, told = desk.charge(desk.house.permit())

    if as_error:
        assert (status >= 400, told["reasonCode"]) == (True, code)
    else:
        assert told["statusDetails"]["state"] == "Declined"
    assert not desk.service.books.ledger.taken


def test_a_hard_decline_waits_for_another_payment_method(desk: Desk) -> None:
    permission_id = desk.house.permit()
    desk.service.decline("HardDeclined")
    desk.charge(permission_id)
    assert desk.charge(permission_id)[1]["reasonCode"] == "InvalidChargePermissionStatus"

    desk.service.mend(permission_id)

    assert desk.charge(permission_id)[0] == 201


def test_another_decline_is_none(desk: Desk) -> None:
    with pytest.raises(ValueError, match="declined with"):
        desk.service.decline("Bored")


@pytest.mark.parametrize(
    ("simulated", "state", "code"),
    [
        ("SoftDeclined", None, "SoftDeclined"),
        ("HardDeclined", None, "HardDeclined"),
        ("CaptureInitiated", "CaptureInitiated", None),
        ("PendingHardDeclined", "AuthorizationInitiated", None),
        ("Sunshine", None, "InvalidSandboxSimulationSpecified"),
    ],
)
def test_a_simulation_code_beats_the_card(desk: Desk, simulated: str, state: str | None, code: str | None) -> None:
    body = a_body(desk.house.permit(), canHandlePendingAuthorization=True)

    _, told = desk.ask("POST", "/v2/charges", body, **{SIMULATION.replace("-", "_"): simulated})

    assert told.get("reasonCode") == code
    assert told.get("statusDetails", {}).get("state") == state
    if state:
        desk.service.decide(told["chargeId"], paid=True)
        ended = desk.ask("GET", f"/v2/charges/{told['chargeId']}")[1]["statusDetails"]
        assert ended["state"] == ("Captured" if simulated == "CaptureInitiated" else "Declined")


def test_a_pending_simulation_needs_somebody_who_waits(desk: Desk) -> None:
    body = a_body(desk.house.permit())

    told = desk.ask("POST", "/v2/charges", body, **{SIMULATION.replace("-", "_"): "PendingSoftDeclined"})

    assert told[1]["reasonCode"] == "InvalidSandboxSimulationSpecified"


def test_nothing_is_simulated_in_the_live_environment(desk: Desk) -> None:
    body = a_body(desk.service.permit(environment="Live"))
    code = {SIMULATION.replace("-", "_"): "SoftDeclined"}

    told = desk.ask("POST", "/v2/charges", body, key_id=LIVE_KEY_ID, **code)

    assert told[1]["reasonCode"] == "InvalidSandboxSimulationSpecified"


def test_too_many_calls_are_refused_and_not_remembered(desk: Desk) -> None:
    desk.service.rates = RATES
    permission_id = desk.house.permit()
    told = a_body(permission_id)
    statuses = [desk.ask("POST", "/v2/charges", told, key=f"key{number}")[0] for number in range(3)]
    assert statuses == [201, 201, 429]

    desk.house.clock.pass_by(1)

    assert desk.ask("POST", "/v2/charges", told, key="key2")[0] == 201


def test_a_trouble_waits_for_the_call_that_it_is_meant_for(desk: Desk) -> None:
    permission_id = desk.house.permit()
    desk.service.troubles.fail(on="create charge", acts=True)

    assert desk.ask("GET", f"/v2/chargePermissions/{permission_id}")[0] == 200
    assert desk.charge(permission_id)[0] == 500
    assert desk.service.books.ledger.times("ref1") == 1
    assert [asked.operation for asked in desk.service.calls] == ["get charge permission", "create charge"]


def test_every_change_is_told_to_the_merchant(desk: Desk) -> None:
    permission_id = desk.house.permit()
    _, charge = desk.charge(permission_id)
    _, refund = desk.ask("POST", "/v2/refunds", {"chargeId": charge["chargeId"], "refundAmount": price("1.00")})
    desk.service.finish_refund(refund["refundId"])
    desk.service.close_by_buyer(permission_id)

    told = [(change.object_type, change.object_id) for change in desk.service.books.changes]
    assert told == [
        ("CHARGE", charge["chargeId"]),
        ("REFUND", refund["refundId"]),
        ("CHARGE_PERMISSION", permission_id),
    ]
