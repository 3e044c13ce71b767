"""Whatever is answered, by whomever: no verb raises another exception, and nothing good comes of it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon_pay_v2.calls import Reply
from simulator.amazon_pay_v2.troubles import Trouble
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_cancel, a_capture, a_charge, a_consent, a_refund
from voicetill.domain.charging import Authorized, Consent, ConsentPage, FoundCharge, Paid, Refunded
from voicetill.domain.errors import GatewayUnavailableError, PayloadRefusedError
from voicetill.domain.payments import Environment

WITHIN = 5.0
CHARGE_ID = "P01-1234567-7654321-C000001"
SESSION_ID = "11111111-2222-4333-8444-555555555555"

Verb = Callable[[House, float], object]

VERBS: dict[str, Verb] = {
    "charge": lambda house, within: house.gateway.charge(a_charge(house), within=within),
    "capture": lambda house, within: house.gateway.charge(a_capture(house, CHARGE_ID), within=within),
    "cancel": lambda house, within: house.gateway.charge(a_cancel(house, CHARGE_ID), within=within),
    "settle": lambda house, within: house.gateway.settle(a_charge(house), charge_id=CHARGE_ID, within=within),
    "settle again": lambda house, within: house.gateway.settle(a_charge(house), charge_id="", within=within),
    "settle capture": lambda house, within: house.gateway.settle(
        a_capture(house, CHARGE_ID), charge_id="", within=within
    ),
    "settle page": lambda house, within: house.gateway.settle(
        a_charge(house), charge_id=SESSION_ID, within=within
    ),
    "find": lambda house, within: house.gateway.find_charge(CHARGE_ID, within=within),
    "find page": lambda house, within: house.gateway.find_charge(SESSION_ID, within=within),
    "refund": lambda house, within: house.gateway.refund(a_refund(house, CHARGE_ID), within=within),
    "settle refund": lambda house, within: house.gateway.settle_refund(
        a_refund(house, CHARGE_ID), refund_id="R1", within=within
    ),
    "read agreement": lambda house, within: house.gateway.read_agreement("P01-1234567-7654321", within=within),
    "close": lambda house, within: house.gateway.close("P01-1234567-7654321", reason="over", within=within),
    "rename": lambda house, within: house.gateway.rename_agreement(
        "P01-1234567-7654321", reference="a", seller="b", within=within
    ),
    "start consent": lambda house, within: house.gateway.start_consent(a_consent(), within=within),
    "read consent": lambda house, within: house.gateway.read_consent(SESSION_ID, within=within),
    "track": lambda house, within: house.gateway.track(
        "P01-1234567-7654321", carrier="UPS", number="1", within=within
    ),
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "chargeId",
        "chargePermissionId",
        "checkoutSessionId",
        "refundId",
        "chargeAmount",
        "captureAmount",
        "statusDetails",
        "releaseEnvironment",
        "webCheckoutDetails",
        "paymentDetails",
        "merchantMetadata",
        "buyer",
        "paymentPreferences",
        "limits",
        "reasonCode",
    ]
)
states = st.sampled_from(
    ["Open", "Completed", "Canceled", "Captured", "Authorized", "Refunded", "Chargeable", "Closed"]
)
objects = st.dictionaries(
    NAMES,
    json_values
    | st.just("Live")
    | st.sampled_from(
        [CHARGE_ID, SESSION_ID, "P01-1234567-7654321", "SoftDeclined", "InvalidChargePermissionStatus"]
    )
    | st.builds(lambda state: {"state": state}, states),
    max_size=9,
)
bodies = (
    st.binary(max_size=30)
    | json_values.map(_dumped := lambda value: json.dumps(value).encode())
    | objects.map(_dumped)
)
statuses = st.sampled_from([200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503, 999])
GOOD = (Paid, Authorized, Refunded, ConsentPage)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@settings(deadline=None, max_examples=40)
@given(answers=st.lists(st.tuples(statuses, bodies), min_size=3, max_size=3))
def test_no_answer_breaks_a_verb(verb: Verb, answers: list[tuple[int, bytes]]) -> None:
    house = House(environment=Environment.LIVE)
    for status, body in answers:
        told = Reply(status, body, {"retry-after": "x", "x-amz-pay-request-id": "\n"})
        house.service.troubles.waiting.append(Trouble(False, lambda _, told=told: told))  # type: ignore[misc]

    try:
        result = verb(house, WITHIN)
    except (GatewayUnavailableError, PayloadRefusedError):
        return

    proven = result.result if isinstance(result, FoundCharge) else result
    proven = proven.charge if isinstance(proven, Consent) else proven
    assert not isinstance(proven, GOOD)
    assert not house.service.books.ledger.taken


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_without_a_line_every_verb_says_so(verb: Verb) -> None:
    house = House(environment=Environment.LIVE)
    for _ in range(3):
        house.service.troubles.never_arrive()

    with pytest.raises(GatewayUnavailableError):
        verb(house, WITHIN)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_without_time_nothing_is_sent(verb: Verb) -> None:
    house = House(environment=Environment.LIVE)

    with pytest.raises(GatewayUnavailableError):
        verb(house, 0.1)

    assert not house.line.sent
