"""Agreements and one-time payments: begun in a browser, read afterwards, ended for good."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    AgreementTold,
    ChargeWish,
    Consent,
    ConsentPage,
    ConsentState,
    ConsentWish,
    FoundCharge,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import NoAnswerError
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.charging import AGREEMENTS, Charging
from voicetill.gateways.ppro.client import CONFLICT, Budget, Client
from voicetill.gateways.ppro.codes import AGREEMENT_STATUSES, AgreementRow
from voicetill.gateways.ppro.consents import (
    agreement_body,
    consent_told,
    first_charge_told,
    page_told,
    payment_body,
)
from voicetill.gateways.ppro.keys import key_of
from voicetill.gateways.ppro.payloads import Terms
from voicetill.gateways.ppro.reading import identifier, is_identifier, members, word
from voicetill.gateways.ppro.search import CHARGES

INSTRUMENTS = "/v1/payment-instruments"


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Begins, reads and ends what customers agree to."""

    client: Client
    charging: Charging
    terms: Terms
    environment: Environment
    now: Callable[[], datetime]
    is_rehearsal: bool

    def start_consent(self, wish: ConsentWish, *, within: float) -> ConsentPage:
        """Create an agreement that the customer has to confirm."""
        body = agreement_body(wish, self.terms, at=self.now())
        return self._started(AGREEMENTS, body, wish.reference, self.client.budget(within))

    def start_payment(self, wish: ChargeWish, consent: ConsentWish, *, within: float) -> ConsentPage:
        """Create a charge that the customer has to confirm."""
        body = payment_body(wish, consent, self.terms)
        return self._started(CHARGES, body, wish.reference, self.client.budget(within))

    def read_consent(self, consent_id: str, *, within: float) -> Consent:
        """Read how far an agreement is, with its first payment and what is known of the customer."""
        budget = self.client.budget(within)
        told = self._told(consent_id, budget)
        if told is None:
            return Consent(consent_id, ConsentState.FAILED)
        consent = consent_told(consent_id, told)
        if first := first_charge_told(told):
            consent = replace(consent, charge=self._first(first, budget).result)
        if consent.state is ConsentState.GIVEN and not consent.email:
            consent = replace(consent, email=self._email(identifier(members(told).get("instrumentId")), budget))
        return consent

    def read_agreement(self, agreement_id: str, *, within: float) -> AgreementTold:
        """Read how an agreement stands; one that PPRO does not know is closed."""
        told = self._told(agreement_id, self.client.budget(within))
        if told is None:
            return AgreementTold(agreement_id, AgreementStatus.CLOSED)
        return AgreementTold(agreement_id, _row(told, agreement_id).status)

    def close(self, agreement_id: str, *, within: float) -> None:
        """Revoke an agreement. What the answer leaves open, a look at the agreement says."""
        budget = self.client.budget(within)
        if not is_identifier(agreement_id):
            raise GatewayUnavailableError("ppro: no such agreement")
        path = f"{AGREEMENTS}/{agreement_id}/revocations"
        try:
            reply = self.client.post(path, "{}", budget, key=key_of("revocation", agreement_id), reference="")
            is_done = reply.is_good
        except NoAnswerError:
            is_done = False
        if is_done:
            return
        told = self._told(agreement_id, budget)
        if told is None or not _row(told, agreement_id).is_over:
            raise GatewayUnavailableError("ppro: the agreement could not be ended")

    def _started(self, path: str, body: str, reference: str, budget: Budget) -> ConsentPage:
        """Have it created. Nothing moves before the customer confirms: whatever goes wrong may be tried again.

        The key follows from the body, too, so that the same wish on another day is no conflict.
        """
        key = key_of(path, f"{reference}/{sha256(body.encode()).hexdigest()}")
        try:
            reply = self.client.post(path, body, budget, key=key, reference=reference)
        except NoAnswerError:
            raise GatewayUnavailableError("ppro: no answer") from None
        if reply.is_good:
            return page_told(reply.told, environment=self.environment, rehearsed=self.is_rehearsal)
        if reply.status != CONFLICT:
            merchant_log.refused("consent", status=reply.status)
        raise GatewayUnavailableError(f"ppro: not begun ({reply.status})")

    def _told(self, agreement_id: str, budget: Budget) -> object | None:
        """Read an agreement; None if PPRO knows none of this id."""
        if not is_identifier(agreement_id):
            return None
        reply = self.client.get(f"{AGREEMENTS}/{agreement_id}", budget)
        return None if reply.is_absent else reply.told

    def _first(self, charge_id: str, budget: Budget) -> FoundCharge:
        """Read the first payment. One that cannot be read now may have been taken."""
        try:
            return self.charging.read(charge_id, budget) or FoundCharge("", Unknown(charge_id))
        except GatewayUnavailableError:
            return FoundCharge("", Unknown(charge_id))

    def _email(self, instrument_id: str, budget: Budget) -> str:
        """Read where Amazon Pay's customer gets mail. It is a courtesy: whatever goes wrong, it is not known."""
        if not instrument_id:
            return ""
        try:
            told = self.client.get(f"{INSTRUMENTS}/{instrument_id}", budget).told
        except GatewayUnavailableError:
            return ""
        return word(members(members(told).get("details")).get("consumerEmail"))


def _row(told: object, agreement_id: str) -> AgreementRow:
    """Return what an agreement's status means; a new word, or another's, is no reason to change anything."""
    said = members(told)
    row = AGREEMENT_STATUSES.get(word(said.get("status")))
    if row is None or said.get("id") != agreement_id:
        raise GatewayUnavailableError("ppro: no status of this agreement that we know")
    return row
