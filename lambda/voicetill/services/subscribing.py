"""Subscriptions, by the customer's word: take one up, hear of it, end it, and bring it back."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from voicetill.domain.agreements import ALEXA, AgreementStatus
from voicetill.domain.checkout_record import is_token
from voicetill.domain.journal import Change
from voicetill.domain.markets import Market
from voicetill.domain.occurrences import Happening, happened
from voicetill.domain.orders import Wish
from voicetill.domain.payments import Refusal
from voicetill.domain.products import Product, ProductKind
from voicetill.domain.subscriptions import Subscription, SubscriptionState, cancel, mend
from voicetill.services.choosing import PAGE, find_to_buy, on_sale
from voicetill.services.contacting import Contact, addressed
from voicetill.services.enrolling import Enrolling
from voicetill.services.outcomes import (
    EndAsked,
    NoSubscriptions,
    NotSoldHere,
    NotUnderstood,
    Outcome,
    Refused,
    SubscriptionEnded,
    SubscriptionKept,
    SubscriptionResumed,
    SubscriptionsOffered,
    SubscriptionsTold,
    SubscriptionsUnsold,
    WhichSubscription,
)
from voicetill.services.paying import caller
from voicetill.services.ports import Journal, Shop
from voicetill.services.repeating import again_on_conflict
from voicetill.services.tracking import Tracking
from voicetill.services.visits import Named, NamedOrder, Visitor

logger = logging.getLogger(__name__)

# Why a subscription ended, as others are told.
_BY_VOICE = "by_voice"

# An agreement that nobody can charge again, whatever the customer mends.
_OVER = (AgreementStatus.CANCELED, AgreementStatus.CLOSED)


class Subscribing:
    """Answers whoever asks for a subscription, or about theirs.

    `renews` says that renewals are charged: without that nothing is brought back either.
    """

    def __init__(
        self,
        shop: Shop,
        journal: Journal,
        enrolling: Enrolling,
        tracking: Tracking,
        *,
        renews: bool,
    ) -> None:
        self._shop = shop
        self._renews = renews
        self._journal = journal
        self._enrolling = enrolling
        self._tracking = tracking

    def subscribe(self, visitor: Visitor, named: Named) -> Outcome:
        """Begin the subscription that was named; the only one that is sold, where none was."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        sold = on_sale(self._shop, market, locale=visitor.locale)
        plans = tuple(product for product in sold if product.kind is ProductKind.SUBSCRIPTION)
        if not plans and not self._has_any(named):
            return SubscriptionsUnsold(sold[:PAGE])
        product = self._meant(visitor, market, named, plans)
        return self._enrolling.begin(visitor, market, product) if isinstance(product, Product) else product

    def _has_any(self, named: Named) -> bool:
        """Whether a subscription of the shop's was named, sold out at the moment."""
        products = self._shop.catalogue.products
        known = (products[id_] for id_ in named.ids if id_ in products)
        return any(it.kind is ProductKind.SUBSCRIPTION and it.offered for it in known)

    def _meant(
        self, visitor: Visitor, market: Market, named: Named, plans: tuple[Product, ...]
    ) -> Product | Outcome:
        products = self._shop.catalogue.products
        known = [products[id_] for id_ in named.ids if id_ in products]
        ids = tuple(it.id for it in known if it.kind is ProductKind.SUBSCRIPTION)
        if ids:
            return find_to_buy(self._shop, market, Named(named.heard, ids), locale=visitor.locale)
        if named.is_blank and len(plans) == 1:
            return plans[0]
        if named.is_blank or known:
            return SubscriptionsOffered(plans[:PAGE])
        return NotUnderstood(named.heard, plans[:PAGE])

    def status(self, visitor: Visitor, named: Named) -> Outcome:
        """Say what runs, when it is charged next, and what has stopped."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        held = self._held(visitor)
        if not held:
            return NoSubscriptions()
        told = _named(held, named) or held
        return SubscriptionsTold(told, market, self._shop.clock(), may_resume=self._renews)

    def cancel(self, visitor: Visitor, named: Named) -> Outcome:
        """Ask whether a subscription shall end. Who names something else wants to cancel the order of it."""
        market = self._shop.markets.for_locale(visitor.locale)
        if market is None:
            return NotSoldHere()
        products = self._shop.catalogue.products
        known = [products[id_] for id_ in named.ids if id_ in products]
        if known and all(product.kind is not ProductKind.SUBSCRIPTION for product in known):
            return self._tracking.ask(visitor, NamedOrder(product=named), Wish.CANCEL)
        held = self._held(visitor)
        meant = _named(held, named) or (held if not known else ())
        if not meant:
            return NoSubscriptions()
        if len(meant) > 1:
            return WhichSubscription(meant)
        return EndAsked(meant[0], market, self._shop.clock())

    def end(self, visitor: Visitor, subscription_id: str) -> Outcome:
        """Hear a yes to ending a subscription: nothing is charged any more, but for what is under way."""

        def end(market: Market, subscription: Subscription, now: datetime) -> Outcome:
            if subscription.state is not SubscriptionState.ENDED:
                ended, told = _ending(subscription, at=now, reason=_BY_VOICE)
                contact = Contact(self._enrolling.advancing.contacts, visitor.mail_access)
                self._journal.write(ended, *addressed([told], contact))
            return SubscriptionEnded(subscription, market, now)

        return self._on(visitor, subscription_id, end)

    def resume(self, visitor: Visitor, subscription_id: str) -> Outcome:
        """Hear a yes to bringing a subscription back: what is owed is charged once, soon, and then it goes on."""
        paying, began = self._enrolling.advancing.paying, caller(visitor, at=self._shop.clock())
        met = paying.meet(visitor, self._shop.ledger.standing(visitor.customer_id).customer)
        if isinstance(met, Refusal):
            return Refused(met, subscription=True)
        agreement = met.agreement

        def resume(market: Market, subscription: Subscription, now: datetime) -> Outcome:
            if subscription.state is SubscriptionState.ENDED:
                return NoSubscriptions()
            if subscription.state is not SubscriptionState.SUSPENDED or not self._renews:
                return SubscriptionsTold((subscription,), market, now, may_resume=False)
            if agreement is None or agreement.status in _OVER:
                # Nobody may charge any more: a new consent comes first.
                by_voice = subscription.provider == ALEXA
                reason = Refusal.AGREEMENT_NOT_OPEN if by_voice else Refusal.CONSENT_UNGIVEN
                return Refused(reason, subscription=True, page=paying.page(reason, began))
            usable = self._enrolling.renews_on(agreement, market, provider=subscription.provider)
            mended = mend(subscription, at=now, agreement_id=agreement.id if agreement and usable else "")
            self._journal.write(Change(subscription, mended))
            return SubscriptionResumed(mended, market)

        return self._on(visitor, subscription_id, resume)

    def keep(self) -> Outcome:
        """Hear a no to ending a subscription, or to bringing it back: it stays as it is."""
        return SubscriptionKept()

    def _held(self, visitor: Visitor) -> tuple[Subscription, ...]:
        """Return the customer's subscriptions that are not over."""
        held = self._journal.subscriptions(visitor.customer_id)
        return tuple(it for it in held if it.state is not SubscriptionState.ENDED)

    def _on(
        self,
        visitor: Visitor,
        subscription_id: str,
        turn: Callable[[Market, Subscription, datetime], Outcome],
    ) -> Outcome:
        """Play a turn on one subscription of this customer's, and again where somebody else was faster."""

        def play() -> Outcome:
            subscription = self._journal.subscription(visitor.customer_id, subscription_id)
            if subscription is None:
                # Its id came with a touch, or out of the session: of this customer it is not.
                logger.warning("no subscription of this customer", extra={"subscription": subscription_id})
                return NoSubscriptions()
            return turn(self._shop.markets.by_id(subscription.market_id), subscription, self._shop.clock())

        return again_on_conflict(play) if is_token(subscription_id) else NoSubscriptions()


def _named(held: Sequence[Subscription], named: Named) -> tuple[Subscription, ...]:
    return tuple(it for it in held if it.product_id in named.ids)


def _ending(subscription: Subscription, *, at: datetime, reason: str) -> tuple[Change, Change]:
    """Return what ends a subscription, and the word of it, to be stored together."""
    told = happened(
        Happening.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        customer_id=subscription.customer_id,
        market_id=subscription.market_id,
        locale=subscription.locale,
        at=at,
        product=subscription.product_id,
        reason=reason,
    )
    return Change(subscription, cancel(subscription, at=at, reason=reason)), Change(None, told)
