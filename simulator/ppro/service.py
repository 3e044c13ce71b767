"""Pretend PPRO: agreements, charges and refunds for Amazon Pay, written from the fact sheet alone.

It keeps what it was asked for, follows the state rules, and writes down in its ledger what money really moved.
Testers order what goes wrong (`wishes`), and play the customer: `approve`, `decline`, `walk_away`, `revoke`.
"""

from simulator.ppro.books import Books
from simulator.ppro.faults import Fault, failure
from simulator.ppro.records import ACTIVE, FAILED, OVER, PENDING_CONSENT, Agreement, Charge, Told
from simulator.ppro.wishes import WELL, Outcome


class Ppro(Books):
    """One pretend PPRO, for one merchant."""

    # What the merchant asks for.

    def create_agreement(self, body: Told) -> Told:
        """Begin an agreement, with its first charge where one is asked for."""
        agreement_id = self.new_id("agr")
        page = self.page_for(agreement_id, body)
        agreement = Agreement(agreement_id, self.merchant_id, body, self.new_id("instr"), page, self.clock())
        self.enter(agreement, PENDING_CONSENT, "CREATED")
        if first := body.get("initialPaymentCharge"):
            asked = {"webhooksUrl": body["webhooksUrl"], **first} if "webhooksUrl" in body else first
            charge = self.new_charge(asked, agreement.asked["consumer"], agreement)
            charge.status = PENDING_CONSENT
            agreement.first_charge_id = charge.id
        self.agreements[agreement.id] = agreement
        return agreement.told()

    def create_payment(self, body: Told) -> Told:
        """Begin a one-time payment, which the customer has to confirm."""
        charge = self.new_charge(body, body["consumer"])
        charge.page = self.page_for(charge.id, body)
        charge.status = PENDING_CONSENT
        self.webhooks.about_charge("AUTHENTICATION_PENDING", charge)
        return charge.told(bare=self.bare)

    def charge_agreement(self, body: Told, agreement_id: str) -> Told:
        """Charge an agreement; one that is not active fails the charge."""
        agreement = self.agreement(agreement_id)
        charge = self.new_charge(body, agreement.asked["consumer"], agreement)
        outcome = self.wishes.for_charge()
        if agreement.status != ACTIVE:
            dead = "AGREEMENT_REVOKED" if agreement.status.startswith("REVOKED") else "AGREEMENT_INACTIVE"
            outcome = Outcome(failure(dead))
        self._decide(charge, outcome)
        return charge.told(bare=self.bare)

    def revoke_agreement(self, agreement_id: str) -> Told:
        """End an agreement for good, for the merchant."""
        agreement = self.agreement(agreement_id)
        if agreement.status in OVER:
            raise Fault(422, "Payment agreement is in a final state")
        self.enter(agreement, "REVOKED_BY_MERCHANT", "REVOKED_BY_MERCHANT")
        return agreement.told()

    def capture(self, body: Told, charge_id: str) -> Told:
        """Take what was reserved."""
        charge = self.charge(charge_id)
        return self.till.capture(charge, self.part("capture", body["amount"])).told()

    def void(self, body: Told, charge_id: str) -> Told:
        """Release what was reserved."""
        charge = self.charge(charge_id)
        return self.till.void(charge, self.part("void", body.get("amount", charge.amount))).told()

    def refund(self, body: Told, charge_id: str) -> Told:
        """Give money back."""
        part = self.part("refund", body["amount"])
        part.more = {k: body[k] for k in ("merchantRefundReference", "refundReason") if k in body}
        return self.till.refund(self.charge(charge_id), part, self.wishes.for_refund()).told()

    # What the customer does, and what time brings.

    def approve(self, confirmed_id: str) -> str:
        """Confirm an agreement or a payment; return the address that the customer goes on to."""
        page = self.open_page(confirmed_id)
        if confirmed_id in self.charges:
            self._decide(self.charges[confirmed_id], self.wishes.for_charge())
            return page.return_url
        agreement = self.agreements[confirmed_id]
        first = self.charges.get(agreement.first_charge_id)
        if first is not None:
            self._decide(first, self.wishes.for_charge())
        if first is not None and first.status == FAILED:
            agreement.failure = first.failure
            self.enter(agreement, FAILED, "FAILED")
        else:
            self.enter(agreement, ACTIVE, "ACTIVE")
        return page.return_url

    def decline(self, confirmed_id: str, code: str = "CANCELED_BY_CONSUMER") -> str:
        """Refuse an agreement or a payment; return the address that the customer goes on to."""
        page, why = self.open_page(confirmed_id), failure(code)
        agreement = self.agreements.get(confirmed_id)
        charge = self.charges.get(agreement.first_charge_id if agreement else confirmed_id)
        if charge is not None:
            self.till.fail(charge, why, at=self.clock())
        if agreement is not None:
            agreement.failure = why.told()
            self.enter(agreement, FAILED, "FAILED")
        return page.return_url

    def walk_away(self, confirmed_id: str) -> None:
        """Leave without a word: after a while the session is over."""
        self.decline(confirmed_id, "EXPIRED_SESSION")

    def revoke(self, agreement_id: str, *, by: str = "CONSUMER") -> None:
        """End an agreement, as the customer does at Amazon (CONSUMER), or the provider (PROVIDER)."""
        self.enter(self.agreement(agreement_id), f"REVOKED_BY_{by}", f"REVOKED_BY_{by}")

    def decide(self, charge_id: str, code: str = "") -> None:
        """Decide a charge that was left pending, or whose failure had an unknown outcome."""
        charge = self.charge(charge_id)
        if charge.captured:
            raise ValueError(f"{charge_id} was decided: it is {charge.status}")
        self._decide(charge, Outcome(failure(code)) if code else WELL)

    def decide_refund(self, charge_id: str, refund_id: str, code: str = "") -> None:
        """Decide a refund that was left pending."""
        part = self.refund_of(charge_id, refund_id)
        if part.status != "PENDING":
            raise ValueError(f"{refund_id} was decided: it is {part.status}")
        why = failure(code) if code else None
        self.till.end_refund(self.charge(charge_id), part, why, at=self.clock())

    def discard(self, charge_id: str) -> None:
        """Let PPRO drop a charge that nobody confirmed."""
        charge = self.charge(charge_id)
        if charge.status != PENDING_CONSENT:
            raise ValueError(f"{charge_id} cannot be discarded: it is {charge.status}")
        charge.status = "DISCARDED"
        self.webhooks.about_charge("DISCARDED", charge)

    def _decide(self, charge: Charge, outcome: Outcome) -> None:
        now = self.clock()
        authorization = charge.authorizations[0] if charge.authorizations else self.part("authz", charge.amount)
        self.till.decide(charge, outcome, authorization=authorization, at=now)
        if charge.status == "CAPTURE_PENDING" and charge.asked.get("autoCapture", True):
            self.till.capture(charge, self.part("capture", charge.amount))
