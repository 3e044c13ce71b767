"""What the merchant counts: how far customers come, and what becomes of what they owe.

Everything is counted for the change that made it true, so that an answer told twice counts once. A checkout counts
at most once as offered, set up, read back, charged and placed, whatever detours it takes; each of its charges may
be declined or fall into doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.checkout_events import Command, PlaceOrder
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Refusal

BUYER_REFUSED = "buyer_refused"
"""Why a checkout was given up whose customer said no, or wanted something else."""

REASONS = frozenset({*(reason.value for reason in Refusal), BUYER_REFUSED})
"""Every reason that is counted by."""


class Metric(StrEnum):
    """Everything that is counted or measured; docs/watching.md says what each means."""

    # How far customers come.
    OFFERED = "Offered"
    KEPT_BACK = "KeptBack"
    CONSENTED = "Consented"
    SET_UP = "SetUp"
    READ_BACK = "ReadBack"
    CHARGED = "Charged"
    CHARGED_AGAIN = "ChargedAgain"
    DECLINED = "Declined"
    GIVEN_UP = "GivenUp"
    UNKNOWN = "Unknown"
    PLACED = "Placed"
    ENROLLED = "Enrolled"
    # Renewals.
    RENEWALS_DUE = "RenewalsDue"
    RENEWALS_HANDED_OUT = "RenewalsHandedOut"
    OLDEST_RENEWAL = "OldestRenewalSeconds"
    RENEWALS_PAID = "RenewalsPaid"
    RENEWALS_DECLINED = "RenewalsDeclined"
    RENEWALS_SUSPENDED = "RenewalsSuspended"
    RENEWALS_PUT_OFF = "RenewalsPutOff"
    WORKERS_LAG = "WorkersLag"
    # Requests for money, and what must be told.
    OPEN_ATTEMPTS = "OpenAttempts"
    OPEN_DOUBTS = "OpenDoubts"
    OLDEST_ATTEMPT = "OldestAttemptSeconds"
    UNSETTLED = "ChargesUnsettled"
    REFUNDS_DONE = "RefundsDone"
    REFUNDS_REFUSED = "RefundsRefused"
    PAID_TWICE = "PaidTwice"
    DISPUTES = "Disputes"
    OUTBOX_WAITING = "OutboxWaiting"
    OUTBOX_FAILED = "OutboxFailed"
    OUTBOX_GIVEN_UP = "OutboxGivenUp"
    MAILS_IN_DOUBT = "MailsInDoubt"
    # How the house stands.
    WEBHOOKS_REFUSED = "WebhooksRefused"
    FAULTS = "Faults"
    ERRORS = "Errors"
    SHOP_CLOSED = "ShopClosed"
    TURN = "TurnMilliseconds"

    @property
    def by_door(self) -> bool:
        """Whether it is told apart by the door that it comes from."""
        return self in (Metric.TURN, Metric.FAULTS, Metric.ERRORS)

    @property
    def unit(self) -> str:
        """The unit, in CloudWatch's words."""
        if self.value.endswith("Milliseconds"):
            return "Milliseconds"
        return "Seconds" if self.value.endswith("Seconds") else "Count"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something became true, or was measured; what is blank is not told apart by."""

    metric: Metric
    value: float = 1
    market: str = ""
    reason: str = ""


def wished(market_id: str, kept_back: Refusal) -> tuple[Mark, ...]:
    """Return what counts for a wish that something stands against before there is a checkout."""
    return (
        Mark(Metric.OFFERED, market=market_id),
        Mark(Metric.KEPT_BACK, market=market_id, reason=kept_back.value),
    )


def passed(before: Checkout, after: Checkout, commands: Sequence[Command]) -> tuple[Mark, ...]:
    """Return what counts for one step of a checkout; nothing where nothing new became true."""
    met: list[tuple[Metric, str]] = []
    if before.state is State.NEW:
        met += [(Metric.OFFERED, ""), (Metric.CONSENTED, "")]
    if before.agreement_id is None and after.agreement_id is not None and not before.agreement_renewed:
        met.append((Metric.SET_UP, ""))
    if _entered(State.AWAITING_YES, before, after) and not before.total_heard:
        met.append((Metric.READ_BACK, ""))
    if after.attempt > before.attempt:
        met.append((Metric.CHARGED_AGAIN if before.attempt else Metric.CHARGED, ""))
    met += _ended(before, after)
    if any(isinstance(command, PlaceOrder) for command in commands):
        met.append((Metric.PLACED, ""))
    return tuple(Mark(metric, market=after.market_id, reason=reason) for metric, reason in met)


def _ended(before: Checkout, after: Checkout) -> list[tuple[Metric, str]]:
    why = after.refusal.value if after.refusal else BUYER_REFUSED
    if _entered(State.DECLINED, before, after):
        return [(Metric.DECLINED, why)]
    if _entered(State.ABANDONED, before, after):
        return [(Metric.GIVEN_UP, why)]
    if _entered(State.UNKNOWN, before, after):
        return [(Metric.UNKNOWN, "")]
    return [(Metric.ENROLLED, "")] if _entered(State.ENROLLED, before, after) else []


def _entered(state: State, before: Checkout, after: Checkout) -> bool:
    return after.state is state and before.state is not state
