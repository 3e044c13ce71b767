"""The payment companies of the live route: which one serves a market, and which one an old charge belongs to."""

from collections.abc import Callable, Mapping

from voicetill.domain.errors import NotPossibleError
from voicetill.domain.money import Currency
from voicetill.services.provider_ports import ServerPayments

Open = Callable[[], ServerPayments]
"""Makes a gateway; called once, when it is first needed."""


class Providers:
    """The companies by their names, in the order in which they are tried; each is opened when first needed."""

    def __init__(self, ways: Mapping[str, Open]) -> None:
        self._ways = ways
        self._opened: dict[str, ServerPayments] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(self._ways)

    def named(self, name: str) -> ServerPayments:
        """Return a company by its name; raises NotPossibleError where it is not set up here."""
        if name not in self._opened:
            if name not in self._ways:
                why = f"The provider {name!r} is not set up here: name it in SERVER_PROVIDERS, with its settings."
                raise NotPossibleError(why)
            self._opened[name] = self._ways[name]()
        return self._opened[name]

    def serving(self, currency: Currency) -> ServerPayments | None:
        """Return the first company that takes a currency; None if there is none."""
        return next((way for way in map(self.named, self._ways) if way.serves(currency)), None)
