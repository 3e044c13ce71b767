"""Who speaks, and through what: customers, their consent, and the devices in their homes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

AUTOPAY_SCOPE = "payments:autopay_consent"
"""The permission that a customer gives in the Alexa app before a skill may use Amazon Pay."""

SCREEN: Mapping[str, Any] = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
"""What a device with a screen says it supports; a speaker supports nothing beyond the voice."""


class Consent(StrEnum):
    """What the Alexa app says about the permission; ABSENT is a customer who was never asked."""

    GRANTED = "granted"
    DENIED = "denied"
    ABSENT = "absent"


@dataclass
class Customer:
    """One Alexa account. Consent changes in the app, between two requests, so it can be set."""

    name: str
    consent: Consent = Consent.GRANTED

    @property
    def user_id(self) -> str:
        """The id that the skill sees: the same in every session, and nothing of the name in it."""
        return f"amzn1.ask.account.{_opaque(self.name, 'account')}"

    def permissions(self) -> dict[str, Any] | None:
        """The `permissions` member of `user`; None is how Alexa writes "never asked": it leaves it out."""
        if self.consent is Consent.ABSENT:
            return None
        return {
            "consentToken": f"consent.{_opaque(self.name, 'consent')}",
            "scopes": {AUTOPAY_SCOPE: {"status": self.consent.name}},
        }


@dataclass(frozen=True)
class Device:
    """One Echo: the language it listens in and what it can do."""

    name: str
    locale: str = "en-US"
    interfaces: Mapping[str, Any] = field(default_factory=dict)

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
