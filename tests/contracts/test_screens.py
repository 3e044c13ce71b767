"""Every screen on every kind of device: all of it is shown, can be read and touched, and is in the manifest."""

import json
import re
import unicodedata
from itertools import chain

import pytest

from simulator.alexa.screen_content import content_of
from simulator.customers import KINDS, Device
from tests.contracts.screens import VIEWPORTS, Json, a_device, directive, document, screens
from tests.tools import ROOT
from voicetill.alexa.speech import load_speech
from voicetill.stores.markets import load_markets

LOCALES = sorted(load_markets().locales)

each_viewport = pytest.mark.parametrize("viewport", VIEWPORTS)
each_screen = pytest.mark.parametrize("name", screens())


@each_viewport
@each_screen
def test_every_screen_shows_all_of_its_data_on_every_device(name: str, viewport: str) -> None:
    screen, sent = screens()[name], directive(name)

    shown = content_of(sent, a_device(viewport).viewport_in_document)

    wanted = [screen.title, screen.message, *chain.from_iterable(screen.lines), screen.total, *screen.notes]
    wanted += [button.label for button in screen.buttons]
    assert sorted(shown.texts) == sorted(text for text in wanted if text)
    assert [one.arguments for one in shown.touchable] == [button.arguments for button in screen.buttons]
    assert not any("${" in value or "@" in value for one in shown.walk() for _, value in one.look)


@each_viewport
def test_what_can_be_touched_is_large_enough_for_a_finger(viewport: str) -> None:
    """48 dp or more (Alexa Design Guide, "Touch")."""
    device = a_device(viewport)

    shown = content_of(directive("read-back"), device.viewport_in_document)

    for button in shown.touchable:
        (frame,) = button.inside
        assert float(re.findall(r"[\d.]+", dict(frame.look)["height"])[0]) >= 48


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "ground", 4.5),
        ("ink", "panel", 4.5),
        ("soft", "ground", 4.5),
        ("soft", "panel", 4.5),
        ("done", "ground", 4.5),
        ("strongInk", "strong", 4.5),
        ("edge", "panel", 3),
        ("focus", "panel", 3),
    ],
)
def test_it_can_be_read(ink: str, ground: str, least: float) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    colors = document()["resources"][0]["colors"]

    lighter, darker = sorted((_light(colors[ink]), _light(colors[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= least


@pytest.mark.parametrize("locale", LOCALES)
def test_the_labels_of_every_locale_fit_the_smallest_button(locale: str) -> None:
    """The round one: 280 dp inside, in bold letters of 22 dp. What is longer would be cut off."""
    speech = load_speech(locale)
    for label in ("check_out", "start_over", "yes", "no"):
        wide = sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.62 for c in speech.label(label))
        assert wide * 22 <= 280, (label, speech.label(label))


def test_the_manifest_names_every_kind_of_screen() -> None:
    manifest = json.loads((ROOT / "skill-package" / "skill.json").read_text(encoding="utf-8"))["manifest"]
    (interface,) = manifest["apis"]["custom"]["interfaces"]

    assert interface["type"] == "ALEXA_PRESENTATION_APL"
    for device in [*map(a_device, VIEWPORTS), *(Device.of_kind(kind) for kind in KINDS if KINDS[kind].viewport)]:
        assert any(_takes(supported, device) for supported in interface["supportedViewports"]), device


def _takes(supported: Json, device: Device) -> bool:
    assert device.viewport is not None
    size = device.viewport_in_document
    return (
        (supported["mode"], supported["shape"]) == (device.viewport["mode"], device.viewport["shape"])
        and supported["minWidth"] <= size["width"] <= supported["maxWidth"]
        and supported["minHeight"] <= size["height"] <= supported["maxHeight"]
    )


def _light(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
