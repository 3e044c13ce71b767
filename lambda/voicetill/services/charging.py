"""The route of the server: the agreement that was given on our pages is found, and charged, within the turn.

Nothing here is tried twice: there are five seconds for a charge, and the whole turn must end before Alexa gives it
up. What is not answered by then is settled later, and the customer hears that it is being processed.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voicetill.domain import attempts
from voicetill.domain.agreements import ALEXA, Agreement, AgreementStatus
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import Ability, ChargeResult, ChargeWish, Occasion
from voicetill.domain.checkout_events import AgreementOpened, SetupRefused
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.errors import ConflictError, GatewayUnavailableError, StoreUnavailableError
from voicetill.domain.links import Link, claimed
from voicetill.domain.markets import Market
from voicetill.domain.payments import Capture, Handoff, Refusal
from voicetill.domain.pricing import Quote
from voicetill.services.adopting import with_agreement_of
from voicetill.services.link_ports import Links
from voicetill.services.linking import Inviting
from voicetill.services.outcomes import Page
from voicetill.services.paying import Caller, VoiceRoute
from voicetill.services.ports import Shop
from voicetill.services.provider_ports import ServerPayments
from voicetill.services.providers import Providers
from voicetill.services.recognising import linked_account
from voicetill.services.visits import Visitor

logger = logging.getLogger(__name__)

# How long a charge may last, and how long a turn: Alexa waits eight seconds, of which the last write needs some.
LONGEST_CHARGE = timedelta(seconds=5)
TURN = timedelta(seconds=6.5)

# A turn that has lasted longer begins no charge: it would end in doubt for certain.
_TIME_TO_ASK = timedelta(seconds=3.5)
_SHORTEST_CHARGE = timedelta(seconds=1)

# How long a look at an agreement may last, in seconds.
_A_LOOK = 2.0


@dataclass(frozen=True, slots=True)
class Pages:
    """Our pages, as the voice sends customers there: their address, and whether also to the phone."""

    address: str
    inviting: Inviting
    to_phone: bool = False

    def invite(self, link_id: str) -> Page | None:
        """Return the page on which a linked customer gives their consent; None if none can be made now."""
        try:
            code = self.inviting.invite(link_id)
        except (ConflictError, StoreUnavailableError):
            logger.warning("no invitation")
            return None
        return Page(f"{self.address}/consent/{code}", to_phone=self.to_phone)


@dataclass(frozen=True, slots=True)
class ServerRoute:
    """Charges stored agreements; fits `Paying`. What Alexa's own agreements were asked for goes on by the voice.

    `captures_on_shipping` says that what is sent to the customer is only reserved, where the company can do that.
    Without `pages` a consent is given where the account is linked.
    """

    shop: Shop
    voice: VoiceRoute
    providers: Providers
    links: Links
    pages: Pages | None = None
    captures_on_shipping: bool = False

    def obstacle(self, visitor: Visitor) -> Refusal | None:
        """Return whether no account is linked; see the protocol."""
        return None if visitor.access_token else Refusal.LINK_MISSING

    def meet(self, visitor: Visitor, customer: Customer) -> Customer | Refusal:
        """Return the customer with what was told on our pages since; see the protocol."""
        link = self._link(visitor, at=self.shop.clock())
        if link is None or not self._claim(link, customer.id):
            return Refusal.LINK_MISSING
        return with_agreement_of(link, customer)

    def usable(self, customer: Customer, market: Market) -> Agreement | None:
        """Return the agreement, if one of our companies can charge it here; see the protocol."""
        known = customer.open_agreement
        return known if known is not None and self._can_charge(known, market) else None

    def capture(self, market: Market, quote: Quote) -> Capture:
        """Return when money is taken; see the protocol."""
        way = self.providers.serving(market.ledger_currency)
        later = way is not None and Ability.CAPTURE_LATER in way.abilities
        return Capture.ON_SHIPPING if self.captures_on_shipping and later and quote.needs_delivery else Capture.NOW

    def set_up(
        self, checkout: Checkout, customer: Customer, caller: Caller
    ) -> Handoff | AgreementOpened | SetupRefused:
        """Find the agreement of the linked account; see the protocol."""
        now, market = self.shop.clock(), self.shop.markets.by_id(checkout.market_id)
        visitor = caller.visitor
        if self.providers.serving(market.ledger_currency) is None:
            return SetupRefused(now, Refusal.NOT_PAYABLE_HERE)
        link = self._link(visitor, at=now) if visitor else None
        if link is None:
            return SetupRefused(now, Refusal.LINK_MISSING)
        agreement = link.agreement
        if agreement is None or not self._can_charge(agreement, market):
            return SetupRefused(now, Refusal.CONSENT_UNGIVEN)
        if checkout.needs_delivery and not (agreement.address and agreement.address.is_deliverable):
            # Amazon's address book does not help here: where goods go is told on our pages.
            return SetupRefused(now, Refusal.ADDRESS_UNTOLD)
        return self._as_it_stands(agreement, customer, at=now)

    def ask(self, checkout: Checkout, caller: Caller) -> Handoff | Attempt | None:
        """Prepare a charge; see the protocol."""
        if checkout.provider == ALEXA:
            return self.voice.ask(checkout, caller)
        now = self.shop.clock()
        if now - caller.began > _TIME_TO_ASK:
            return None
        way = self.providers.named(checkout.provider)
        return attempts.begin(
            way.prepare_charge(self._wish(checkout, way)),
            provider=way.name,
            customer_id=checkout.customer_id,
            owner=Owner.CHECKOUT,
            owner_id=checkout.id,
            at=now,
        )

    def charge(self, attempt: Attempt, caller: Caller) -> ChargeResult:
        """Charge, with what is left of the turn; see the protocol."""
        left = min(LONGEST_CHARGE, TURN - (self.shop.clock() - caller.began))
        if left < _SHORTEST_CHARGE:
            raise GatewayUnavailableError("no time left in this turn")
        way = self.providers.named(attempt.provider)
        return way.charge(attempt.prepared, within=left.total_seconds())

    def page(self, reason: Refusal, caller: Caller) -> Page | None:
        """Return where the consent is given; see the protocol."""
        helps = reason in (Refusal.CONSENT_UNGIVEN, Refusal.ADDRESS_UNTOLD)
        if not helps or self.pages is None or caller.visitor is None:
            return None
        # Whoever may come in by it may change where goods go: only with a token that is good, and theirs.
        link = self._link(caller.visitor, at=self.shop.clock())
        return self.pages.invite(link.id) if link is not None else None

    def _can_charge(self, agreement: Agreement, market: Market) -> bool:
        known = agreement.provider in self.providers.names
        return known and self.providers.named(agreement.provider).serves(market.ledger_currency)

    def _link(self, visitor: Visitor, *, at: datetime) -> Link | None:
        return linked_account(self.links, visitor.access_token, visitor.customer_id, at=at)

    def _claim(self, link: Link, customer_id: str) -> bool:
        """Tie the link to who brings its token, so that news of its agreement finds them; once in its life.

        Return whether it is theirs: somebody else may have brought the same token at the same moment.
        """
        try:
            self.links.save(link, claimed(link, customer_id))
        except ConflictError:
            logger.info("link claimed at another device")
            newer = self.links.by_id(link.id)
            return newer is not None and newer.is_open_to(customer_id)
        return True

    def _as_it_stands(
        self, agreement: Agreement, customer: Customer, *, at: datetime
    ) -> AgreementOpened | SetupRefused:
        """Believe what is known of the agreement; one that was only suspended is asked about."""
        known = customer.agreement
        same = known is not None and (known.id, known.provider) == (agreement.id, agreement.provider)
        worse = [it.status for it in (agreement, known if same else None) if it is not None and not it.is_open]
        if not worse:
            return AgreementOpened(at, agreement)
        if any(status is not AgreementStatus.SUSPENDED for status in worse):
            return SetupRefused(at, Refusal.CONSENT_UNGIVEN)
        try:
            told = self.providers.named(agreement.provider).read_agreement(agreement.id, within=_A_LOOK)
        except GatewayUnavailableError:
            return SetupRefused(at, Refusal.TRY_LATER)
        if told.status is AgreementStatus.OPEN:
            return AgreementOpened(at, replace(agreement, status=told.status))
        suspended = told.status is AgreementStatus.SUSPENDED
        return SetupRefused(at, Refusal.PAYMENT_METHOD_SUSPENDED if suspended else Refusal.CONSENT_UNGIVEN)

    def _wish(self, checkout: Checkout, way: ServerPayments) -> ChargeWish:
        later = Ability.CAPTURE_LATER in way.abilities
        return ChargeWish(
            reference=checkout.reference,
            agreement_id=checkout.agreement_id or "",
            amount=checkout.quote.total,
            occasion=Occasion.CUSTOMER_PRESENT,
            seller=self.shop.markets.by_id(checkout.market_id).seller,
            order_number=checkout.order_number,
            capture=checkout.capture if later else Capture.NOW,
            quote=checkout.quote,
            address=checkout.address,
        )
