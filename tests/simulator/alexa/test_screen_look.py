"""How a document looks on a device: resources, styles and lengths become what a browser can draw."""

from typing import Any

import pytest

from simulator.alexa.screen_content import Shown, content_of
from simulator.customers import Device


def shown(component: dict[str, Any], device: str = "show", **document: Any) -> Shown:
    template = {"parameters": ["payload"], "items": [component]}
    whole = {"type": "APL", "version": "2024.3", "mainTemplate": template, **document}
    (first,) = content_of({"document": whole}, Device.of_kind(device).viewport_in_document).inside
    return first


def look(component: dict[str, Any], device: str = "show", **document: Any) -> dict[str, str]:
    return dict(shown(component, device, **document).look)


@pytest.mark.parametrize(
    ("device", "seen"),
    [
        ("show", {"width": 1280, "height": 800, "shape": "rectangle", "mode": "hub"}),
        ("spot", {"width": 480, "height": 480, "shape": "round", "mode": "hub"}),
        ("tv", {"width": 960, "height": 540, "shape": "rectangle", "mode": "tv"}),
    ],
)
def test_a_document_sees_a_device_in_dp(device: str, seen: dict[str, Any]) -> None:
    viewport = Device.of_kind(device).viewport_in_document

    assert seen.items() <= viewport.items()


def test_a_speaker_has_no_viewport() -> None:
    assert Device.of_kind("speaker").viewport_in_document == {}


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        (12, "calc(12 * var(--dp))"),
        ("12dp", "calc(12 * var(--dp))"),
        ("50vw", "calc(480 * var(--dp))"),
        ("10vh", "calc(54 * var(--dp))"),
        ("20px", "calc(10 * var(--dp))"),
        ("50%", "50%"),
        ("auto", "auto"),
    ],
)
def test_lengths_are_shares_of_the_device(written: object, drawn: str) -> None:
    assert look({"type": "Frame", "width": written}, "tv")["width"] == drawn


@pytest.mark.parametrize(
    "written", ["red;position:fixed", "url(https://x.example)", "expression(1)", True, ["1dp"], {}]
)
def test_what_is_no_length_or_colour_is_left_out(written: object) -> None:
    assert look({"type": "Frame", "width": written, "backgroundColor": written, "padding": "1dp"}) == {
        "padding": "calc(1 * var(--dp))"
    }


def test_the_last_resource_that_holds_counts() -> None:
    resources = [
        {"colors": {"ink": "#fff"}, "dimensions": {"size": "20dp"}},
        {"when": "${viewport.shape == 'round'}", "dimensions": {"size": "30dp"}},
    ]
    text = {"type": "Text", "text": "tea", "color": "@ink", "fontSize": "@size"}

    assert look(text, "show", resources=resources)["font-size"] == "calc(20 * var(--dp))"
    assert look(text, "spot", resources=resources)["font-size"] == "calc(30 * var(--dp))"
    assert look(text, "spot", resources=resources)["color"] == "#fff"


def test_a_style_gives_what_the_component_does_not_say() -> None:
    styles = {
        "plain": {"value": {"borderColor": "gray", "opacity": 0.5}},
        "button": {
            "extends": "plain",
            "values": [{"borderWidth": 2}, {"when": "${state.focused}", "borderWidth": 6}],
        },
    }

    drawn = look({"type": "Frame", "style": "button", "opacity": 1}, styles=styles)

    assert drawn == {"border-color": "gray", "border-width": "calc(2 * var(--dp))", "opacity": "1"}


def test_a_style_that_extends_itself_comes_to_an_end() -> None:
    assert look({"type": "Frame", "style": "a", "opacity": 1}, styles={"a": {"extends": "a"}}) == {"opacity": "1"}


def test_containers_are_flexible_boxes() -> None:
    row = {"type": "Container", "direction": "row", "justifyContent": "spaceBetween", "items": [
        {"type": "Text", "text": "tea", "grow": 1, "textAlign": "center", "fontWeight": "bold", "maxLines": 1},
    ]}  # fmt: skip

    drawn = shown(row)

    assert dict(drawn.look) == {"display": "flex", "flex-direction": "row", "justify-content": "space-between"}
    text = dict(drawn.inside[0].look)
    assert text["flex-grow"] == "1"
    assert text["font-weight"] == "700"
    assert text["white-space"] == "nowrap"
    assert text["text-align"] == "center"


def test_what_scrolls_says_so() -> None:
    assert look({"type": "ScrollView", "item": {"type": "Text", "text": "long"}})["overflow"] == "auto"


def test_without_a_device_nothing_has_a_look() -> None:
    document = {"mainTemplate": {"items": [{"type": "Text", "text": "tea", "color": "#fff"}]}}

    assert content_of({"document": document}).inside == (Shown("text", "tea"),)
