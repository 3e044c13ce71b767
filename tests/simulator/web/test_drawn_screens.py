"""Cart, read-back and receipt as the devices draw them: all in sight, nothing cut off, and touched."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.simulator.web.visitor import Visitor
from voicetill.stores.markets import load_markets

Windows = Callable[..., Visitor]

DEVICES = {"show": (1280, 800), "spot": (480, 480), "tv": (960, 540)}

FAULTS = """() => {
  const glass = document.querySelector('.glass').getBoundingClientRect();
  const radius = document.querySelector('.glass.round') ? glass.width / 2 : 0;
  const outside = ([x, y]) => radius
    ? Math.hypot(x - glass.left - radius, y - glass.top - radius) > radius
    : x < glass.left || x > glass.right || y < glass.top || y > glass.bottom;
  const faults = [];
  for (const one of document.querySelectorAll('.shown .text, .shown .touch > .box')) {
    if (one.closest('[tabindex]')) continue;
    if (one.scrollWidth > one.clientWidth + 1) faults.push('cut off: ' + one.textContent);
    const words = document.createRange();
    words.selectNodeContents(one);
    const box = (one.matches('.box') ? one : words).getBoundingClientRect();
    const curve = one.matches('.box') ? box.height / 2 : 0;
    const edge = [
      [box.left + curve, box.top], [box.right - curve, box.top], [box.left, box.top + curve],
      [box.left + curve, box.bottom], [box.right - curve, box.bottom], [box.right, box.top + curve],
    ];
    if (edge.some(outside)) faults.push('out of sight: ' + one.textContent);
  }
  return faults;
}"""
"""What of the fixed parts of a screen does not fit; what lies in a list can be scrolled."""


@pytest.mark.parametrize("device", DEVICES)
def test_a_purchase_by_touch_is_drawn_whole_at_every_step(window: Windows, device: str) -> None:
    """The pictures go where VOICETILL_SCREENS says."""
    page = _screen(window, device, "open no nicks", "a starter kit", "two refill packs", "what is in my cart")

    _check(page, device, "cart")
    _touch(page, page.get_by_role("button", name="Check out"))
    expect(page.get_by_text("Your order")).to_be_visible()
    _check(page, device, "read-back")
    _touch(page, page.get_by_role("button", name="Place the order"))
    expect(page.get_by_text("Order placed")).to_be_visible()
    _check(page, device, "receipt")
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_long_cart_scrolls_and_its_buttons_stay(window: Windows) -> None:
    page = _screen(window, "spot", "open no nicks", "a starter kit", "two refill packs", "a barber voucher")

    _check(page, "spot")
    place = page.get_by_text("Sold by: No Nicks")
    place.scroll_into_view_if_needed()
    expect(place).to_be_in_viewport()
    expect(page.get_by_role("button", name="Place the order")).to_be_in_viewport()


def test_every_language_fits_the_smallest_screen(window: Windows) -> None:
    device = "spot"
    page = _screen(window, device)
    home = page.url.removesuffix("/screen")
    for locale in sorted(load_markets().locales):
        page.goto(home)
        for line in (f"!device {locale} {device} {locale}", "!intent BuyIntent product=starter_kit"):
            page.get_by_label("Say something").fill(line)
            page.get_by_label("Say something").press("Enter")
            expect(page.locator("body:not([aria-busy])")).to_be_attached()
        page.goto(f"{home}/screen")
        _check(page, device)
        _touch(page, page.get_by_role("button").last)
        _check(page, device)


def test_a_speaker_has_no_screen_to_look_at(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.page.url}/screen")

    expect(visitor.page.get_by_label("Say something")).to_be_visible()


def _screen(window: Windows, device: str, *words: str) -> Page:
    """The screen of a device alone, after these words."""
    width, height = DEVICES[device]
    visitor = window(viewport={"width": width + 80, "height": height + 120})
    visitor.arrive()
    visitor.say(f"!device kitchen {device}", *words)
    visitor.page.goto(f"{visitor.page.url}/screen")
    return visitor.page


def _touch(page: Page, button: Locator) -> None:
    """Press a button, and wait until what comes next is there with its styles."""
    with page.expect_navigation(wait_until="load"):
        button.click()


def _check(page: Page, device: str, name: str = "") -> None:
    glass = page.locator(".glass")
    box: Any = glass.bounding_box()
    assert (round(box["width"]), round(box["height"])) == DEVICES[device]
    assert page.evaluate(FAULTS) == []
    folder = os.environ.get("VOICETILL_SCREENS")
    if folder and name:
        page.mouse.move(0, 0)
        Path(folder, f"{name}-{device}.png").write_bytes(glass.screenshot(animations="disabled"))
