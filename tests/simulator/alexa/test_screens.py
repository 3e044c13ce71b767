"""Screens: what is shown stays, is touched, and keeps a session open without a microphone."""

from typing import Any

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.sessions import Alexa, NobodyListens
from simulator.customers import KINDS, Customer, Device, Speaker
from tests.simulator.small_shop import a_directive, a_model, a_response, a_setup

SHOW = Speaker(Customer("ann"), Device.of_kind("show"))
KITCHEN = Speaker(SHOW.customer, Device("kitchen"))
DOCUMENT = {"type": "APL", "version": "2024.3", "mainTemplate": {"items": []}}
RENDER = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "shop", "document": DOCUMENT}
SETUP = a_directive("Setup", a_setup())


@pytest.fixture
def alexa() -> Alexa:
    return Alexa(Envelopes("skill-1"), {"en-US": a_model()})


def launch(alexa: Alexa, speaker: Speaker = SHOW, **body: object) -> dict[str, Any]:
    request = alexa.hear(speaker, "open tea corner")
    alexa.take(speaker, request, a_response(**body))
    return request


@pytest.mark.parametrize("kind", KINDS)
def test_a_device_tells_whether_it_has_a_screen(alexa: Alexa, kind: str) -> None:
    device = Device.of_kind(kind)

    context = alexa.hear(Speaker(SHOW.customer, device), "open tea corner")["context"]

    interfaces = context["System"]["device"]["supportedInterfaces"]
    assert ("Alexa.Presentation.APL" in interfaces) is device.has_screen
    assert context.get("Viewport") == device.viewport


def test_what_is_shown_stays_until_the_session_ends(alexa: Alexa) -> None:
    launch(alexa, directives=[RENDER], shouldEndSession=False)
    alexa.take(SHOW, alexa.hear(SHOW, "green tea"), a_response(shouldEndSession=False))
    assert alexa.on_screen(SHOW) == RENDER

    alexa.take(SHOW, alexa.hear(SHOW, "green tea"), a_response(shouldEndSession=True))

    assert alexa.on_screen(SHOW) is None


def test_a_touch_goes_on_in_the_session_with_the_documents_token(alexa: Alexa) -> None:
    first = launch(alexa, directives=[RENDER], shouldEndSession=False)

    touch = alexa.touch(SHOW, ["buy", {"product": "green_tea"}])

    assert touch["session"]["sessionId"] == first["session"]["sessionId"]
    assert touch["request"]["type"] == "Alexa.Presentation.APL.UserEvent"
    assert touch["request"]["arguments"] == ["buy", {"product": "green_tea"}]
    assert touch["request"]["token"] == "shop"


def test_a_device_without_a_screen_is_not_touched(alexa: Alexa) -> None:
    launch(alexa, KITCHEN, shouldEndSession=False)

    with pytest.raises(NobodyListens, match="'kitchen' has no screen to touch"):
        alexa.touch(KITCHEN, ["buy"])


def test_a_document_keeps_a_session_that_the_response_left_to_the_device(alexa: Alexa) -> None:
    launch(alexa, directives=[RENDER])

    assert alexa.listens(SHOW)
    assert isinstance(alexa.silence(SHOW), dict)


@pytest.mark.parametrize(
    ("speaker", "body"),
    [
        (SHOW, {}),
        (KITCHEN, {}),
        (SHOW, {"directives": [RENDER], "shouldEndSession": True}),
        (SHOW, {"directives": [RENDER, SETUP]}),
    ],
)
def test_otherwise_it_ends(alexa: Alexa, speaker: Speaker, body: dict[str, Any]) -> None:
    launch(alexa, speaker, **body)

    assert not alexa.listens(speaker)
