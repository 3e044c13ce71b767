"""No log record says who somebody is, where they live, or what they may use at Amazon."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.alexa.door import Records, knock
from tests.alexa.envelopes import ABSENT, NAMES, Json, an_answer, changed, recorded
from tests.alexa.purchases import buys_a_starter_kit
from tests.alexa.strategies import JSON, bent, ways
from tests.alexa.tills import Customer, a_till, paid

MARK = "SENTINEL"
PERSONAL = (
    "userId", "deviceId", "consentToken", "apiAccessToken", "sessionId", "personId", "accessToken", "value",
    "name", "addressLine1", "addressLine2", "city", "stateOrRegion", "postalCode", "phone", "email", "message",
    "errorMessage", "billingAgreementId", "amazonOrderReferenceId", "amazonAuthorizationId",
    "sellerAuthorizationNote",
)  # fmt: skip
# What the flow turns on, and what Alexa and we have named.
OURS = (
    "request.name",
    "request.intent.name",
    "request.intent.slots.product.name",
    "request.intent.slots.quantity.name",
)


def marked(envelope: Json) -> Json:
    """The envelope with a mark in every place that can hold something personal."""
    for way in list(ways(envelope)):
        if way[-1] in PERSONAL and ".".join(map(str, way)) not in OURS:
            envelope = bent(envelope, way, f"{MARK}-{way[-1]}", delete=False)
    return envelope


def says_nothing_personal(records: Records) -> bool:
    return MARK not in records.written


def _denied(envelope: Json) -> Json:
    return changed(envelope, "context.System.user.permissions.scopes.payments:autopay_consent.status", "DENIED")


BREAKS: dict[str, Callable[[Json], Json]] = {
    "whole": lambda envelope: envelope,
    "denied": _denied,
    "to another skill": lambda envelope: changed(
        envelope, "context.System.application.applicationId", f"{MARK}-skill"
    ),
    "of nobody": lambda envelope: changed(changed(envelope, "context.System.user", ABSENT), "session", None),
    "of tomorrow": lambda envelope: changed(
        envelope, "context.System.device.supportedInterfaces", [f"{MARK}-device"]
    ),
    "with a bad time": lambda envelope: changed(envelope, "request.timestamp", f"{MARK}-time"),
    "with a bad type": lambda envelope: changed(envelope, "request.type", f"{MARK} type: of somebody"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("broken", sorted(BREAKS))
@pytest.mark.parametrize("down", [False, True])
def test_no_request_leaves_a_person_in_the_log(name: str, broken: str, *, down: bool) -> None:
    till = a_till()
    till.ledger.is_down = down

    _, records = knock(till.handler, BREAKS[broken](marked(recorded(name))))

    assert says_nothing_personal(records)


@pytest.mark.parametrize(
    "name", ["setup_open", "setup_suspended", "charge_declined", "error_invalid_payment_method"]
)
def test_no_answer_of_amazon_pay_leaves_a_person_in_the_log(name: str) -> None:
    till = a_till()
    setup = buys_a_starter_kit(Customer(till))
    request = marked({"request": recorded(name, "amazon_pay")})["request"]
    envelope = an_answer(recorded(name, "amazon_pay")["name"], setup.directive["token"], request["payload"])

    _, records = knock(till.handler, envelope)

    assert says_nothing_personal(records)


def test_a_whole_purchase_leaves_a_line_and_its_turn_s_and_nobody_in_them() -> None:
    till = a_till()
    customer = Customer(till)
    place = {name: f"{MARK} {name}" for name in ("name", "addressLine1", "city", "phone")}

    customer.sets_up(buys_a_starter_kit(customer), destination=place)
    _, records = knock(till.handler, paid(customer.says("AMAZON.YesIntent")))

    assert [record.getMessage() for record in records.kept] == ["order placed", "turn"]
    assert says_nothing_personal(records)
    assert "Cupertino" not in records.written


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.data())
def test_however_an_envelope_is_bent_its_person_stays_out_of_the_log(name: str, data: st.DataObject) -> None:
    envelope = marked(recorded(name))
    way = data.draw(st.sampled_from(list(ways(envelope))))

    _, records = knock(a_till().handler, bent(envelope, way, data.draw(JSON), delete=data.draw(st.booleans())))

    assert says_nothing_personal(records)
