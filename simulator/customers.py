"""Who speaks, and through what: customers, their consent, and the devices in their homes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

AUTOPAY_SCOPE = "payments:autopay_consent"
"""The permission that a customer gives in the Alexa app before a skill may use Amazon Pay."""

OTHER_SCOPE = "alexa::profile:email:read"
"""A permission that has nothing to do with payments."""

SCREEN: Mapping[str, Any] = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
"""What a device with a screen says it supports; a speaker supports nothing beyond the voice."""


DPI_OF_DP = 160
"""How many of APL's display-independent pixels an inch has."""

FIRST_LOCALE = "en-US"
"""The language of a device of which nothing else is said."""


class Consent(StrEnum):
    """What the Alexa app says about the permission.

    ABSENT is a customer who was never asked for anything; OTHERS one who granted something else only.
    """

    GRANTED = "granted"
    DENIED = "denied"
    ABSENT = "absent"
    OTHERS = "others"


@dataclass
class Customer:
    """One Alexa account; consent and voice purchasing change in the app, between two requests.

    `returns` counts how often the skill was disabled: whoever enables it again is somebody new to it.
    """

    name: str
    consent: Consent = Consent.GRANTED
    voice_purchasing: bool = True
    returns: int = 0

    @property
    def user_id(self) -> str:
        """The id that the skill sees: the same until it is disabled, and nothing of the name in it."""
        name = f"{self.name}/{self.returns}" if self.returns else self.name
        return f"amzn1.ask.account.{_opaque(name, 'account')}"

    @property
    def amazon_id(self) -> str:
        """Their account at Amazon, which no skill sees: the same for good."""
        return f"amzn1.ask.account.{_opaque(self.name, 'account')}"

    def permissions(self) -> dict[str, Any] | None:
        """The `permissions` member of `user`; None is how Alexa writes "never asked": it leaves it out."""
        if self.consent is Consent.ABSENT:
            return None
        scopes = {OTHER_SCOPE: "GRANTED"} if self.consent is Consent.OTHERS else {AUTOPAY_SCOPE: self.consent.name}
        return {
            "consentToken": f"consent.{_opaque(self.name, 'consent')}",
            "scopes": {scope: {"status": status} for scope, status in scopes.items()},
        }


@dataclass(frozen=True)
class Kind:
    """A kind of device: what it supports, and how its screen is built, if it has one."""

    name: str
    interfaces: Mapping[str, Any] = field(default_factory=dict)
    viewport: Mapping[str, Any] | None = None


def _screen(mode: str, shape: str, width: int, height: int, *, touch: bool = True) -> dict[str, Any]:
    """The `Viewport` of a context, in pixels (ASK "Viewport Characteristics")."""
    return {
        "mode": mode,
        "shape": shape,
        "pixelWidth": width,
        "pixelHeight": height,
        "currentPixelWidth": width,
        "currentPixelHeight": height,
        "dpi": 160 if mode == "HUB" else 320,
        **({"touch": ["SINGLE"]} if touch else {}),
    }


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("speaker"),
            Kind("show", SCREEN, _screen("HUB", "RECTANGLE", 1280, 800)),
            Kind("spot", SCREEN, _screen("HUB", "ROUND", 480, 480)),
            Kind("tv", SCREEN, _screen("TV", "RECTANGLE", 1920, 1080, touch=False)),
        )
    }
)
"""The kinds of device that a tester can choose, by name."""


@dataclass(frozen=True)
class Device:
    """One Echo: the language it listens in and what it can do."""

    name: str
    locale: str = FIRST_LOCALE
    interfaces: Mapping[str, Any] = field(default_factory=dict)
    viewport: Mapping[str, Any] | None = None

    @classmethod
    def of_kind(cls, kind: str, *, name: str | None = None, locale: str = FIRST_LOCALE) -> Self:
        """A device of a kind in `KINDS`; it bears the kind's name if it has none of its own."""
        known = KINDS[kind]
        return cls(name or kind, locale=locale, interfaces=known.interfaces, viewport=known.viewport)

    @property
    def viewport_in_document(self) -> dict[str, Any]:
        """The viewport as a document sees it: in dp, of which an inch has 160 (ASK "Viewport Object")."""
        if self.viewport is None:
            return {}
        wide, high, dpi = (self.viewport[name] for name in ("currentPixelWidth", "currentPixelHeight", "dpi"))
        return {
            "width": wide * DPI_OF_DP // dpi,
            "height": high * DPI_OF_DP // dpi,
            "pixelWidth": wide,
            "pixelHeight": high,
            "dpi": dpi,
            "shape": self.viewport["shape"].lower(),
            "mode": self.viewport["mode"].lower(),
            "theme": "dark",
        }

    @property
    def has_screen(self) -> bool:
        """Whether the skill may send a document to show."""
        return "Alexa.Presentation.APL" in self.interfaces

    @property
    def device_id(self) -> str:
        """The id that the skill sees."""
        return f"amzn1.ask.device.{_opaque(self.name, 'device')}"


@dataclass(frozen=True)
class Speaker:
    """A customer in front of a device. Alexa keeps one session for each such pair."""

    customer: Customer
    device: Device

    @property
    def key(self) -> tuple[str, str]:
        """What tells this pair from all others."""
        return self.customer.user_id, self.device.device_id


def _opaque(name: str, kind: str) -> str:
    """Stable for a name, so that two runs of a script meet the same customer."""
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:26].upper()
