"""What the services need of a payment company that is called from the server, said as protocols.

A verb that a gateway does not declare among its `abilities` raises NotPossibleError. Every verb that calls takes
`within`, the seconds it may last at most; the company's own trouble is told as data or as
GatewayUnavailableError, and no other exception leaves a gateway.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from voicetill.domain.charging import (
    Ability,
    AgreementTold,
    CancelWish,
    CaptureWish,
    ChargeResult,
    ChargeWish,
    Consent,
    ConsentPage,
    ConsentWish,
    FoundCharge,
    Notice,
    Prepared,
    RefundResult,
    RefundRules,
    RefundWish,
)
from voicetill.domain.money import Currency


class ServerPayments(Protocol):
    """A payment company that the server charges agreements with."""

    @property
    def name(self) -> str:
        """The provider's name in settings and records: `ppro`, `amazon_pay_v2`."""

    @property
    def abilities(self) -> frozenset[Ability]:
        """What it can do."""

    @property
    def refund_rules(self) -> RefundRules:
        """How much goes back at most, and how long."""

    def serves(self, currency: Currency) -> bool:
        """Whether it takes this currency."""

    def start_consent(self, wish: ConsentWish, *, within: float) -> ConsentPage:
        """Begin a consent in the customer's browser; raises GatewayUnavailableError and PayloadRefusedError."""

    def read_consent(self, consent_id: str, *, within: float) -> Consent:
        """Read how far a consent is, and finish it where the provider wants it finished (complete checkout)."""

    def start_payment(self, wish: ChargeWish, consent: ConsentWish, *, within: float) -> ConsentPage:
        """Begin a one-time payment in the customer's browser; the id of the page is the charge's."""

    def read_agreement(self, agreement_id: str, *, within: float) -> AgreementTold:
        """Read how an agreement stands; raises GatewayUnavailableError."""

    def prepare_charge(self, wish: ChargeWish) -> Prepared:
        """Fix key and body of a charge; calls nobody. Raises PayloadRefusedError for what the limits forbid."""

    def prepare_capture(self, wish: CaptureWish) -> Prepared:
        """Fix key and body of a capture."""

    def prepare_refund(self, wish: RefundWish) -> Prepared:
        """Fix key and body of a refund."""

    def prepare_cancel(self, wish: CancelWish) -> Prepared:
        """Fix key and body of a release."""

    def charge(self, prepared: Prepared, *, within: float) -> ChargeResult:
        """Send a prepared charge, capture or release, for the first time.

        Raises GatewayUnavailableError only if it certainly did nothing; no answer, or one that cannot be read, is
        `Unknown`.
        """

    def settle(self, prepared: Prepared, *, charge_id: str, within: float) -> ChargeResult:
        """Find out what became of a prepared charge, capture or release, without ever making a second one.

        By the provider's id where it is known, by searching for our reference, or by sending the very same
        request with its key again: the provider tells the first answer. Raises GatewayUnavailableError.
        """

    def find_charge(self, charge_id: str, *, within: float) -> FoundCharge | None:
        """Read a charge by the provider's id: our reference and how it stands; None if there is none."""

    def refund(self, prepared: Prepared, *, within: float) -> RefundResult:
        """Send a prepared refund; as `charge` in what it raises."""

    def settle_refund(self, prepared: Prepared, *, refund_id: str, within: float) -> RefundResult:
        """Find out what became of a prepared refund; as `settle`."""

    def close(self, agreement_id: str, *, reason: str, within: float) -> None:
        """End an agreement for good; ending one that is over already is no error."""

    def track(self, agreement_id: str, *, carrier: str, number: str, within: float) -> bool:
        """Tell the provider a parcel's number, so that it can tell the customer; False if it refused it."""


class ProviderNotices(Protocol):
    """Reads what a payment company tells us by itself."""

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime, within: float) -> Notice:
        """Verify a notification and say what it is about; header names come in lower case.

        Raises ForgedNoticeError for whatever is not proven to come from the provider, and GatewayUnavailableError
        where proving it needs something that cannot be fetched now.
        """
