"""Conversations line by line: nothing is raised, troubles are told, and what was said can be played again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.customers import Consent, Device
from simulator.script.conversation import Conversation
from simulator.script.lines import read_text
from simulator.script.performance import Performance
from simulator.script.screen_acts import touch_line
from simulator.stage.clock import Clock
from simulator.stage.rehearsal import Rehearsal
from tests.simulator.script.stages import PURCHASE, a_conversation
from tests.simulator.script.test_expectations import RefusedAtTheEnd
from tests.simulator.small_shop import StubSkill, a_model

LINES = st.sampled_from(
    [
        *PURCHASE, "no", "help", "my cart please", "two sencha", "goodbye", "!silence", "!leave", "!redeliver",
        "!deliver", "!customer ben", "!device hall show", "!device show", "!locale de-DE", "!locale en-US",
        "!consent denied", "!consent granted", "!voice-purchasing off", "!pay late", "!pay pending twice",
        "!pay declined-invalid-payment-method-hard", "!wallet repair", "!wallet break", "!agreement closed",
        "!limit 5 USD", "!address none", "!clock +35d", "!slow 9", "!cold",
        "!crash before-save", "!outage", "!intent BuyIntent product=black_tea", "!intent Nothing", "!touch buy",
        "!dance", "# a remark", "", "> order placed", "> trouble contains XML", "> hope",
    ]
)  # fmt: skip


def seeded() -> Conversation:
    clock = Clock(datetime(2026, 11, 23, 18, tzinfo=UTC))
    room = Rehearsal(RefusedAtTheEnd(), models={"en-US": a_model()}, clock=clock, random=Random(7))
    return Conversation(room, lambda: len(room.amazon_pay.ledger.charges))


def turns_of(conversation: Conversation) -> list[dict[str, Any]]:
    return [turn.as_json() for turn in conversation.room.turns]


@given(st.lists(LINES, max_size=12))
def test_a_saved_conversation_gives_the_same_turns_again(lines: list[str]) -> None:
    first, second = seeded(), seeded()
    for line in lines:
        first.tell(line)

    for line in first.script().splitlines():
        assert "expected" not in (second.tell(line).problem or "") or line.startswith(">")

    assert turns_of(second) == turns_of(first)
    assert second.script() == first.script()


@given(st.text(max_size=40) | st.text(alphabet="!> abcdnpqsu=\"'/+19", max_size=30))
def test_no_line_whatever_raises(line: str) -> None:
    conversation = a_conversation()
    conversation.tell("open tea corner")

    entry = conversation.tell(line)

    assert "\n" not in entry.line


def played(script: str, conversation: Conversation) -> Sequence[str]:
    performance = Performance(conversation)
    list(performance.play(read_text("saved", script)))
    return performance.failures


def test_what_broke_is_expected_to_break_when_a_saved_script_is_played() -> None:
    conversation = a_conversation(RefusedAtTheEnd())
    for line in ("open tea corner", "my cart please", "green tea", *PURCHASE, PURCHASE[0], "help"):
        conversation.tell(line)

    script = conversation.script()

    assert "my cart please\n> trouble contains SSML must be well-formed XML" in script
    assert "# in vain: green tea\n" in script
    assert script.endswith("help\n> trouble contains the skill raised KeyError\n")
    assert played(script, a_conversation(RefusedAtTheEnd())) == []


def test_a_broken_line_keeps_the_turns_before_it() -> None:
    class RefusedAfterTheCharge(StubSkill):
        def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
            response = super().__call__(event, context)
            return {} if event["request"].get("name") == "Charge" else response

    conversation = a_conversation(RefusedAfterTheCharge())
    *_, entry = [conversation.tell(line) for line in PURCHASE]

    assert [turn.directives[0]["name"] for turn in entry.turns] == ["Charge"]
    assert entry.attempt is not None
    assert conversation.tell("> directive Charge amount 9.00").expected


def test_a_script_begins_with_what_is_needed_to_repeat_it() -> None:
    room = a_conversation().room
    room.switch_to(customer="Ben Brown", device=Device.of_kind("spot", name="my desk", locale="en-US"))
    room.consent(Consent.OTHERS)
    room.voice_purchasing(on=False)
    conversation = Conversation(room, lambda: 0)
    conversation.tell("open tea corner")

    script = conversation.script()
    again = a_conversation()
    for line in script.splitlines():
        again.tell(line)

    assert script.splitlines()[:2] == ["!customer 'Ben Brown'", "!device 'my desk' spot en-US"]
    assert again.room.speaker == room.speaker


def test_a_remark_and_a_blank_line_say_nothing_to_the_skill() -> None:
    conversation = a_conversation()

    entries = [conversation.tell(line) for line in ("# hello", "  ", "open tea\ncorner")]

    assert [entry.line for entry in entries] == ["# hello", "", "open tea corner"]
    assert [len(entry.turns) for entry in entries] == [0, 0, 1]


@pytest.mark.parametrize(
    "line",
    [
        "!clock +9999999999w",
        "!clock +9999999d",
        "!clock 9999-12-31",
        "!clock 2001-01-01",
        "!slow 99999999999999999999",
    ],
)
def test_more_time_than_there_is_is_turned_down(line: str) -> None:
    conversation = a_conversation()

    entry = conversation.tell(line) if line != "!clock 9999-12-31" else conversation.tell("!clock +99999w")

    assert entry.problem is None or "expected" in entry.problem
    assert not conversation.tell("open tea corner").problem


@given(
    st.lists(st.text(max_size=8) | st.integers() | st.booleans() | st.none() | st.just({"a": ["1"]}), min_size=1)
)
def test_a_touch_keeps_its_arguments(arguments: list[object]) -> None:
    conversation = a_conversation()
    conversation.tell("!device show")

    (turn,) = conversation.tell(touch_line(arguments)).turns

    assert turn.request["request"]["arguments"] == arguments
