"""The APL document, its data and the manifest fit one another, and what the reference says of APL.

The tables below restate the ASK pages "APL Base Component Properties", "APL Container", "APL Text", "APL Frame",
"APL ScrollView", "APL TouchWrapper" and "APL Multi-child Component Properties", as far as we use them.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

import pytest

from simulator.alexa.documents import check_render
from simulator.alexa.screen_content import content_of
from simulator.customers import KINDS, SCREEN, Device
from tests.builders import NOW, a_checkout, a_line, a_market, a_payment, a_quote
from tests.tools import ROOT
from voicetill.alexa.screens import (
    Screen,
    Screens,
    cart_screen,
    empty_cart_screen,
    offer_screen,
    receipt_screen,
)
from voicetill.alexa.speech import load_speech
from voicetill.domain.checkout_record import State
from voicetill.domain.orders import place
from voicetill.stores.markets import load_markets

Json = dict[str, Any]

FILE = ROOT / "lambda" / "voicetill" / "data" / "screens" / "till.json"
LOCALES = sorted(load_markets().locales)
SPEECH = load_speech("en-US")

BASE = {
    "type", "when", "description", "style", "inheritParentState", "role", "accessibilityLabel", "opacity",
    "width", "height", "padding", "paddingLeft", "paddingRight", "paddingTop", "paddingBottom",
    "grow", "shrink",
}  # fmt: skip
COMPONENTS: Mapping[str, set[str]] = {
    "Container": {"items", "data", "direction", "alignItems", "justifyContent"},
    "Text": {
        "text", "color", "fontSize", "fontWeight", "maxLines", "textAlign", "textAlignVertical",
    },
    "Frame": {"item", "items", "backgroundColor", "borderColor", "borderWidth", "borderRadius"},
    "ScrollView": {"item"},
    "TouchWrapper": {"item", "onPress"},
}  # fmt: skip
RESOURCES = {"description", "when", "colors", "dimensions", "strings"}
DATA: Mapping[str, str] = {"screen.lines": "line", "screen.buttons": "button", "screen.notes": "note"}

VIEWPORTS: Mapping[str, tuple[str, str, int, int, int]] = {
    "show 5": ("HUB", "RECTANGLE", 960, 480, 160),
    "show": ("HUB", "RECTANGLE", 1024, 600, 160),
    "show 8": ("HUB", "RECTANGLE", 1280, 800, 160),
    "show 15": ("HUB", "RECTANGLE", 1920, 1080, 160),
    "show 15 upright": ("HUB", "RECTANGLE", 1080, 1920, 160),
    "spot": ("HUB", "ROUND", 480, 480, 160),
    "television": ("TV", "RECTANGLE", 1920, 1080, 320),
}
each_viewport = pytest.mark.parametrize("viewport", VIEWPORTS)


def screens() -> dict[str, Screen]:
    """Every screen that there is, each with all that can stand on it."""
    lines = (a_line(quantity=2),)
    checkout, paid = a_checkout(State.AWAITING_YES), a_checkout(State.PAID)
    return {
        "cart": cart_screen(a_quote(*lines), SPEECH),
        "empty cart": empty_cart_screen("Your cart is empty.", SPEECH),
        "read-back": offer_screen(checkout, a_market(), SPEECH),
        "receipt": receipt_screen(place(paid, a_payment(paid), at=NOW), a_market(), SPEECH),
    }


each_screen = pytest.mark.parametrize("name", screens())


@cache
def document() -> Json:
    content: Json = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def a_device(viewport: str) -> Device:
    mode, shape, wide, high, dpi = VIEWPORTS[viewport]
    pixels = {"currentPixelWidth": wide, "currentPixelHeight": high}
    return Device("screen", interfaces=SCREEN, viewport={"mode": mode, "shape": shape, "dpi": dpi, **pixels})


def directive(name: str) -> Json:
    rendered: Json = Screens().directive(screens()[name], locale="en-US").to_dict()
    return {
        "type": rendered["object_type"],
        **{key: rendered[key] for key in ("token", "document", "datasources")},
    }


def components(holder: Json) -> Iterator[Json]:
    """All components in a layout or template, from the outside to the inside."""
    for member in ("item", "items"):
        listed = holder.get(member, [])
        for one in listed if isinstance(listed, list) else [listed]:
            yield one
            yield from components(one)


def holders() -> Iterator[tuple[str, Json]]:
    yield "mainTemplate", document()["mainTemplate"]
    yield from document()["layouts"].items()


def parameters(holder: Json) -> dict[str, bool]:
    """Each parameter's name, and whether it must be given."""
    named = [one if isinstance(one, dict) else {"name": one} for one in holder.get("parameters", [])]
    return {one["name"]: "default" not in one for one in named}


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inside)


def named(value: object) -> set[str]:
    """Every path that is named in the expressions in a value, such as screen.title; words in quotes are none."""
    expressions = (found for text in texts(value) for found in re.findall(r"\$\{([^{}]*)\}", text))
    bare = (re.sub(r"'[^']*'", "", expression) for expression in expressions)
    return {path for expression in bare for path in re.findall(r"@?[A-Za-z_][\w.]*", expression)}


def test_alexa_would_take_the_document() -> None:
    for name in screens():
        check_render(directive(name))


def test_it_brings_all_that_it_needs() -> None:
    known = {"type", "version", "description", "theme", "resources", "styles", "layouts", "mainTemplate"}

    assert set(document()) == known
    assert document()["theme"] == "dark"


@pytest.mark.parametrize("where", [name for name, _ in holders()])
def test_every_component_is_known_with_all_its_properties(where: str) -> None:
    layouts = document()["layouts"]
    for one in components(dict(holders())[where]):
        kind = one["type"]
        if kind in layouts:
            assert set(one) - {"type", "when"} <= set(parameters(layouts[kind])), one
            assert {name for name, needed in parameters(layouts[kind]).items() if needed} <= set(one), one
        else:
            assert set(one) <= BASE | COMPONENTS[kind], one


def test_every_layout_is_used() -> None:
    used = {one["type"] for _, holder in holders() for one in components(holder)}

    assert set(document()["layouts"]) <= used


@pytest.mark.parametrize("where", [name for name, _ in holders()])
def test_nothing_unbound_is_named(where: str) -> None:
    holder = dict(holders())[where]
    own = {"viewport", "data", *parameters(holder)}
    for path in named({key: value for key, value in holder.items() if key != "parameters"}):
        assert path.startswith("@") or path.partition(".")[0] in own, path


def test_every_resource_that_is_named_exists_and_every_one_is_used() -> None:
    blocks = document()["resources"]
    made = [set(chain.from_iterable(block[kind] for kind in RESOURCES & set(block) - {"description", "when"}))
            for block in blocks]  # fmt: skip
    alone = {text[1:] for text in texts(document()) if re.fullmatch(r"@\w+", text)}
    used = alone | {path[1:] for path in named(document()) if path.startswith("@")}

    assert all(set(block) <= RESOURCES for block in blocks)
    assert used == made[0]
    assert all(later <= made[0] for later in made[1:])


def test_every_style_that_is_named_exists() -> None:
    chosen = {word for text in texts(document()["layouts"]["Button"]) for word in re.findall(r"'(\w+)'", text)}

    assert chosen == set(document()["styles"])
    for style in document()["styles"].values():
        assert any(values.get("when") == "${state.focused}" for values in style["values"])


def test_data_repeats_only_where_there_is_some() -> None:
    """A component whose data is an empty list shows its items once, unbound (APL core library, builder)."""
    for _, holder in holders():
        for one in components(holder):
            if "data" in one:
                assert one["when"] == f"${{{one['data'][2:-1]}.length > 0}}"


def test_every_member_of_the_data_is_shown_and_none_is_missing() -> None:
    data = directive("read-back")["datasources"]["screen"]
    made = {f"screen.{name}" for name in data}
    made |= {f"line.{name}" for name in data["lines"][0]} | {f"button.{name}" for name in data["buttons"][0]}
    paths = set(chain.from_iterable(named(holder) for _, holder in holders()))
    members = {path.removesuffix(".length") for path in paths if path.startswith(("screen.", "button."))}
    members |= {path.replace("data.", "line.") for path in paths if path.startswith("data.")}

    assert members == made


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
