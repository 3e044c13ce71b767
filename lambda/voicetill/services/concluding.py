"""Concluding: the result of a charge from the server is stored with all that it means to its checkout.

The turn that charged does it, or the clock or a provider's news later: whoever comes second finds it done.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicetill.domain.attempts import Attempt, looked, settled
from voicetill.domain.charge_results import charge_id_of, event_of, is_final
from voicetill.domain.charging import Authorized, ChargeResult, Paid
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import Command, Explain, MarkAgreement, RequestSetup, SetupRefused
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.errors import ConflictError, IllegalStep
from voicetill.domain.funnel import passed
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.domain.payments import Refusal
from voicetill.services.contacting import heard
from voicetill.services.ports import Journal, Shop
from voicetill.services.remembering import changes, named, occurrence, order_of, placed, remembering, report, task

logger = logging.getLogger(__name__)

# A result may be the only proof that money moved: it gets more tries than a customer's word.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Concluded:
    """What a result led to: the checkout as it is stored now, the commands, and all that was stored with it."""

    checkout: Checkout
    commands: Sequence[Command]
    standing: Standing


class Concluding:
    """Stores results."""

    def __init__(self, shop: Shop, journal: Journal) -> None:
        self._shop = shop
        self._journal = journal

    def conclude(
        self, standing: Standing, checkout: Checkout, attempt: Attempt, result: ChargeResult, *, present: bool
    ) -> Concluded:
        """Take the result of an attempt in; `present` says that the customer waits for it.

        `standing` and `attempt` are as they were stored last. When somebody else wrote meanwhile, all is read
        again. Raises ConflictError if that goes on, and StoreUnavailableError; nothing is stored then.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._conclude(standing, checkout, attempt, result, present=present)
            except ConflictError:
                standing = self._shop.ledger.standing(checkout.customer_id, checkout_id=checkout.id)
                checkout = named(standing, checkout.id) or checkout
                attempt = self._journal.attempt(attempt.reference) or attempt
        return self._conclude(standing, checkout, attempt, result, present=present)

    def _conclude(
        self, standing: Standing, checkout: Checkout, attempt: Attempt, result: ChargeResult, *, present: bool
    ) -> Concluded:
        after, commands = self._stepped(checkout, attempt, result)
        customer = remembering(standing.customer, after, _about(standing.customer, attempt, commands))
        told = changes(self._shop, checkout, after, commands, customer=standing.customer)
        if not present:
            customer = replace(customer, unheard=_ended_away(checkout, after) or customer.unheard)
        saved = self._shop.ledger.save(
            standing,
            placed(standing, replace(standing, customer=customer), after),
            order=order_of(after, commands),
            also=[
                *(heard(told) if present else told),
                *self._kept(attempt, result, present=present, in_doubt=after.is_in_doubt),
                *(Change(None, it) for it in _told(checkout, after, attempt, result, commands, present=present)),
            ],
        )
        self._shop.watch.count(*passed(checkout, after, commands))
        report(after, commands)
        return Concluded(named(saved, checkout.id) or after, commands, saved)

    def _stepped(
        self, checkout: Checkout, attempt: Attempt, result: ChargeResult
    ) -> tuple[Checkout, list[Command]]:
        now = self._shop.clock()
        event = event_of(result, checkout, attempt.reference, at=now)
        try:
            taken = step(checkout, event)
        except IllegalStep as fact:
            fields = {"checkout": checkout.id, "state": fact.state, "event": fact.event}
            logger.warning("result out of turn", extra=fields)
            return checkout, []
        if not any(isinstance(command, RequestSetup) for command in taken.commands):
            return taken.checkout, list(taken.commands)
        # Nothing is asked a second time in the turn of a charge: another consent is for the next one.
        refused = step(taken.checkout, SetupRefused(now, Refusal.AGREEMENT_NOT_OPEN))
        kept = [command for command in taken.commands if not isinstance(command, RequestSetup)]
        return refused.checkout, [*kept, *refused.commands]

    def _kept(self, attempt: Attempt, result: ChargeResult, *, present: bool, in_doubt: bool) -> list[Change]:
        """Return the attempt with its result; what was settled by somebody else stays as it is.

        One that leaves its checkout `in_doubt`, because the money does not fit, is looked after on and on.
        """
        if not attempt.is_open:
            return []
        now, charge_id = self._shop.clock(), charge_id_of(result)
        if is_final(result) and not in_doubt:
            return [Change(attempt, settled(attempt, at=now, charge_id=charge_id))]
        if not present:
            return [Change(attempt, looked(attempt, at=now, charge_id=charge_id))]
        known = replace(attempt, charge_id=charge_id or attempt.charge_id)
        return [Change(attempt, known)] if known != attempt else []


def _ended_away(before: Checkout, after: Checkout) -> Happening | None:
    """Return what the customer hears when they come back: how the payment that they left behind has ended."""
    if not before.is_in_doubt or after.is_in_doubt:
        return None
    return Happening.ORDER_PLACED if after.is_placed else Happening.PAYMENT_FAILED


def _about(customer: Customer, attempt: Attempt, commands: Sequence[Command]) -> list[Command]:
    """Return what concerns this customer still: who gave another consent meanwhile keeps it unmarked."""
    known = customer.agreement
    charged = known is not None and known.id == attempt.prepared.subject_id
    return [command for command in commands if charged or not isinstance(command, MarkAgreement)]


def _told(
    before: Checkout,
    after: Checkout,
    attempt: Attempt,
    result: ChargeResult,
    commands: Sequence[Command],
    *,
    present: bool,
) -> list[Occurrence]:
    """Return what others must hear of this result, beside the order."""
    if not attempt.is_open:
        return []
    if isinstance(result, Paid | Authorized) and not after.is_placed:
        if before.money_seen:
            return []
        # Money that does not fit what was asked for: only a person can tell what that is.
        return [task(after, "payment_does_not_match", part=attempt.reference, charge_id=charge_id_of(result))]
    ended = before.is_in_doubt and not after.is_in_doubt and not after.is_placed
    if ended and not present and any(isinstance(command, Explain) for command in commands):
        why = after.refusal.value if after.refusal else ""
        facts = {"number": after.order_number, "reason": why}
        return [occurrence(Happening.PAYMENT_FAILED, after, part=attempt.reference, **facts)]
    return []
