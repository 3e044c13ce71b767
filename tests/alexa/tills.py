"""A whole till behind its door, with memory in place of the cloud; and a customer who talks to it."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.alexa.envelopes import PERMISSION, SKILL_ID, USER_ID, Json, an_answer, an_intent, changed, recorded
from tests.fakes.addresses import AddressBook
from tests.fakes.clock import FixedClock
from tests.fakes.ids import CountedIds
from tests.fakes.ledger import MemoryLedger
from tests.fakes.shop import Shelf
from voicetill.alexa.armour import LambdaHandler
from voicetill.domain.orders import Order
from voicetill.settings.skill import SkillSettings, read_settings
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets
from voicetill.wiring.till import open_till

CUSTOMER_ID = sha256(USER_ID.encode()).hexdigest()[:32]
RENDER = "Alexa.Presentation.APL.RenderDocument"
ENVIRONMENT: Mapping[str, str] = {
    "SKILL_ID": SKILL_ID,
    "SELLER_ID": "A1NONICKSSELLER",
    "SANDBOX_MODE": "true",
    "SANDBOX_CUSTOMER_EMAIL": "buyer@nonicks.example",
    "TABLE_NAME": "till",
}


def settings(**changes: str) -> SkillSettings:
    return read_settings({**ENVIRONMENT, **changes})


@dataclass
class Till:
    """What Lambda calls, and what stands behind it."""

    handler: LambdaHandler
    ledger: MemoryLedger
    shelf: Shelf
    clock: FixedClock
    addresses: AddressBook

    def answer(self, envelope: object) -> Json:
        return self.handler(envelope, None)

    @property
    def orders(self) -> Sequence[Order]:
        """The orders of whoever the recordings are of."""
        return self.ledger.drawer(CUSTOMER_ID).orders


def a_till(
    *, files: Mapping[str, str] | None = None, ledger: MemoryLedger | None = None, **variables: str
) -> Till:
    """A till over the shipped files; `files` stand in for some of them, `variables` for some settings."""
    ledger, clock, addresses = ledger or MemoryLedger(), FixedClock(), AddressBook()
    given = files or {}
    markets = load_markets(given.get("markets.toml"))
    shelf = Shelf(load_catalogue(markets.markets, given.get("catalogue.toml")).products)
    handler = open_till(
        settings(**variables),
        files=given,
        markets=markets,
        catalogue=shelf,
        ledger=ledger,
        journal=ledger.journal,
        addresses=addresses,
        clock=clock,
        new_id=CountedIds(),
    )
    return Till(handler, ledger, shelf, clock, addresses)


@dataclass(frozen=True)
class Turn:
    """One answer of the till."""

    whole: Json

    @property
    def response(self) -> Json:
        response: Json = self.whole["response"]
        return response

    @property
    def speech(self) -> str:
        return _said(self.response.get("outputSpeech"))

    @property
    def heard(self) -> str:
        """The speech without the marks that steer the voice."""
        return re.sub(r"</?say-as[^>]*>", "", self.speech)

    @property
    def reprompt(self) -> str:
        return _said(self.response.get("reprompt", {}).get("outputSpeech"))

    @property
    def card(self) -> Json:
        card: Json = self.response.get("card", {})
        return card

    @property
    def directives(self) -> list[Json]:
        """What was sent, but for what is shown."""
        return [directive for directive in self._sent if directive["type"] != RENDER]

    @property
    def screen(self) -> Json:
        """What is shown; nothing where the screen is left alone."""
        shown = [directive for directive in self._sent if directive["type"] == RENDER]
        return shown[0] if shown else {}

    @property
    def _sent(self) -> list[Json]:
        sent: list[Json] = self.response.get("directives", [])
        return sent

    @property
    def directive(self) -> Json:
        (directive,) = self.directives
        return directive

    @property
    def waits(self) -> bool:
        return self.response.get("shouldEndSession") is False

    @property
    def attributes(self) -> Json:
        attributes: Json = self.whole.get("sessionAttributes") or {}
        return attributes


@dataclass
class Customer:
    """Somebody at a device: keeps the session's attributes from turn to turn, as Alexa does."""

    till: Till
    permission: str | None = "GRANTED"
    locale: str = "en-US"
    attributes: Json = field(default_factory=dict)

    def opens(self) -> Turn:
        self.attributes = {}
        return self.sends(recorded("launch"))

    def says(self, intent: str, **slots: Json | str | None) -> Turn:
        return self.sends(an_intent(intent, **slots))

    def sends(self, envelope: Json) -> Turn:
        """Send an envelope as this customer, in this customer's session."""
        sent = changed(envelope, "request.locale", self.locale)
        status = {} if self.permission is None else {"status": self.permission}
        sent = changed(sent, PERMISSION, status)
        sent = changed(sent, "session.attributes", self.attributes)
        turn = Turn(self.till.answer(sent))
        self.attributes = turn.attributes if turn.waits else {}
        return turn

    def sets_up(self, asked: Turn, **details: object) -> Turn:
        """Let Amazon Pay answer a Setup: the agreement is open, the address is in Cupertino."""
        answer = recorded("setup_open", "amazon_pay")["payload"]
        answer["billingAgreementDetails"] |= details
        if not asked.directive["payload"]["needAmazonShippingAddress"]:
            answer["billingAgreementDetails"].pop("destination")
        return self.sends(an_answer("Setup", asked.directive["token"], answer))

    def pays(self, asked: Turn) -> Turn:
        """Let Amazon Pay answer a Charge: the money was taken."""
        return self.sends(paid(asked))


def paid(asked: Turn) -> Json:
    """The answer to a Charge that took the money."""
    charge = asked.directive["payload"]["authorizeAttributes"]
    amount = {name: charge["authorizationAmount"][name] for name in ("amount", "currencyCode")}
    answer: Any = recorded("charge_paid", "amazon_pay")["payload"]
    answer["authorizationDetails"] |= {
        "authorizationReferenceId": charge["authorizationReferenceId"],
        "authorizationAmount": amount,
        "capturedAmount": amount,
    }
    return an_answer("Charge", asked.directive["token"], answer)


def _said(output: Json | None) -> str:
    """What is heard of it; of our own sentences none holds a mark."""
    return html.unescape(output["ssml"].removeprefix("<speak>").removesuffix("</speak>")) if output else ""
