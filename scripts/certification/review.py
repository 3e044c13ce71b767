"""A reviewer at an Echo: talks to the real skill in one locale, and looks at what it answers.

What the customer says is meant by intent, so that no phrase is needed for any language.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from scripts.certification.submission import Submission
from scripts.documents import text
from scripts.languages.language import find_language
from scripts.utterances import Listener
from simulator.amazon_pay.ledger import Charged
from simulator.language.invocation import CallSigns
from simulator.stage.turns import Turn
from simulator.testing import Reply, Shop
from voicetill.domain.markets import Market
from voicetill.domain.money import Money, from_decimal_string
from voicetill.domain.products import Product

MOST_TURNS = 4
"""So often a customer says yes until an order is placed; a skill that wants more is not what was asked for."""

YES = "AMAZON.YesIntent"


class OpenShop(Protocol):
    """Opens the submitted skill for one locale's review."""

    def __call__(self, submission: Submission, locale: str) -> AbstractContextManager[Shop]:
        """Open it until the block ends."""


@dataclass(frozen=True)
class Purchase:
    """One order from the first word on: its turns, and what Amazon Pay was asked for and charged."""

    turns: tuple[Turn, ...]
    charged: tuple[Charged, ...]

    @property
    def charge(self) -> Mapping[str, Any] | None:
        """The first Charge as it was sent; None if none was."""
        return next(self._charges(), None)

    @property
    def agreed(self) -> Turn | None:
        """What the customer said last before the Charge left."""
        return next((turn for turn in reversed(self._before_charge()) if turn.utterance is not None), None)

    @property
    def read_back(self) -> str:
        """What was said last before that; empty if nothing was."""
        turns, agreed = self._before_charge(), self.agreed
        before = turns[: turns.index(agreed)] if agreed else ()
        return next((turn.speech for turn in reversed(before) if turn.speech), "")

    @property
    def destination(self) -> Mapping[str, str]:
        """Where Amazon Pay said that the goods go; empty if it was not asked."""
        for turn in self.turns:
            request = turn.request["request"]
            if request["type"] == "Connections.Response" and request.get("name") == "Setup":
                details = request.get("payload", {}).get("billingAgreementDetails", {})
                found: Mapping[str, str] = details.get("destination", {})
                return found
        return {}

    @property
    def after_charge(self) -> tuple[Turn, ...]:
        """What followed the Charge."""
        return self.turns[len(self._before_charge()) :]

    def _before_charge(self) -> tuple[Turn, ...]:
        """Everything up to the turn that sent the Charge; all, if none did."""
        for place, turn in enumerate(self.turns):
            if any(directive.get("name") == "Charge" for directive in turn.directives):
                return self.turns[: place + 1]
        return self.turns

    def _charges(self) -> Iterator[Mapping[str, Any]]:
        for turn in self.turns:
            yield from (each for each in turn.directives if each.get("name") == "Charge")


class Review:
    """One locale's review."""

    def __init__(self, shop: Shop, submission: Submission, locale: str, market: Market) -> None:
        self.shop = shop
        self.locale = locale
        self.market = market
        self.page = dict(submission.package.pages)[locale]
        self.speech = submission.speeches[locale]
        self.offers = submission.offers_in(locale, market)
        self._model = submission.package.models[locale]
        self._name = text(self._model, "interactionModel", "languageModel", "invocationName")

    @property
    def first_offer(self) -> Product:
        """What a review buys where it does not matter what: something to deliver, if there is such a thing."""
        return next((product for product in self.offers if product.needs_delivery), self.offers[0])

    def meet(self, customer: str) -> None:
        """Let a customer come whom this review has not seen yet, who lives where the market delivers."""
        self.shop.switch_to(customer=f"{self.locale}-{customer}", device=self.locale, locale=self.locale)
        self.shop.address(countryCode=self._country)

    def open(self) -> Reply:
        """The customer opens the skill; from an open session they walk away first."""
        if self.shop.listening:
            self.shop.leave()
        return self.shop.say(CallSigns(self._name, locale=self.locale).launch)

    def mean(self, intent: str, **slots: str) -> Reply:
        """The customer means an intent, in a session that is open."""
        if not self.shop.listening:
            self.open()
        return self.shop.intend(intent, **slots)

    def buy(self, product: Product) -> Purchase:
        """The customer opens the skill, asks for a product, and says yes until it is charged."""
        before = len(self.shop.ledger.charges)
        turns = [*self.open().turns, *self.mean("BuyIntent", product=product.id).turns]
        while self.shop.listening and len(turns) < 2 * MOST_TURNS and not _asks_for_charge(turns):
            turns += self.shop.intend(YES).turns
        return Purchase(tuple(turns), tuple(self.shop.ledger.charges[before:]))

    def ask(self, product: Product) -> Reply:
        """The customer opens the skill, asks for a product, and says yes as long as no money is asked for."""
        self.open()
        reply = self.mean("BuyIntent", product=product.id)
        while self.shop.listening and len(reply.turns) < MOST_TURNS and "Charge" not in reply.sent:
            more = self.shop.intend(YES)
            reply = Reply((*reply.turns, *more.turns), f"{reply.speech} {more.speech}")
        return reply

    @cached_property
    def not_understood(self) -> str:
        """What the skill says to words that mean nothing to it."""
        self.meet("stranger")
        return self.mean("AMAZON.FallbackIntent").speech

    def commands_in(self, speech: str) -> set[str]:
        """The intents that a customer would reach by saying again what was said."""
        language = find_language(self.locale)
        return Listener(self._model, language).intents_in(speech) if language else set()

    def names_of(self, product: Product) -> list[str]:
        """What a product may be called in a sentence."""
        words = product.texts[self.locale]
        return [words.one, words.other, words.a, words.title]

    def written(self, charged: Charged) -> str:
        """A charge as a card shows it."""
        return self.speech.money(self._money(charged))

    def said(self, charged: Charged) -> str:
        """A charge as it is spoken."""
        return self.speech.amount(self._money(charged))

    def _money(self, charged: Charged) -> Money:
        currency = self.market.ledger_currency
        return from_decimal_string(str(charged.amount), currency) or Money(0, currency)

    @property
    def _country(self) -> str:
        # Amazon Pay writes UK, ISO 3166 GB.
        home = self.market.country_of_establishment.replace("UK", "GB")
        countries = self.market.delivery.countries
        return home if home in countries else min(countries, default=home)


def holds(words: str, *wanted: str) -> bool:
    """Whether one of these is said or written in the words, in whatever capitals, spaces and marks."""
    return any(_plain(each) in _plain(words) for each in wanted if each.strip())


def written_on(card: Mapping[str, Any] | None) -> str:
    """Everything that a card says; nothing if there is none."""
    return "\n".join(str((card or {}).get(member, "")) for member in ("title", "text", "content"))


def _asks_for_charge(turns: list[Turn]) -> bool:
    return any(directive.get("name") == "Charge" for turn in turns for directive in turn.directives)


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
