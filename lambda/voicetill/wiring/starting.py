"""What every door reads at its start, and how it says what is faulty: all of it at once."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from voicetill.domain.errors import FaultyDataError
from voicetill.gateways.amazon_pay.prices import product_faults
from voicetill.gateways.amazon_pay.regions import market_faults
from voicetill.settings.reading import SettingsError
from voicetill.stores.catalogue import CatalogueFile, read_catalogue
from voicetill.stores.markets import MarketFile, read_markets

if TYPE_CHECKING:
    from voicetill.alexa.speech import Speech

Read = TypeVar("Read")


class CannotStartError(Exception):
    """Raised at start: the message names every fault of the settings and of the shop's files."""


class Starting:
    """Reads settings and files, and collects their faults, so that one message can name them all."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self.faults: list[str] = []

    def settings(self, read: Callable[[], Read]) -> Read | None:
        """Read the environment; None if that is faulty."""
        try:
            return read()
        except SettingsError as error:
            self.faults += error.faults
            return None

    def markets(self) -> MarketFile:
        """Read the markets as well as they can be read."""
        markets = read_markets(self._files.get("markets.toml"), self.faults)
        for market in markets.markets.values():
            self.faults += (f"markets.toml {fault}" for fault in market_faults(market))
        return markets

    def catalogue(self, markets: MarketFile) -> CatalogueFile:
        """Read the products as well as they can be read."""
        before = len(self.faults)
        catalogue = read_catalogue(markets.markets, self._files.get("catalogue.toml"), self.faults)
        if len(self.faults) == before:
            for product in catalogue.products.values():
                self.faults += (f"catalogue.toml {fault}" for fault in product_faults(product))
        return catalogue

    def speeches(self, markets: MarketFile) -> "Mapping[str, Speech]":
        """Read what is said in every locale that the markets serve."""
        loaded = {locale: self._speech(locale) for locale in markets.locales}
        found = {locale: speech for locale, speech in loaded.items() if speech is not None}
        for market in markets.markets.values():
            for locale in market.checkout_languages:
                if locale in found and not found[locale].knows(market.ledger_currency):
                    place = f"speech/{locale}.toml money.{market.ledger_currency}"
                    self.faults.append(f"{place}: is missing, but {market.id} sells in it")
        return found

    def _speech(self, locale: str) -> "Speech | None":
        # Only who speaks pays for it.
        from voicetill.alexa.speech import load_speech  # noqa: PLC0415

        try:
            return load_speech(locale, self._files.get(f"speech/{locale}.toml"))
        except FaultyDataError as error:
            self.faults += error.faults
            return None

    def raise_if_faulty(self) -> None:
        """Raise CannotStartError if anything was faulty."""
        if self.faults:
            raise CannotStartError("Voicetill cannot start:\n" + "\n".join(f"- {fault}" for fault in self.faults))
