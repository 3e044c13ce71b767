"""Whatever a skill sends, Amazon Pay answers: it takes a good payload, and refuses others as documented."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from simulator.amazon_pay.faults import ERROR_CODES
from simulator.amazon_pay.payload_rules import CHARGE, SETUP
from tests.simulator.amazon_pay.test_payload_rules import FULL_CHARGE, SUBSCRIPTION
from tests.simulator.amazon_pay.tills import Till

WHOLE = {"Setup": SUBSCRIPTION, "Charge": FULL_CHARGE}
NOTES = (
    '{"SandboxSimulation": {"State": "Declined", "ReasonCode": "InvalidPaymentMethod"}}',
    '{"SandboxSimulation": {"State": {}, "ReasonCode": [], "SoftDecline": 1}}',
    '{"SandboxSimulation": {"State": "Closed", "ReasonCode": "AmazonClosed", "ExpirationTimeInMins": 1e400}}',
)


def json_values() -> SearchStrategy[Any]:
    """Anything that JSON can hold, and now and then something that a rule is interested in."""
    telling = st.sampled_from(["", "2", "9.00", "1e3", "USD", "JPY", "0" * 40, "true", 0, 1, -1, True, *NOTES])
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | telling
    return st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
        max_leaves=5,
    )


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path to every member."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in pairs:
        yield (*path, name)
        yield from places(member, (*path, name))


@st.composite
def payloads(draw: DrawFn, operation: str) -> Any:
    """A whole payload in which up to three members are garbage, or are gone."""
    payload: Any = copy.deepcopy(WHOLE[operation])
    for _ in range(draw(st.integers(0, 3))):
        *parents, last = draw(st.sampled_from(list(places(payload))))
        place = payload
        for parent in parents:
            place = place[parent]
        if draw(st.booleans()):
            place[last] = draw(json_values())
        else:
            del place[last]
    return payload


@given(st.sampled_from(["Setup", "Charge"]).flatmap(lambda name: st.tuples(st.just(name), payloads(name))))
def test_every_payload_gets_an_answer_of_the_documented_kind(asked: tuple[str, Any]) -> None:
    name, payload = asked
    till = Till()
    if name == "Charge" and isinstance(payload.get("billingAgreementId"), str):
        payload["billingAgreementId"] = till.set_up()["billingAgreementId"]

    body = till.ask(name, payload)

    json.dumps(body)
    if body["status"]["code"] == "200":
        assert set(payload) <= set(SETUP.fields if name == "Setup" else CHARGE.fields) | {"@type", "@version"}
    else:
        code = body["payload"]["errorCode"]
        assert code == body["status"]["message"]
        assert name in ERROR_CODES[code].operations
        assert body["payload"]["errorMessage"]
        assert till.pay.ledger.charges == []


@given(st.sampled_from(["Setup", "Charge"]), json_values())
def test_what_is_no_payload_at_all_is_refused(name: str, payload: object) -> None:
    assert Till().ask(name, payload)["status"]["message"] == "InvalidParameterValue"  # type: ignore[arg-type]
