"""How turns look: what was sent, what is on a screen, what went wrong."""

import io
from typing import Any

from rich.console import Console

from simulator.alexa.directives import RENDER
from simulator.script.conversation import Conversation
from simulator.script.lines import read_line
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn
from simulator.terminal.entries import draw_entry
from simulator.terminal.presenter import draw_turn
from tests.simulator.small_shop import StubSkill, a_model, a_response


def drawn(turn: Turn, *, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    draw_turn(console, turn)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def a_turn(**changes: Any) -> Turn:
    members: dict[str, Any] = {
        "utterance": "hello", "request": {"request": {"type": "LaunchRequest"}}, "response": {}, "speech": None,
        "card": None, "directives": [], "ended": False,
    }  # fmt: skip
    return Turn(**{**members, **changes})


def test_a_document_is_told_by_its_words_and_by_the_lines_that_touch_it() -> None:
    button = {
        "type": "TouchWrapper",
        "onPress": {"type": "SendEvent", "arguments": ["buy", 2]},
        "item": {"type": "Text", "text": "Buy two"},
    }
    items = [{"type": "Text", "text": "Green tea"}, button]
    document = {
        "type": "APL",
        "version": "2024.3",
        "mainTemplate": {"items": [{"type": "Container", "items": items}]},
    }
    shown = drawn(a_turn(directives=[{"type": RENDER, "token": "t", "document": document}]))

    assert "Green tea" in shown
    assert "!press Buy two" in shown
    assert "mainTemplate" not in shown


def test_an_answer_that_is_garbled_is_drawn_all_the_same() -> None:
    payloads: list[object] = [
        None,
        [],
        {"authorizationDetails": []},
        {"authorizationDetails": {"authorizationStatus": 5}},
    ]
    for payload in payloads:
        request = {"type": "Connections.Response", "name": "Charge", "payload": payload, "status": {}}

        assert "Connections.Response Charge" in drawn(a_turn(utterance=None, request={"request": request}))


def test_a_card_that_asks_for_a_permission_says_which() -> None:
    card = {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}

    assert "asks for: payments:autopay_consent" in drawn(a_turn(card=card))


def test_words_with_square_brackets_stay_as_they_are() -> None:
    assert '"[bold]hello[/bold]"' in drawn(a_turn(utterance="[bold]hello[/bold]"))


def test_what_alexa_refused_and_what_was_in_vain_are_told_after_the_words() -> None:
    class Refused(StubSkill):
        def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
            return a_response(outputSpeech={"type": "SSML", "ssml": "<speak>&</speak>"})

    room = Rehearsal(Refused(), models={"en-US": a_model()})
    conversation = Conversation(room, lambda: 0)
    console = Console(file=io.StringIO(), width=100)

    for line in ("green tea", "open tea corner"):
        draw_entry(console, conversation.perform(read_line("here", line)))

    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert shown.count("customer  ") == 2
    assert "not done     no session is open" in shown
    assert "refused      RuleBroken: SSML must be well-formed XML" in shown
