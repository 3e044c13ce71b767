"""What the merchant's services share: the books, who took an order's money, and how a request about it is sent.

Every request that can move money is stored as an attempt before it is sent, together with the order as it is
meanwhile; so whoever dies, or is answered by nobody, leaves something to be settled and nothing to be guessed.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from voicetill.domain import attempts
from voicetill.domain.agreements import ALEXA
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import Ability, ChargeResult, Operation, Prepared, RefundResult
from voicetill.domain.errors import (
    ConflictError,
    GatewayUnavailableError,
    NotPossibleError,
    PayloadRefusedError,
)
from voicetill.domain.journal import Change
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order
from voicetill.services.order_results import OrderResults
from voicetill.services.order_verdicts import Came
from voicetill.services.ports import NOBODY, Clock, Journal, Ledger, Markets, Watch
from voicetill.services.provider_ports import ServerPayments
from voicetill.services.providers import Providers

logger = logging.getLogger(__name__)

# How long a payment company may take, in seconds: nobody speaks meanwhile.
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Office:
    """What every service of the merchant's needs, in one hand."""

    journal: Journal
    ledger: Ledger
    markets: Markets
    providers: Providers
    clock: Clock
    watch: Watch = NOBODY

    @property
    def results(self) -> OrderResults:
        """Where results are taken in."""
        return OrderResults(self.journal, self.ledger, self.clock, watch=self.watch)


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was done, and why. `why` is the provider's word, or what is missing; `order` is as it stands."""

    obstacle: Obstacle
    why: str = ""
    order: Order | None = None


def company_of(office: Office, order: Order, ability: Ability) -> ServerPayments | NotDone:
    """Return who can do this with an order's money."""
    if order.provider == ALEXA:
        return NotDone(Obstacle.DONE_ELSEWHERE, order=order)
    try:
        company = office.providers.named(order.provider)
    except NotPossibleError as error:
        return NotDone(Obstacle.NO_PROVIDER, error.why, order)
    if ability not in company.abilities:
        return NotDone(Obstacle.NOT_ABLE, ability.value, order)
    return company


def prepared(order: Order, prepare: Callable[[], Prepared]) -> Prepared | NotDone:
    """Return the request that will be sent, or why it cannot be made."""
    try:
        return prepare()
    except PayloadRefusedError as error:
        return NotDone(Obstacle.FAULTY_REQUEST, "; ".join(error.faults), order)
    except NotPossibleError as error:
        return NotDone(Obstacle.NOT_ABLE, error.why, order)


def sent(office: Office, order: Order, claim: Order, request: Prepared, company: ServerPayments) -> Came | NotDone:
    """Store a request with the order as it is meanwhile (`claim`), send it, and store what came of it.

    Of several who do so at the same time with the same order, one does; the others are told BUSY.
    """
    attempt = attempts.begin(
        request,
        provider=company.name,
        customer_id=order.customer_id,
        owner=Owner.ORDER,
        owner_id=order.id,
        at=office.clock(),
    )
    try:
        office.journal.write(Change(order, claim), Change(None, attempt))
    except ConflictError:
        return NotDone(Obstacle.BUSY, order=order)
    try:
        result = _asked(company, request)
    except GatewayUnavailableError as error:
        return _taken_back(office, order, attempt, error)
    try:
        return office.results.resolve(attempt, result)
    except ConflictError:
        logger.warning("a result is left to be settled", extra={"reference": request.reference})
        return Came.WAITING


def _taken_back(office: Office, order: Order, attempt: Attempt, error: GatewayUnavailableError) -> NotDone:
    try:
        office.results.take_back(attempt)
    except ConflictError:
        # Settling sends it again, under the same key: it is still wanted.
        logger.warning("a request is left to be settled", extra={"reference": attempt.reference})
        return NotDone(Obstacle.IN_DOUBT, error.why, office.journal.order(order.id))
    return NotDone(Obstacle.UNREACHABLE, error.why, office.journal.order(order.id))


def settled(office: Office, attempt: Attempt) -> Came | NotDone:
    """Find out what became of an attempt whose owner is an order, and store it; never a second request."""
    request = attempt.prepared
    try:
        company = office.providers.named(attempt.provider)
        if request.operation is Operation.REFUND:
            result: RefundResult | ChargeResult = company.settle_refund(
                request, refund_id=attempt.charge_id, within=PATIENCE
            )
        else:
            result = company.settle(request, charge_id=attempt.charge_id, within=PATIENCE)
    except NotPossibleError as error:
        return NotDone(Obstacle.NO_PROVIDER, error.why)
    except GatewayUnavailableError as error:
        # It is the look that did not come about: what was asked for before may have happened.
        return NotDone(Obstacle.IN_DOUBT, error.why)
    return office.results.resolve(attempt, result)


def _asked(company: ServerPayments, request: Prepared) -> RefundResult | ChargeResult:
    if request.operation is Operation.REFUND:
        return company.refund(request, within=PATIENCE)
    return company.charge(request, within=PATIENCE)
