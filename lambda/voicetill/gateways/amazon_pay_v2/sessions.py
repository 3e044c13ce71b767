"""Checkout sessions: a consent, or one payment, that a buyer gives in a browser.

A session that the buyer has approved still wants to be completed by us, with the same amount; what is not
completed is cancelled by itself a day after it was created. A session is completed once at most, whatever key the
request has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from voicetill.domain.charging import (
    ChargeResult,
    Consent,
    ConsentPage,
    ConsentState,
    DeclinedForGood,
    FoundCharge,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, PayloadRefusedError
from voicetill.domain.money import Money
from voicetill.domain.payments import Environment, Refusal
from voicetill.gateways.amazon_pay_v2 import merchant_log
from voicetill.gateways.amazon_pay_v2.bodies import price, written
from voicetill.gateways.amazon_pay_v2.calls import Budget, Calls, LostAnswer, Told, derived_key
from voicetill.gateways.amazon_pay_v2.charge_states import Expected
from voicetill.gateways.amazon_pay_v2.charges import Charges
from voicetill.gateways.amazon_pay_v2.codes import Means
from voicetill.gateways.amazon_pay_v2.throttling import Kind
from voicetill.gateways.amazon_pay_v2.told import address, amount, code, identifier, is_in, members, word

# Both on this machine only: elsewhere a buyer is never sent over a line in the clear.
_PAGES = ("https://", "http://127.0.0.1", "http://localhost")


@dataclass(frozen=True, slots=True)
class _Session:
    """A session that is the one we mean."""

    said: Mapping[str, Any]
    id: str

    @property
    def state(self) -> str:
        return code(members(self.said.get("statusDetails")).get("state"))

    @property
    def reason(self) -> str:
        return code(members(self.said.get("statusDetails")).get("reasonCode"))

    @property
    def amount(self) -> Money | None:
        """What is charged when it is completed; None for nothing."""
        return amount(members(self.said.get("paymentDetails")).get("chargeAmount"))

    @property
    def takes_money(self) -> bool:
        intent = members(self.said.get("paymentDetails")).get("paymentIntent")
        return intent != "Confirm" and self.amount is not None

    @property
    def reference(self) -> str:
        return identifier(members(self.said.get("merchantMetadata")).get("merchantReferenceId")) or ""

    @property
    def was_visited(self) -> bool:
        """Whether a buyer has signed in and chosen how to pay: before, there is nothing to complete."""
        return bool(self.said.get("buyer")) and bool(self.said.get("paymentPreferences"))

    @property
    def page(self) -> str:
        """Where to send the buyer; blank if it is not known yet, or no place to send anybody."""
        url = members(self.said.get("webCheckoutDetails")).get("amazonPayRedirectUrl")
        return url if isinstance(url, str) and url.startswith(_PAGES) else ""


class Sessions:
    """Opens, reads and completes checkout sessions."""

    def __init__(self, calls: Calls, charges: Charges, environment: Environment) -> None:
        self._calls = calls
        self._charges = charges
        self._environment = environment

    def open(self, body: Mapping[str, object], *, within: float) -> ConsentPage:
        """Create a session and learn its page. Raises GatewayUnavailableError and PayloadRefusedError."""
        budget = self._calls.budget(within)
        # The moment is in the key: who begins anew shall not get a session that was cancelled meanwhile.
        key = derived_key("session", written(body), self._calls.now().isoformat())
        session = self._made(Kind.CREATE_SESSION, "POST", "/checkoutSessions", body, key=key, budget=budget)
        if not session.page:
            # Told only once everything is said that the buyer has to know, whoever said it before.
            parts = ("webCheckoutDetails", "paymentDetails", "merchantMetadata")
            again = {name: body[name] for name in parts}
            path = f"/checkoutSessions/{session.id}"
            session = self._made(Kind.UPDATE_SESSION, "PATCH", path, again, key="", budget=budget)
        if not session.page:
            raise GatewayUnavailableError("no page to send the buyer to")
        return ConsentPage(session.id, session.page)

    def read(self, session_id: str, *, within: float) -> Consent:
        """Read how far a session is, and complete it if the buyer approved. Raises GatewayUnavailableError."""
        budget = self._calls.budget(within)
        session = self._look(session_id, budget)
        if session is None:
            # Objects are deleted after thirty days: nobody can agree to this one any more.
            return Consent(session_id, ConsentState.FAILED)
        return self._told(self._finished(session, budget), budget)

    def find(self, session_id: str, *, within: float) -> FoundCharge | None:
        """Read the one payment of a session, and complete it; None if there is no such session."""
        budget = self._calls.budget(within)
        session = self._look(session_id, budget)
        if session is None:
            return None
        session = self._finished(session, budget)
        return FoundCharge(session.reference, _payment(self._told(session, budget)))

    def _made(
        self, kind: Kind, method: str, path: str, body: Mapping[str, object], *, key: str, budget: Budget
    ) -> _Session:
        try:
            told = self._calls.ask(kind, method, path, body=written(body), key=key, budget=budget)
        except LostAnswer:
            # A session that nobody visits does nothing, so another may be begun.
            raise GatewayUnavailableError("no answer") from None
        if told.is_good:
            session = self._session(told.said)
            if session:
                return session
            merchant_log.not_understood(kind, why="no session of ours", request_id=told.request_id)
        if not told.is_good and told.row.means in (Means.FAULTY, Means.NOT_THERE):
            raise PayloadRefusedError([told.code])
        raise GatewayUnavailableError(f"status {told.status}")

    def _finished(self, session: _Session, budget: Budget) -> _Session:
        """Complete a session if a buyer was there; return it as it is then, in doubt as it was before."""
        if session.state != "Open" or not session.was_visited:
            return session
        told = self._complete(session, budget)
        after = self._session(told.said) if told and told.is_good else None
        if after and after.id == session.id:
            return after
        # Completed by another run, not approved yet, cancelled, or lost under way: it says so itself.
        return self._look(session.id, budget) or session

    def _complete(self, session: _Session, budget: Budget) -> Told | None:
        body = {"chargeAmount": price(session.amount)} if session.amount else {}
        # A refusal of earlier, before the buyer had approved, would be told again under its key.
        key = derived_key("complete", session.id, self._calls.now().isoformat())
        path = f"/checkoutSessions/{session.id}/complete"
        try:
            return self._calls.ask(Kind.COMPLETE_SESSION, "POST", path, body=written(body), key=key, budget=budget)
        except LostAnswer:
            return None

    def _look(self, session_id: str, budget: Budget) -> _Session | None:
        if identifier(session_id) is None:
            return None
        said = self._calls.look(Kind.GET_SESSION, f"/checkoutSessions/{session_id}", budget=budget)
        if said is None:
            return None
        session = self._session(said)
        if session is None or session.id != session_id:
            merchant_log.not_understood("read session", why="not the session that was asked for")
            raise GatewayUnavailableError("an answer that nobody understands")
        return session

    def _session(self, said: Mapping[str, Any] | None) -> _Session | None:
        told = members(said)
        session_id = identifier(told.get("checkoutSessionId"))
        return _Session(told, session_id) if session_id and is_in(self._environment, told) else None

    def _told(self, session: _Session, budget: Budget) -> Consent:
        match session.state:
            case "Open":
                doubtful = session.was_visited and session.takes_money
                return Consent(session.id, ConsentState.OPEN, charge=Pending() if doubtful else None)
            case "Completed":
                return self._given(session, budget)
            case "Canceled":
                return _canceled(session)
        raise GatewayUnavailableError("an answer that nobody understands")

    def _given(self, session: _Session, budget: Budget) -> Consent:
        said, agreement_id = session.said, identifier(session.said.get("chargePermissionId"))
        if agreement_id is None:
            raise GatewayUnavailableError("completed, and no agreement is named")
        buyer = members(said.get("buyer"))
        return Consent(
            session.id,
            ConsentState.GIVEN,
            agreement_id,
            address=address(said.get("shippingAddress")),
            billing_address=address(said.get("billingAddress")),
            name=word(buyer.get("name")),
            email=word(buyer.get("email")),
            charge=self._first(session, agreement_id, budget) if session.takes_money else None,
        )

    def _first(self, session: _Session, agreement_id: str, budget: Budget) -> ChargeResult:
        charge_id = identifier(session.said.get("chargeId"))
        if charge_id is None:
            merchant_log.not_understood("read session", why="completed, and no charge is named")
            return Unknown()
        expected = Expected(
            self._environment,
            charge_id=charge_id,
            agreement_id=agreement_id,
            reference=session.reference,
            named=session.reference,
            charged=session.amount,
            captured=session.amount,
            takes_now=True,
        )
        return self._charges.look(charge_id, expected, budget=budget)


def _canceled(session: _Session) -> Consent:
    if session.reason == "BuyerCanceled":
        return Consent(session.id, ConsentState.REFUSED)
    declined = DeclinedForGood(Refusal.PAYMENT_METHOD) if session.reason == "Declined" else None
    return Consent(session.id, ConsentState.FAILED, charge=declined if session.takes_money else None)


def _payment(consent: Consent) -> ChargeResult:
    """Return what came of a session's one payment. Until it is over, the session's id is the payment's."""
    match consent.state:
        case ConsentState.OPEN:
            return Pending(consent.consent_id)
        case ConsentState.GIVEN:
            return consent.charge or Unknown(consent.consent_id)
    if isinstance(consent.charge, DeclinedForGood):
        return replace(consent.charge, charge_id=consent.consent_id)
    return Released(consent.consent_id)
