"""A whole till behind its door on the route of the server: linked accounts, and a pretend company that charges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.alexa.envelopes import ABSENT, Json, changed
from tests.alexa.tills import Customer, Till, settings
from tests.builders import CUSTOMER_ID
from tests.fakes.addresses import AddressBook
from tests.fakes.clock import FixedClock
from tests.fakes.ids import CountedIds
from tests.fakes.ledger import MemoryLedger
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import Shelf
from tests.services.live_till import PAGES, PROVIDER, LiveTill
from voicetill.services.providers import Providers
from voicetill.settings.live import LiveSettings, read_live
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets
from voicetill.wiring.till import open_till

ENVIRONMENT: Mapping[str, str] = {
    "SANDBOX_MODE": "true",
    "SERVER_PROVIDERS": "ppro",
    "PPRO_MERCHANT_ID": "merch_example",
    "PPRO_API_KEY_SECRET": "ppro/key",
    "WEB_BASE_URL": PAGES,
}


def live_settings(**changes: str) -> LiveSettings:
    return read_live({**ENVIRONMENT, **changes})


@dataclass
class ServerTill:
    """The till, the company, and the pages where accounts are linked."""

    till: Till
    company: PretendPayments
    pages: LiveTill

    def link(self, *, consent: bool = True, code: str = "") -> str:
        """Link an account; return the token that Alexa gets for it."""
        self.pages.link(consent=consent, code=code)
        return self.pages.tokens[CUSTOMER_ID]


def a_server_till(*, files: Mapping[str, str] | None = None, **variables: str) -> ServerTill:
    """A till over the shipped files; `files` stand in for some of them, `variables` for some settings."""
    ledger, clock, company, given = MemoryLedger(), FixedClock(), PretendPayments(), files or {}
    pages = LiveTill(ledger=ledger, clock=clock, company=company)
    markets = load_markets(given.get("markets.toml"))
    shelf = Shelf(load_catalogue(markets.markets).products)
    handler = open_till(
        settings(PAYMENT_ROUTE="server"),
        files=given,
        markets=markets,
        catalogue=shelf,
        ledger=ledger,
        journal=ledger.journal,
        clock=clock,
        new_id=CountedIds(),
        live_settings=live_settings(**variables),
        providers=Providers({PROVIDER: lambda: company}),
        links=pages.links,
    )
    return ServerTill(Till(handler, ledger, shelf, clock, AddressBook()), company, pages)


@dataclass
class LinkedCustomer(Customer):
    """Somebody at a device whose account may be linked: Alexa brings its token."""

    permission: str | None = None
    token: str = ""

    def sends(self, envelope: Json) -> Any:
        value: object = self.token or ABSENT
        for place in ("context.System.user.accessToken", "session.user.accessToken"):
            envelope = _with(envelope, place, value)
        return super().sends(envelope)


def _with(envelope: Json, path: str, value: object) -> Json:
    *_, name = path.split(".")
    place: Any = envelope
    for step in path.split(".")[:-1]:
        place = place.get(step, {})
    return envelope if value is ABSENT and name not in place else changed(envelope, path, value)
