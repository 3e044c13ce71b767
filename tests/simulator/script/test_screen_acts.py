"""A screen in a script: its buttons are pressed by their words, which are the same in every run."""

from typing import Any

import pytest

from simulator.alexa.envelopes import request_in
from simulator.alexa.screen_content import Shown
from simulator.script.screen_acts import lines_of
from tests.simulator.script.stages import a_conversation, perform
from tests.simulator.small_shop import a_response, speech

OPEN = ("!device show", "open tea corner")


def a_button(words: str, *arguments: object) -> dict[str, Any]:
    command = {"type": "SendEvent", "arguments": [*arguments]}
    return {"type": "TouchWrapper", "onPress": command, "item": {"type": "Text", "text": words}}


def shows_buttons(event: dict[str, Any], context: object) -> dict[str, Any]:
    """A skill that shows two buttons, and tells what a touch has sent."""
    request = request_in(event)
    if request["type"] != "LaunchRequest":
        return a_response(outputSpeech=speech(f"You sent {request.get('arguments')}"), shouldEndSession=False)
    items = [a_button("Buy &amp; go", "buy", 1), a_button("No, thanks", "no")]
    document = {
        "type": "APL",
        "version": "1.7",
        "mainTemplate": {"items": [{"type": "Container", "items": items}]},
    }
    shown = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "shop", "document": document}
    return a_response(directives=[shown], shouldEndSession=False)


def test_a_button_is_pressed_by_its_words() -> None:
    lines = (*OPEN, "> screen contains no, THANKS", "> screen lacks tea", "!press Buy '&' go", "> no screen")

    assert perform(*lines, "> speech contains ['buy', 1]", skill=shows_buttons) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("!press Bye", "no button on the screen says 'Bye'; there are: Buy & go, No, thanks"),
        ("!press", "expected !press LABEL"),
    ],
)
def test_a_button_that_is_not_there_cannot_be_pressed(line: str, told: str) -> None:
    conversation = a_conversation(shows_buttons)
    for each in OPEN:
        conversation.tell(each)

    problem = conversation.tell(line).problem

    assert problem is not None
    assert told in problem


def test_where_nothing_is_shown_there_is_nothing_to_press() -> None:
    conversation = a_conversation()
    conversation.tell(OPEN[1])

    assert "there are: none" in str(conversation.tell("!press Buy").problem)


def test_of_two_buttons_with_the_same_words_each_is_touched_by_its_arguments() -> None:
    one, two, other = (
        Shown("box", arguments=(word, 1), inside=(Shown("text", words),))
        for word, words in (("a", "Buy it"), ("b", "Buy it"), ("c", "Don't"))
    )

    lines = lines_of(Shown("box", inside=(one, two, other)))

    assert [lines[id(each)] for each in (one, two, other)] == [
        "!touch a 1",
        "!touch b 1",
        """!press 'Don'"'"'t'""",
    ]
