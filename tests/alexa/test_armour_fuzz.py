"""The door under fire: arbitrary and bent events. What must hold is in `door.check_response`."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.alexa.door import knock
from tests.alexa.envelopes import SKILL_ID, Json, recorded
from tests.alexa.purchases import a_charge_answer, hears_the_total
from tests.alexa.strategies import JSON, Way, bent, bent_recordings, mutations, ways
from tests.alexa.test_first_purchase import PLACED
from tests.alexa.tills import Customer, a_till

TILL = a_till()
"""One till under all fire: what an event leaves behind must not trip the next."""

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RUDE: tuple[Any, ...] = (None, True, 5, "", "x" * 9000, [], ["a"], {}, {"a": {}})

# What our own sentences never say of money that was not proven to be paid.
CLAIM = "Your order is placed"


def every_bend(envelope: Json) -> Iterator[tuple[Way, object, bool]]:
    for way in ways(envelope):
        yield way, None, True
        yield from ((way, rude, False) for rude in RUDE)


@QUICK
@given(JSON)
def test_any_json_is_answered(event: object) -> None:
    _, records = knock(TILL.handler, event)

    assert len(records.alarms) == 1


@QUICK
@given(request=JSON, session=JSON, context=st.dictionaries(st.text(max_size=8), JSON, max_size=2))
def test_anything_addressed_to_us_is_answered(request: object, session: object, context: Json) -> None:
    system = {"application": {"applicationId": SKILL_ID}, "user": {"userId": "somebody"}}
    event = {"version": "1.0", "request": request, "session": session, "context": {**context, "System": system}}

    _, records = knock(TILL.handler, event)

    assert len(records.alarms) <= 1


@QUICK
@given(bent_recordings())
def test_a_bent_envelope_is_answered_and_logged_at_most_once(event: Json) -> None:
    answer, records = knock(TILL.handler, event)

    assert len(records.alarms) <= 1
    assert CLAIM not in repr(answer)


@pytest.mark.parametrize("name", ["intent", "launch"])
def test_each_place_of_an_envelope_may_be_gone_or_wrong(name: str) -> None:
    envelope = recorded(name)

    for way, rude, delete in every_bend(envelope):
        _, records = knock(TILL.handler, bent(envelope, way, rude, delete=delete))
        assert len(records.alarms) <= 1, (way, rude)


@QUICK
@given(st.data())
def test_a_bent_charge_answer_is_an_order_only_with_its_proof_whole(data: st.DataObject) -> None:
    till = a_till()
    whole = a_charge_answer(till)

    answer, _ = knock(till.handler, data.draw(mutations(whole)))

    placed = PLACED in answer["response"].get("outputSpeech", {}).get("ssml", "")
    assert placed == (len(till.orders) == 1)


def test_a_paid_answer_survives_the_loss_of_anything_that_is_no_part_of_its_proof() -> None:
    """All but who paid, for which skill, what kind of request it is, and what the payment company said."""
    needed = {"type", "name", "token", "status", "payload"}
    whole = a_charge_answer(a_till())

    for way, rude, delete in every_bend(whole):
        is_said = way[0] == "request" and (len(way) == 1 or way[1] in needed)
        is_who = way in {("context",), ("context", "System")} or {"application", "user"} & set(way)
        if is_said or is_who:
            continue
        fresh = a_till()
        answer, _ = knock(fresh.handler, bent(a_charge_answer(fresh), way, rude, delete=delete))
        assert PLACED in answer["response"]["outputSpeech"]["ssml"], (way, rude)


@QUICK
@given(attributes=JSON, intent=st.sampled_from(["AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.RepeatIntent"]))
def test_whatever_the_session_claims_to_remember_charges_nothing(attributes: object, intent: str) -> None:
    till = a_till()
    customer = Customer(till)
    hears_the_total(customer)
    customer.attributes = attributes  # type: ignore[assignment]

    turn = customer.says(intent)

    assert not turn.directives


@QUICK
@given(page=JSON, said=st.text() | JSON, reprompt=st.text() | JSON)
def test_whatever_is_remembered_is_said_again_only_if_it_is_speech(
    page: object, said: object, reprompt: object
) -> None:
    envelope = recorded("intent")
    envelope["request"]["intent"] = {"name": "AMAZON.RepeatIntent"}
    envelope["session"]["attributes"] = {"page": page, "said": said, "reprompt": reprompt}

    knock(TILL.handler, envelope)
