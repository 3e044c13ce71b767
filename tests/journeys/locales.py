"""Customers of every locale: what they say, and how the shop's own sentences sound to them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulator.testing import Shop
from voicetill.alexa.speech import Speech, load_speech
from voicetill.domain.markets import Market
from voicetill.stores.markets import load_markets

WORDS = Path(__file__).parent / "words"
LOCALES = load_markets().locales


@dataclass(frozen=True)
class Customer:
    """Somebody at a device of a locale: talks in its words."""

    locale: str
    words: dict[str, str]
    speech: Speech
    market: Market

    def at(self, shop: Shop) -> Shop:
        """Sit down at a device of one's own."""
        shop.switch_to(customer=f"somebody in {self.locale}", device=f"kitchen {self.locale}", locale=self.locale)
        return shop

    def __getattr__(self, name: str) -> str:
        """What they say for something: `customer.kit` is "a starter kit" in their language."""
        try:
            return self.words[name]
        except KeyError:
            raise AttributeError(name) from None


@cache
def customer_of(locale: str) -> Customer:
    """The customer of a locale."""
    words = tomllib.loads((WORDS / f"{locale}.toml").read_text(encoding="utf-8"))
    market = load_markets().for_locale(locale)
    assert market is not None
    return Customer(locale, words, load_speech(locale), market)
