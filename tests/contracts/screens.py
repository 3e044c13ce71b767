"""Every screen that there is, and every kind of device that it is shown on."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from simulator.customers import SCREEN, Device
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

Json = dict[str, Any]

FILE = ROOT / "lambda" / "voicetill" / "data" / "screens" / "till.json"
SPEECH = load_speech("en-US")

VIEWPORTS: Mapping[str, tuple[str, str, int, int, int]] = {
    "show 5": ("HUB", "RECTANGLE", 960, 480, 160),
    "show": ("HUB", "RECTANGLE", 1024, 600, 160),
    "show 8": ("HUB", "RECTANGLE", 1280, 800, 160),
    "show 15": ("HUB", "RECTANGLE", 1920, 1080, 160),
    "show 15 upright": ("HUB", "RECTANGLE", 1080, 1920, 160),
    "spot": ("HUB", "ROUND", 480, 480, 160),
    "television": ("TV", "RECTANGLE", 1920, 1080, 320),
}


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
