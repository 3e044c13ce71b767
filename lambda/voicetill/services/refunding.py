"""Gives money back: in full or in part, as often as the rules allow, and never more than came in."""

from dataclasses import dataclass, replace

from voicetill.domain.agreements import ALEXA
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import Ability, ChargeResult, Prepared, RefundResult, RefundRules, RefundWish
from voicetill.domain.errors import ConflictError, NotPossibleError
from voicetill.domain.fulfilment import canceled, refund_named, with_refund
from voicetill.domain.journal import Change
from voicetill.domain.money import Currency, Money
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order, Verdict, Wish, answered
from voicetill.domain.payments import Payment
from voicetill.domain.refunds import Asked, Refund, RefundState, decide, decide_second
from voicetill.services import order_news
from voicetill.services.caring import NotDone, Office, company_of, prepared, sent, settled
from voicetill.services.order_verdicts import Came

# Amazon Pay's own ceiling over the captured amount (Amazon Pay API, Refund), for refunds made in Seller Central.
_ALEXA_SHARE = 15
_ALEXA_MOST = {Currency.JPY: 8400}
_ALEXA_MOST_ELSEWHERE = 7500


@dataclass(frozen=True, slots=True)
class RefundMade:
    """A refund as it stands; `came` says how the asking went. `repeated`: it was asked for before, by its key."""

    order: Order
    refund: Refund
    came: Came
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """A refund that may be made, and how the order is while it is under way."""

    refund: Refund
    claim: Order
    charge_id: str


class Refunding:
    """Refunds, one order at a time."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def plan(self, order: Order, asked: Asked, *, second: Payment | None = None) -> Refund | NotDone:
        """Return the refund that would be made now; changes nothing and calls nobody."""
        company = company_of(self._office, order, Ability.REFUND)
        if isinstance(company, NotDone):
            return company
        planned = self._planned(order, asked, company.refund_rules, second, granting=())
        return planned if isinstance(planned, NotDone) else planned.refund

    def refund(
        self, order: Order, asked: Asked, *, second: Payment | None = None, granting: tuple[Wish, ...] = ()
    ) -> RefundMade | NotDone:
        """Give money back, of the order's payment or of a `second` one; open wishes of these kinds are granted.

        Raises StoreUnavailableError. What was sent by then is settled by others.
        """
        known = _known(order, asked)
        if known is not None:
            return known
        company = company_of(self._office, order, Ability.REFUND)
        if isinstance(company, NotDone):
            return company
        plan = self._planned(order, asked, company.refund_rules, second, granting=granting)
        if isinstance(plan, NotDone):
            return plan
        request = prepared(order, lambda: company.prepare_refund(self._wish(order, plan)))
        if isinstance(request, NotDone):
            return request
        return self._sent(order, plan, request)

    def record(self, order: Order, asked: Asked, *, granting: tuple[Wish, ...] = ()) -> RefundMade | NotDone:
        """Write down a refund that was made elsewhere (in Seller Central, say), and tell the customer."""
        known = _known(order, asked)
        if known is not None:
            return known
        plan = self.planned_record(order, asked)
        if isinstance(plan, NotDone):
            return plan
        now = self._office.clock()
        after = answered(with_refund(order, plan), Verdict.GRANTED, at=now, wishes=granting)
        news: list[Occurrence] = [order_news.refunded(after, plan, at=now)]
        if plan.cancels and not after.is_canceled:
            after = canceled(after, at=now)
            news.append(order_news.canceled(after, at=now))
        try:
            self._office.journal.write(Change(order, after), *(Change(None, each) for each in news))
        except ConflictError:
            return NotDone(Obstacle.BUSY, order=order)
        return RefundMade(after, plan, Came.DONE)

    def planned_record(self, order: Order, asked: Asked) -> Refund | NotDone:
        """Return the refund as it would be written down; changes nothing."""
        decided = decide(order, asked, self._rules_elsewhere(order), at=self._office.clock())
        if isinstance(decided, Obstacle):
            return NotDone(decided, order=order)
        return replace(decided, state=RefundState.DONE)

    def repeated(self, order: Order, asked: Asked) -> RefundMade | NotDone | None:
        """Return the refund that was made under the same key before; None if there is none."""
        return _known(order, asked)

    def resolve(self, attempt: Attempt, result: RefundResult | ChargeResult) -> Came:
        """Take in what became of an attempt whose owner is an order: a refund, a capture or a release.

        However often it is told, and by whom. Raises ConflictError if others kept writing all the time, and
        StoreUnavailableError: then nothing is stored, and the attempt is still looked after.
        """
        return self._office.results.resolve(attempt, result)

    def settle(self, attempt: Attempt) -> Came | NotDone:
        """Ask the provider what became of such an attempt, and take it in; raises what `resolve` raises."""
        return settled(self._office, attempt)

    def rules_of(self, order: Order) -> RefundRules | None:
        """Return what the order's provider allows; None where it is not set up, or gives nothing back."""
        company = company_of(self._office, order, Ability.REFUND)
        return None if isinstance(company, NotDone) else company.refund_rules

    def _planned(
        self,
        order: Order,
        asked: Asked,
        rules: RefundRules,
        second: Payment | None,
        *,
        granting: tuple[Wish, ...],
    ) -> _Plan | NotDone:
        now = self._office.clock()
        decided = (
            decide_second(order, second, asked, rules, at=now) if second else decide(order, asked, rules, at=now)
        )
        if isinstance(decided, Obstacle):
            return NotDone(decided, order=order)
        claim = answered(with_refund(order, decided), Verdict.GRANTED, at=now, wishes=granting)
        return _Plan(decided, claim, (second or order.payment).provider_charge_id)

    def _wish(self, order: Order, plan: _Plan) -> RefundWish:
        return RefundWish(
            reference=plan.refund.reference,
            charge_id=plan.charge_id,
            amount=plan.refund.amount,
            reason=plan.refund.reason.value,
            seller=self._office.markets.by_id(order.market_id).seller,
        )

    def _sent(self, order: Order, plan: _Plan, request: Prepared) -> RefundMade | NotDone:
        company = self._office.providers.named(order.provider)
        came = sent(self._office, order, plan.claim, request, company)
        if isinstance(came, NotDone):
            return came
        after = self._office.journal.order(order.id) or plan.claim
        refund = refund_named(after, plan.refund.reference) or plan.refund
        if came is Came.REFUSED:
            return NotDone(Obstacle.REFUSED, refund.note, after)
        return RefundMade(after, refund, came)

    def _rules_elsewhere(self, order: Order) -> RefundRules:
        """Return how much may have gone back elsewhere; when that was, and how small, is not ours to limit."""
        currency = order.payment.amount.currency
        if order.provider == ALEXA:
            most = _ALEXA_MOST.get(currency, _ALEXA_MOST_ELSEWHERE)
            return RefundRules(_ALEXA_SHARE, Money(most, currency))
        try:
            rules = self._office.providers.named(order.provider).refund_rules
        except NotPossibleError:
            return RefundRules()
        return RefundRules(rules.extra_share, rules.extra_most)


def _known(order: Order, asked: Asked) -> RefundMade | NotDone | None:
    """Return the refund that was made under the same key before; None if there is none."""
    held = (each for each in order.refunds if each.state is not RefundState.REFUSED)
    found = next((each for each in held if asked.key and each.key == asked.key), None)
    if found is None:
        return None
    if asked.amount is not None and asked.amount != found.amount:
        return NotDone(Obstacle.KEY_USED, found.reference, order)
    came = Came.WAITING if found.is_under_way else Came.DONE
    return RefundMade(order, found, came, repeated=True)
