"""The page for everybody: by keyboard alone, on a phone, in dark and light, and to a screen reader."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import tools
from tests.simulator.web.visitor import Visitor

Windows = Callable[..., Visitor]
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def test_a_purchase_by_keyboard_alone(visitor: Visitor) -> None:
    keys = visitor.page.keyboard
    keys.press("Tab")
    expect(visitor.page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    keys.press("Enter")

    for line in ("open no nicks", "a starter kit", "yes"):
        visitor.page.get_by_label("Say something").focus()
        keys.type(line)
        keys.press("Enter")
        visitor.wait()

    visitor.charged("9.00 USD")
    expect(visitor.page.get_by_label("Say something")).to_be_focused()


def test_suggestions_are_reached_and_pressed_by_keyboard(visitor: Visitor) -> None:
    for name in ("open no nicks", "a starter kit", "yes"):
        visitor.page.get_by_label("Say something").focus()
        chip = visitor.page.get_by_role("button", name=name, exact=True)
        for _ in range(12):
            visitor.page.keyboard.press("Shift+Tab")
            if chip.evaluate("chip => chip === document.activeElement"):
                break
        visitor.page.keyboard.press("Enter")
        visitor.wait()

    visitor.charged("9.00 USD")


def test_the_keyboard_reaches_every_control_and_the_end(visitor: Visitor) -> None:
    visitor.buys()
    visitor.page.get_by_role("link", name="Skip to the conversation").focus()
    seen: list[str] = []
    for _ in range(90):
        visitor.page.keyboard.press("Tab")
        seen.append(visitor.page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if seen[-1] == "script-file":
            break

    assert {"customer", "consent", "outcome", "trouble", "say", "redeliver", "script-text"} < set(seen)
    assert seen[-1] == "script-file"


def test_arrow_keys_pass_over_choices_without_making_them(visitor: Visitor) -> None:
    consent = visitor.page.get_by_label("Consent", exact=True)
    consent.focus()
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("ArrowDown")
    expect(visitor.said()).to_have_count(0)

    visitor.page.keyboard.press("Tab")
    visitor.wait()

    expect(visitor.said()).to_have_count(1)
    visitor.read("consent to Amazon Pay: absent")


def test_what_is_said_is_announced(visitor: Visitor) -> None:
    visitor.press("open no nicks")

    expect(visitor.page.locator("#announcer[aria-live=polite]")).to_contain_text("Welcome to No Nicks")


def test_no_width_needs_sideways_scrolling(window: Windows) -> None:
    visitor = window(**PHONE)
    visitor.arrive()
    visitor.buys()

    visitor.open_everything()

    for width in (320, 360, 414, 640, 768, 1024, 1119, 1120, 1280, 1920):
        visitor.page.set_viewport_size({"width": width, "height": 740})
        assert visitor.page.evaluate("document.documentElement.scrollWidth") == width
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.page.get_by_role("navigation").get_by_role("link", name="Alexa app").click()
    expect(visitor.page.locator("#cards")).to_be_in_viewport()


def test_a_phone_shows_a_newcomer_where_to_begin(window: Windows) -> None:
    visitor = window(**PHONE)
    visitor.arrive()

    for begin in (
        visitor.page.locator(".welcome .lead"),
        visitor.page.get_by_role("button", name="open no nicks"),
    ):
        expect(begin).to_be_in_viewport(ratio=1)
    visitor.buys()
    expect(visitor.said().last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("options", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(window: Windows, options: dict[str, Any], scheme: str) -> None:
    visitor = window(color_scheme=scheme, **options)
    visitor.arrive()
    found = _violations(visitor)

    visitor.say("!consent absent", "open no nicks", "a starter kit", "!consent granted", "hello", "!foo")
    visitor.say("> order placed", "!pay declined-invalid-payment-method-hard", "open no nicks", "yes", "yes")
    found += _violations(visitor)
    visitor.say(
        "!wallet repair", "open no nicks", "yes", "!pay late", "yes", "!device show", "!voice-purchasing off"
    )
    visitor.open_everything()
    found += _violations(visitor)
    visitor.page.get_by_label("Lines").fill("!foo")
    visitor.press("Play these lines")
    found += _violations(visitor)

    assert found == []


def test_the_error_page_is_plain_and_accessible(window: Windows) -> None:
    visitor = window()
    visitor.page.goto(f"{visitor.endpoint}/nowhere")

    expect(visitor.page.get_by_role("heading")).to_have_text("That did not work")
    assert _violations(visitor) == []


@pytest.mark.parametrize("device", ["show", "spot", "tv"])
def test_axe_finds_nothing_on_a_devices_screen(window: Windows, device: str) -> None:
    visitor = window(**WIDE)
    visitor.arrive()
    visitor.say(f"!device kitchen {device}", "open no nicks", "a starter kit")

    beside = _violations(visitor)
    visitor.page.goto(f"{visitor.page.url}/screen")
    alone = _violations(visitor)

    assert beside + alone == []


def test_the_screenshot_of_the_readme(window: Windows) -> None:
    """Draws the page after a purchase where VOICETILL_SCREENSHOT says."""
    path = os.environ.get("VOICETILL_SCREENSHOT")
    visitor = window(color_scheme=os.environ.get("VOICETILL_SCREENSHOT_SCHEME", "light"), **WIDE)
    visitor.arrive()
    visitor.buys()
    visitor.page.evaluate("document.activeElement.blur()")

    picture = visitor.page.screenshot(animations="disabled")

    assert picture.startswith(b"\x89PNG")
    if path:
        Path(path).write_bytes(picture)


def _violations(visitor: Visitor) -> list[str]:
    visitor.page.evaluate(tools.axe())
    # Under the bar that stays on top, everything is too small to be hit.
    visitor.page.evaluate("scrollTo(0, 0)")
    result: dict[str, Any] = visitor.page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
