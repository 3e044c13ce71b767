"""Ends what a customer allowed: an agreement to be charged, and the subscriptions that live on it."""

import logging
from dataclasses import dataclass, replace

from voicetill.domain.agreements import ALEXA, AgreementStatus
from voicetill.domain.charging import Ability
from voicetill.domain.errors import ConflictError, GatewayUnavailableError, NotPossibleError
from voicetill.domain.journal import Change
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.occurrences import Happening, happened
from voicetill.domain.subscriptions import Subscription, SubscriptionState, cancel
from voicetill.services.caring import PATIENCE, NotDone, Office
from voicetill.services.repeating import again_on_conflict

logger = logging.getLogger(__name__)

# Why a subscription ended, in the words of its record.
BY_MERCHANT = "by_merchant"
AGREEMENT_CLOSED = "agreement_closed"


@dataclass(frozen=True, slots=True)
class AgreementNamed:
    """An agreement: who holds it, and whose it is; the customer's id is blank where nobody knows."""

    id: str
    provider: str
    customer_id: str = ""


@dataclass(frozen=True, slots=True)
class AgreementEnded:
    """What was ended, or would be."""

    agreement: AgreementNamed
    subscriptions: tuple[Subscription, ...]
    marked: bool


class EndingAgreements:
    """Closes agreements and ends subscriptions, because the merchant wants it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def plan(self, agreement: AgreementNamed, *, elsewhere: bool = False) -> AgreementEnded | NotDone:
        """Return what would be ended; `elsewhere` says that the company has ended the agreement already."""
        if not elsewhere:
            obstacle = self._obstacle(agreement)
            if obstacle is not None:
                return obstacle
        standing = self._office.ledger.standing(agreement.customer_id) if agreement.customer_id else None
        known = standing.customer.agreement if standing else None
        marked = known is not None and (known.id, known.provider) == (agreement.id, agreement.provider)
        return AgreementEnded(agreement, self._living_on(agreement), marked)

    def close(self, agreement: AgreementNamed, *, elsewhere: bool = False) -> AgreementEnded | NotDone:
        """End an agreement for good, at its company first: from then on nothing can be charged on it.

        Raises StoreUnavailableError; doing it again goes on where it stopped.
        """
        plan = self.plan(agreement, elsewhere=elsewhere)
        if isinstance(plan, NotDone):
            return plan
        if not elsewhere:
            company = self._office.providers.named(agreement.provider)
            try:
                company.close(agreement.id, reason="closed by the merchant", within=PATIENCE)
            except GatewayUnavailableError as error:
                # An answer that was lost is told so, too: it may be closed by now.
                return NotDone(Obstacle.NOT_CONFIRMED, error.why)
        try:
            again_on_conflict(lambda: self._mark(agreement), times=3)
            ended = [self.end(each, reason=AGREEMENT_CLOSED) for each in plan.subscriptions]
        except ConflictError:
            return NotDone(Obstacle.BUSY)
        logger.info("agreement closed", extra={"provider": agreement.provider, "subscriptions": len(ended)})
        return replace(plan, subscriptions=tuple(each for each in ended if isinstance(each, Subscription)))

    def end(self, subscription: Subscription, *, reason: str = BY_MERCHANT) -> Subscription | NotDone:
        """End a subscription; what is being charged at this moment cannot be called back. Raises ConflictError."""
        return again_on_conflict(lambda: self._end(subscription, reason), times=3)

    def _end(self, subscription: Subscription, reason: str) -> Subscription | NotDone:
        fresh = self._office.journal.subscription(subscription.customer_id, subscription.id) or subscription
        if fresh.state is SubscriptionState.ENDED:
            return fresh
        now = self._office.clock()
        ended = cancel(fresh, at=now, reason=reason)
        told = happened(
            Happening.SUBSCRIPTION_ENDED,
            subject_id=ended.id,
            customer_id=ended.customer_id,
            market_id=ended.market_id,
            locale=ended.locale,
            at=now,
            product=ended.product_id,
            reason=reason,
        )
        self._office.journal.write(Change(fresh, ended), Change(None, told))
        return ended

    def _mark(self, agreement: AgreementNamed) -> None:
        if not agreement.customer_id:
            return
        standing = self._office.ledger.standing(agreement.customer_id)
        known = standing.customer.agreement
        if known is None or (known.id, known.provider) != (agreement.id, agreement.provider):
            return
        marked = replace(standing.customer, agreement=replace(known, status=AgreementStatus.CLOSED))
        self._office.ledger.save(standing, replace(standing, customer=marked))

    def _living_on(self, agreement: AgreementNamed) -> tuple[Subscription, ...]:
        if not agreement.customer_id:
            return ()
        held = self._office.journal.subscriptions(agreement.customer_id)
        return tuple(
            each
            for each in held
            if (each.agreement_id, each.provider) == (agreement.id, agreement.provider)
            and each.state is not SubscriptionState.ENDED
        )

    def _obstacle(self, agreement: AgreementNamed) -> NotDone | None:
        if agreement.provider == ALEXA:
            return NotDone(Obstacle.DONE_ELSEWHERE)
        try:
            company = self._office.providers.named(agreement.provider)
        except NotPossibleError as error:
            return NotDone(Obstacle.NO_PROVIDER, error.why)
        if Ability.CLOSE not in company.abilities:
            return NotDone(Obstacle.NOT_ABLE, Ability.CLOSE.value)
        return None
