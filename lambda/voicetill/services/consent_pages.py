"""The payment companies' own pages, on which a customer gives a consent: begun, and read afterwards."""

import logging
from dataclasses import dataclass

from voicetill.domain.charging import Ability, Consent, ConsentWish
from voicetill.domain.errors import GatewayUnavailableError, NotPossibleError, PayloadRefusedError
from voicetill.domain.links import Visit
from voicetill.domain.markets import Market
from voicetill.services.ports import Catalogue
from voicetill.services.provider_ports import ServerPayments
from voicetill.services.providers import Providers

logger = logging.getLogger(__name__)

PATIENCE = 8.0
"""Seconds that one call to a payment company may take: a person is waiting."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page that was begun: at which company, what it calls the consent, and where the customer goes."""

    provider: str
    consent_id: str
    url: str


@dataclass(frozen=True, slots=True)
class ConsentPages:
    """Begins and reads consents at whichever company serves a market."""

    providers: Providers
    catalogue: Catalogue

    def company(self, market: Market) -> ServerPayments | None:
        """Return the company that takes a consent in a market; None if there is none."""
        company = self.providers.serving(market.ledger_currency)
        return company if company is not None and Ability.CONSENT in company.abilities else None

    def open(self, visit: Visit, market: Market, return_url: str) -> OpenPage | None:
        """Begin a consent; None if that cannot be done now, which is in the log."""
        company = self.company(market)
        if company is None:
            return None
        try:
            page = company.start_consent(self._wish(visit, market, return_url), within=PATIENCE)
        except (GatewayUnavailableError, NotPossibleError) as error:
            logger.warning("consent not begun", extra={"provider": company.name, "why": type(error).__name__})
            return None
        except PayloadRefusedError as error:
            # Names of fields and their limits, nothing that was written in them.
            logger.error("consent refused by our own limits", extra={"faults": list(error.faults)})
            return None
        return OpenPage(company.name, page.consent_id, page.url)

    def read(self, visit: Visit) -> Consent | None:
        """Read a visit's consent where it was given; None if there is none, or nobody answers."""
        if not visit.consent_id:
            return None
        try:
            return self.providers.named(visit.provider).read_consent(visit.consent_id, within=PATIENCE)
        except (GatewayUnavailableError, NotPossibleError) as error:
            logger.warning("consent not read", extra={"provider": visit.provider, "why": type(error).__name__})
            return None

    def _wish(self, visit: Visit, market: Market, return_url: str) -> ConsentWish:
        link = visit.link
        sold = [it for it in self.catalogue.products.values() if market.sells(it, locale=link.locale)]
        return ConsentWish(
            reference=visit.consent_name,
            return_url=return_url,
            country=market.home,
            currency=market.ledger_currency.value,
            language=market.checkout_languages[link.locale],
            seller=market.seller,
            name=link.name,
            email=link.email,
            needs_address=link.address is None and any(it.needs_delivery for it in sold),
            recurring=any(it.plan is not None for it in sold),
        )
