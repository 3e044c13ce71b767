"""What a company tells of an agreement: it is read, remembered, and heeded by the customer's subscriptions."""

import logging
from dataclasses import replace
from typing import TypeGuard

from voicetill.domain.agreements import Agreement, AgreementStatus
from voicetill.domain.charging import AgreementTold
from voicetill.domain.journal import Change
from voicetill.domain.payments import Refusal
from voicetill.domain.renewals import suspended
from voicetill.domain.subscriptions import Subscription, SubscriptionState, mend
from voicetill.services import renewal_news
from voicetill.services.link_ports import Links
from voicetill.services.ports import Journal, Shop
from voicetill.services.providers import Providers
from voicetill.services.repeating import again_on_conflict

logger = logging.getLogger(__name__)

# How long reading an agreement may last, in seconds.
_A_LOOK = 10.0

# How often a turn is played again that somebody else was faster in.
_TRIES = 4


class AgreementNews:
    """Hears of agreements."""

    def __init__(self, shop: Shop, journal: Journal, providers: Providers, links: Links) -> None:
        self._shop = shop
        self._journal = journal
        self._providers = providers
        self._links = links

    def hear(self, provider: str, agreement_id: str) -> None:
        """Read an agreement that there is news of, and act on how it stands; the same twice changes nothing.

        Raises GatewayUnavailableError, ConflictError and StoreUnavailableError.
        """
        customer_id = self._links.customer_of(provider, agreement_id) if agreement_id else ""
        if not customer_id:
            # Nobody has brought its link yet: how it stands is found out when it is first charged.
            return
        told = self._providers.named(provider).read_agreement(agreement_id, within=_A_LOOK)
        known = self._shop.ledger.standing(customer_id).customer.agreement
        # Whoever is interrupted in between hears of it again, and finds the mark as it was.
        mended = _is_same(known, provider, told) and not known.is_open and told.status is AgreementStatus.OPEN
        again_on_conflict(lambda: self._heed(customer_id, provider, told, mended=mended), times=_TRIES)
        again_on_conflict(lambda: self._remember(customer_id, provider, told), times=_TRIES)

    def _remember(self, customer_id: str, provider: str, told: AgreementTold) -> None:
        standing = self._shop.ledger.standing(customer_id)
        known = standing.customer.agreement
        if _is_same(known, provider, told) and known.status is not told.status:
            marked = replace(standing.customer, agreement=replace(known, status=told.status))
            self._shop.ledger.save(standing, replace(standing, customer=marked))
            logger.info("agreement stands anew", extra={"provider": provider, "status": told.status.value})

    def _heed(self, customer_id: str, provider: str, told: AgreementTold, *, mended: bool) -> None:
        """Suspend what can no longer be charged; wake what was suspended for want of this agreement."""
        now = self._shop.clock()
        for each in self._journal.subscriptions(customer_id):
            if (each.agreement_id, each.provider) != (told.agreement_id, provider):
                continue
            if _is_over(told.status) and _waits(each):
                after = suspended(each, Refusal.AGREEMENT_NOT_OPEN)
                news = renewal_news.went_on(each, after, at=now)
                self._journal.write(
                    Change(each, after.subscription), *(Change(None, occurrence) for occurrence in news)
                )
            elif mended and each.state is SubscriptionState.SUSPENDED:
                self._journal.write(Change(each, mend(each, at=now)))


def _is_same(known: Agreement | None, provider: str, told: AgreementTold) -> TypeGuard[Agreement]:
    return known is not None and (known.id, known.provider) == (told.agreement_id, provider)


def _is_over(status: AgreementStatus) -> bool:
    return status in (AgreementStatus.CANCELED, AgreementStatus.CLOSED)


def _waits(subscription: Subscription) -> bool:
    """Whether it goes on by itself, and no charge of it is under way: that one is told by its own result."""
    return subscription.state in (SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE)
