"""Billing agreements: a customer's standing consent that we may charge them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.addresses import Address

# How long an address that came with Setup may be used without asking again.
ADDRESS_LIFETIME = timedelta(days=30)


# The agreements that Amazon Pay opened over Alexa: the voice charges them, and the customer must be there.
ALEXA = "alexa"

# What stands in the place of an agreement in a checkout that is paid once, on the company's own page.
ONE_PAYMENT = "one-payment"


class AgreementStatus(StrEnum):
    """The states of a billing agreement (Setup response); only an open one may be charged."""

    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    CANCELED = "CANCELED"
    CLOSED = "CLOSED"
    DRAFT = "DRAFT"


class AgreementKind(StrEnum):
    """Who may start a charge on it: the customer being present, or the merchant alone."""

    CUSTOMER_INITIATED = "customer"
    MERCHANT_INITIATED = "merchant"


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as we last heard of it.

    `kind` is None when a provider gave back an older agreement whose kind we do not know. The addresses are
    the buyer's at `read_at`. `provider` names who opened it, and so who can charge it.
    """

    id: str
    status: AgreementStatus
    read_at: datetime
    kind: AgreementKind | None = None
    address: Address | None = None
    billing_address: Address | None = None
    provider: str = ALEXA

    @property
    def is_open(self) -> bool:
        """Whether it may be charged, as far as we know."""
        return self.status is AgreementStatus.OPEN

    def delivers(self, *, now: datetime) -> bool:
        """Whether it holds a delivery address young enough to be read back without asking again."""
        known = self.address is not None and self.address.is_deliverable
        return known and now - self.read_at <= ADDRESS_LIFETIME


def of_known_kind(known: Agreement | None, heard: Agreement) -> Agreement:
    """Return an agreement as it was heard of now, of the kind that was known: that never changes.

    Setup gives back an open agreement, whatever kind it was asked for; what we know of it is surer than what was
    asked for.
    """
    if known is None or known.id != heard.id or known.kind is None:
        return heard
    return replace(heard, kind=known.kind)


def refreshed(known: Agreement | None, heard: Agreement) -> Agreement:
    """Return an agreement as it was heard of now, with what only an earlier answer told.

    Addresses come only when they were asked for, and the kind only with a new agreement: an answer without
    them takes nothing away. What another company opened is another matter altogether.
    """
    if known is None or known.provider != heard.provider:
        return heard
    kind = of_known_kind(known, heard).kind
    billing = heard.billing_address or known.billing_address
    if heard.address is None and known.address is not None:
        return replace(heard, kind=kind, billing_address=billing, address=known.address, read_at=known.read_at)
    return replace(heard, kind=kind, billing_address=billing)
