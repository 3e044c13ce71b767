"""Whole conversations with a little skill: what the room does between the customer, the skill and Amazon Pay."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import NobodyListens
from simulator.customers import Consent
from simulator.stage.invocation import LambdaContext, SkillCrashed
from simulator.stage.post import NothingToDeliver
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn
from tests.simulator.small_shop import StubSkill, a_directive, a_model, a_response, a_setup


@pytest.fixture
def skill() -> StubSkill:
    return StubSkill()


@pytest.fixture
def room(skill: StubSkill) -> Rehearsal:
    return Rehearsal(skill, models={"en-US": a_model()})


def kinds(turns: list[Turn]) -> list[str]:
    return [turn.kind for turn in turns]


def buy(room: Rehearsal) -> list[Turn]:
    return [*room.say("open tea corner"), *room.say("green tea"), *room.say("yes")]


def test_a_purchase_is_five_turns(room: Rehearsal) -> None:
    turns = buy(room)

    setup, charge = "Connections.Response Setup", "Connections.Response Charge"
    assert kinds(turns) == ["LaunchRequest", "BuyIntent", setup, "AMAZON.YesIntent", charge]
    assert [turn.utterance for turn in turns] == ["open tea corner", "green tea", None, "yes", None]
    assert [turn.ended for turn in turns] == [False, True, False, True, True]
    assert room.amazon_pay.ledger.times(Decimal("9.00"), "USD") == 1


def test_a_turn_has_exactly_the_promised_members(room: Rehearsal) -> None:
    turn = room.say("ask tea corner for green tea")[-1].as_json()

    assert list(turn) == ["utterance", "request", "response", "speech", "card", "directives", "ended"]
    assert turn["speech"] == "That is 9.00 dollars. Shall I?"
    assert turn["card"] is None
    assert turn["directives"] == []


def test_silence_is_no_speech(room: Rehearsal) -> None:
    assert room.say("ask tea corner for green tea")[0].speech is None


def test_an_answer_that_comes_twice_comes_word_for_word(room: Rehearsal, skill: StubSkill) -> None:
    room.pay("twice")

    turns = room.say("ask tea corner for green tea")

    assert kinds(turns)[1:] == ["Connections.Response Setup"] * 2
    assert skill.requests[-1] == skill.requests[-2]


@pytest.mark.parametrize("delivery", ["late", "never"])
def test_an_answer_that_is_kept_back_comes_when_told(room: Rehearsal, delivery: str) -> None:
    room.pay(delivery)
    kept = room.say("ask tea corner for green tea")

    assert len(kept) == room.kept_back == 1
    assert kinds(room.deliver()) == ["Connections.Response Setup"]
    with pytest.raises(NothingToDeliver):
        room.deliver()


def test_a_late_charge_was_made_all_the_same(room: Rehearsal) -> None:
    room.say("ask tea corner for green tea")
    room.pay("late")
    room.say("yes")

    assert len(room.amazon_pay.ledger.charges) == 1


def test_the_last_answer_can_be_delivered_again(room: Rehearsal, skill: StubSkill) -> None:
    with pytest.raises(NothingToDeliver):
        room.redeliver()
    buy(room)

    turns = room.redeliver()

    assert kinds(turns) == ["Connections.Response Charge"]
    assert skill.requests[-1] == skill.requests[-2]


def test_an_answer_reaches_the_device_that_asked(room: Rehearsal) -> None:
    room.pay("late")
    room.say("ask tea corner for green tea")
    kitchen = room.speaker.device.device_id
    room.switch_to(device="bedroom")

    (turn,) = room.deliver()

    assert turn.request["context"]["System"]["device"]["deviceId"] == kitchen
    assert not room.listening


def test_customers_are_kept_apart_and_remembered(room: Rehearsal) -> None:
    first = room.speaker.customer
    room.consent(Consent.DENIED)
    second = room.switch_to(customer="ben").customer

    assert second.consent is Consent.GRANTED
    assert second.user_id != first.user_id
    assert room.switch_to(customer=first.name).customer is first
    assert first.consent is Consent.DENIED


def test_without_consent_amazon_pay_refuses(room: Rehearsal) -> None:
    room.consent(Consent.ABSENT)

    turns = room.say("ask tea corner for green tea")

    assert turns[-1].request["request"]["status"] == {"code": "403", "message": "ACCESS_NOT_REQUESTED"}


def test_an_intent_can_be_meant_without_words(room: Rehearsal) -> None:
    turns = room.intend("BuyIntent", product="green_tea", quantity="2")

    slots = turns[0].request["request"]["intent"]["slots"]
    assert turns[0].utterance == "!intent BuyIntent product=green_tea quantity=2"
    assert slots["quantity"]["value"] == "2"
    assert slots["product"]["value"] == "green tea"


def test_who_walks_away_ends_the_session(room: Rehearsal) -> None:
    room.say("open tea corner")

    (turn,) = room.leave()

    assert turn.kind == "SessionEndedRequest"
    assert not room.listening
    with pytest.raises(NobodyListens):
        room.say("green tea")


@pytest.mark.parametrize(
    "event", [{}, {"request": "nonsense"}, {"request": {"type": "AlexaSkillEvent.SkillDisabled"}}]
)
def test_any_event_can_be_sent(room: Rehearsal, event: dict[str, object]) -> None:
    room.say("open tea corner")
    room.handler = lambda event, context: a_response()

    (turn,) = room.send(event)

    assert turn.request == event
    assert room.listening


def test_the_skill_sees_the_clock_of_the_room(skill: StubSkill) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    turns = Rehearsal(skill, models={"en-US": a_model()}, clock=lambda: moment).say("ask tea corner for green tea")

    assert [turn.request["request"]["timestamp"] for turn in turns] == ["2026-01-02T03:04:05Z"] * 2


def test_the_skill_cannot_change_what_was_asked(room: Rehearsal) -> None:
    def forgetful(event: dict[str, Any], context: object) -> dict[str, Any]:
        event.clear()
        return a_response()

    room.handler = forgetful

    assert room.say("open tea corner")[0].request["version"] == "1.0"


def test_a_skill_that_raises_is_no_answer(room: Rehearsal) -> None:
    def crash(event: object, context: object) -> None:
        raise KeyError("product")

    room.handler = crash

    with pytest.raises(SkillCrashed, match="KeyError"):
        room.say("open tea corner")


def test_an_unlawful_response_is_refused(room: Rehearsal) -> None:
    room.handler = lambda event, context: a_response(shouldEndSession=False, directives=[a_directive("Setup", {})])

    with pytest.raises(RuleBroken, match="ends the session"):
        room.say("open tea corner")


def test_a_conversation_with_itself_is_stopped(room: Rehearsal) -> None:
    room.handler = lambda event, context: a_response(directives=[a_directive("Setup", a_setup())])

    with pytest.raises(RuleBroken, match="a word now and then"):
        room.say("open tea corner")


def test_lambda_tells_the_function_about_its_call(room: Rehearsal) -> None:
    contexts: list[LambdaContext] = []

    def handler(event: object, context: object) -> dict[str, Any]:
        assert isinstance(context, LambdaContext)
        contexts.append(context)
        return a_response()

    room.handler = handler
    room.say("open tea corner")

    (context,) = contexts
    assert 7000 < context.get_remaining_time_in_millis() <= 8000
    assert context.aws_request_id
    assert "SkillFunction" in context.invoked_function_arn
