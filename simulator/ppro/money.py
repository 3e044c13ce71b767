"""How charges come about and money moves: each step keeps the state rules, and is written down as it happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.ppro.faults import FailureCode, failure
from simulator.ppro.ledger import Entry, Ledger, Move
from simulator.ppro.records import FAILED, Charge, Part
from simulator.ppro.webhooks import Webhooks
from simulator.ppro.wishes import Outcome

# Amazon Pay through PPRO: US dollars only, from 0.50 to 20,000.00.
CURRENCY, SMALLEST, LARGEST = "USD", 50, 2_000_000
REFUNDABLE = timedelta(days=183)
ASYNC, CAPTURABLE = "AUTHORIZATION_ASYNC", "CAPTURE_PENDING"


@dataclass
class Till:
    """Moves the money of one pretend PPRO. `separate_captures` is whether captures are taken apart at all."""

    ledger: Ledger
    webhooks: Webhooks
    separate_captures: bool = False

    def decide(self, charge: Charge, outcome: Outcome, *, authorization: Part, at: datetime) -> None:
        """Authorize a charge, and capture it if that was asked for; or fail it, or leave it open."""
        charge.updated_at = authorization.updated_at = at
        if authorization not in charge.authorizations:
            charge.authorizations.append(authorization)
        declined = self._out_of_bounds(charge) or outcome.failure
        if declined is not None:
            self.fail(charge, declined, at=at, authorization=authorization)
        elif outcome.is_pending:
            charge.status, authorization.status = ASYNC, "PROVIDER_CONFIRMATION_PENDING"
            self.webhooks.about_charge("PROVIDER_CONFIRMATION_PENDING", charge)
        else:
            authorization.status, authorization.failure, charge.failure = "AUTHORIZED", None, None
            charge.status = CAPTURABLE
            self._note(Move.RESERVED, charge, charge.amount, at)
            self.webhooks.about_charge("AUTHORIZATION_SUCCEEDED", charge)

    def fail(
        self, charge: Charge, declined: FailureCode, *, at: datetime, authorization: Part | None = None
    ) -> None:
        """End a charge without money."""
        charge.status, charge.failure, charge.updated_at = FAILED, declined.told(), at
        if authorization is not None:
            authorization.status, authorization.failure = FAILED, declined.told()
        self.webhooks.about_charge("AUTHORIZATION_FAILED", charge)

    def capture(self, charge: Charge, part: Part) -> Part:
        """Take money that was reserved; a capture that may not be fails."""
        charge.captures.append(part)
        if (wrong := self._uncapturable(charge, part)) is not None:
            part.status, part.failure = FAILED, failure(wrong).told()
            charge.failure = part.failure
            self.webhooks.about_charge("CAPTURE_FAILED", charge)
            return part
        part.status = charge.status = "CAPTURED"
        charge.updated_at = part.at
        self._note(Move.TAKEN, charge, part.amount, part.at)
        self.webhooks.about_charge("CAPTURE_SUCCEEDED", charge)
        return part

    def void(self, charge: Charge, part: Part) -> Part:
        """Release what was reserved, all of it; what was captured cannot be released."""
        charge.voids.append(part)
        if charge.status != CAPTURABLE or charge.captured or part.amount != charge.amount:
            part.status, part.failure = FAILED, failure("NO_AUTHORIZED_AMOUNT").told()
            charge.failure = part.failure
            self.webhooks.about_charge("VOID_FAILED", charge)
            return part
        part.status = charge.status = "VOIDED"
        charge.updated_at = part.at
        self._note(Move.RELEASED, charge, part.amount, part.at)
        self.webhooks.about_charge("VOID_SUCCEEDED", charge)
        return part

    def refund(self, charge: Charge, part: Part, outcome: Outcome) -> Part:
        """Give money back, or begin to."""
        wrong = self._unrefundable(charge, part) or (outcome.failure.code if outcome.failure else None)
        charge.refunds.append(part)
        if wrong is not None:
            return self.end_refund(charge, part, failure(wrong), at=part.at)
        part.status, charge.status, charge.updated_at = "PENDING", "REFUND_PROCESSING", part.at
        self.webhooks.about_charge("REFUND_PENDING", charge)
        return part if outcome.is_pending else self.end_refund(charge, part, None, at=part.at)

    def end_refund(self, charge: Charge, part: Part, declined: FailureCode | None, *, at: datetime) -> Part:
        """Decide a refund."""
        part.updated_at = charge.updated_at = at
        if declined is not None:
            part.status, part.failure = FAILED, declined.told()
            # The latest failure is copied to the charge, whatever it was that failed.
            charge.failure = part.failure
        else:
            part.status = "REFUNDED"
            name = str(part.more.get("merchantRefundReference", ""))
            self.ledger.entries.append(
                Entry(Move.RETURNED, charge.reference, part.amount, charge.id, at, refund_reference=name)
            )
        if charge.captured:
            charge.status = self._after_refunds(charge)
        self.webhooks.about_charge("REFUND_FAILED" if declined else "REFUND_SUCCEEDED", charge)
        return part

    def _after_refunds(self, charge: Charge) -> str:
        if charge.given_back("PENDING"):
            return "REFUND_PROCESSING"
        return "REFUNDED" if charge.given_back("REFUNDED") == charge.captured else "CAPTURED"

    def _out_of_bounds(self, charge: Charge) -> FailureCode | None:
        if charge.asked["amount"]["currency"] != CURRENCY:
            return failure("CURRENCY_NOT_SUPPORTED")
        if not SMALLEST <= charge.amount <= LARGEST:
            return failure("AMOUNT_NOT_SUPPORTED")
        return None

    def _uncapturable(self, charge: Charge, part: Part) -> str | None:
        automatic = charge.asked.get("autoCapture", True)
        if charge.status not in (CAPTURABLE, "CAPTURED") or not (automatic or self.separate_captures):
            return "NO_AUTHORIZED_AMOUNT"
        return "EXCEEDS_AUTHORIZED_AMOUNT" if charge.captured + part.amount > charge.amount else None

    def _unrefundable(self, charge: Charge, part: Part) -> str | None:
        if not charge.captured:
            return "NO_CAPTURED_AMOUNT"
        if part.at - charge.at > REFUNDABLE:
            return "REFUND_PERIOD_EXPIRED"
        if part.amount > charge.captured:
            return "EXCEEDS_CAPTURED_AMOUNT"
        open_or_done = charge.given_back("PENDING", "REFUNDED")
        return "EXCEEDS_REFUNDABLE_AMOUNT" if open_or_done + part.amount > charge.captured else None

    def _note(self, move: Move, charge: Charge, amount: int, at: datetime) -> None:
        self.ledger.entries.append(Entry(move, charge.reference, amount, charge.id, at))
