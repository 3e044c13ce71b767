"""What a skill shows on a screen, on the page."""

from typing import Any

from simulator.alexa.envelopes import request_in
from simulator.cloud.double import Cloud
from simulator.web.application import create_app
from simulator.web.screen import drawn_on
from simulator.web.visits import Visits
from tests.simulator.small_shop import a_response, speech

VISIT = "/visit/a-visit-with-a-screen"

DOCUMENT: dict[str, Any] = {
    "type": "APL",
    "version": "2024.3",
    "mainTemplate": {
        "parameters": ["payload"],
        "items": [
            {
                "type": "Container",
                "items": [
                    {"type": "Text", "text": "${payload.shop.title}"},
                    {"type": "Image", "source": "https://shop.example/kit.png", "accessibilityLabel": "A kit"},
                    {
                        "type": "TouchWrapper",
                        "onPress": {"type": "SendEvent", "arguments": ["buy", {"product": "green tea"}]},
                        "items": [{"type": "Text", "text": "Green tea & cake"}],
                    },
                ],
            }
        ],
    },
}


def test_a_document_is_drawn_and_can_be_touched() -> None:
    with Cloud() as cloud:
        visits = Visits(cloud)
        client = create_app(visits).test_client()
        with visits.entered(VISIT.rpartition("/")[2]) as visit:
            visit.room.handler = _shows
        for line in ("!device show", "open no nicks"):
            client.post(f"{VISIT}/tell", data={"line": line})
        drawn = client.get(VISIT).text

        client.post(f"{VISIT}/tell", data={"line": "!press Green tea '&' cake"})

        assert "Fine things" in drawn
        assert "A kit" in drawn
        assert ">Green tea &amp; cake</span>" in drawn
        assert 'value="!press Green tea &#39;&amp;&#39; cake"' in drawn
        assert "You touched green tea" in client.get(VISIT).text


def test_a_document_that_needs_amazons_layouts_is_told_one_thing_below_the_other() -> None:
    with Cloud() as cloud:
        visits = Visits(cloud)
        with visits.entered("a-visit-with-an-import") as visit:
            visit.room.handler = lambda event, context: _shows(
                event, context, {"import": [{"name": "alexa-layouts"}]}
            )
            for line in ("!device show", "open no nicks"):
                visit.tell(line)
            glass = drawn_on(visit.room)

    assert glass is not None
    assert not glass.is_close
    assert [thing.words for thing in glass.things] == ["Fine things", "A kit", "Green tea & cake"]


def _shows(event: dict[str, Any], context: object, more: dict[str, Any] | None = None) -> dict[str, Any]:
    """A skill that shows its shop, and tells what was touched."""
    request = request_in(event)
    if request["type"] == "Alexa.Presentation.APL.UserEvent":
        return a_response(outputSpeech=speech(f"You touched {request['arguments'][1]['product']}"))
    sources = {"shop": {"title": "Fine things"}}
    shown = {
        "type": "Alexa.Presentation.APL.RenderDocument",
        "token": "shop",
        "document": {**DOCUMENT, **(more or {})},
    }
    return a_response(
        outputSpeech=speech("Look here."), directives=[{**shown, "datasources": sources}], shouldEndSession=False
    )
