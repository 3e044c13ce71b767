"""What pretend PPRO keeps, and how it tells it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

ACTIVE, PENDING_CONSENT, FAILED = "ACTIVE", "AUTHENTICATION_PENDING", "FAILED"
OVER = frozenset({"REVOKED_BY_CONSUMER", "REVOKED_BY_MERCHANT", "REVOKED_BY_PROVIDER", FAILED})

Told = dict[str, Any]


def stamp(moment: datetime) -> str:
    """A moment as PPRO writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Page:
    """Where a customer confirms, and whereto they go afterwards."""

    url: str
    return_url: str

    def told(self) -> list[Told]:
        """As it stands in an answer."""
        return [{"type": "REDIRECT", "details": {"requestUrl": self.url, "requestMethod": "GET"}}]


@dataclass
class Part:
    """An authorization, a capture, a refund or a void of a charge."""

    id: str
    amount: int
    status: str
    at: datetime
    failure: Told | None = None
    more: Told = field(default_factory=dict)
    updated_at: datetime | None = None

    def told(self) -> Told:
        """As it stands in an answer."""
        told: Told = {"id": self.id, "amount": self.amount, "status": self.status, **self.more}
        if self.failure:
            told["failure"] = self.failure
        return {**told, "createdAt": stamp(self.at), "updatedAt": stamp(self.updated_at or self.at)}


@dataclass
class Charge:
    """A payment charge. `asked` is the body that it was made of; `page` is where a customer confirms."""

    id: str
    merchant_id: str
    asked: Told
    consumer: Told
    instrument_id: str
    at: datetime
    agreement_id: str = ""
    status: str = "AUTHORIZATION_PROCESSING"
    page: Page | None = None
    failure: Told | None = None
    authorizations: list[Part] = field(default_factory=list)
    captures: list[Part] = field(default_factory=list)
    refunds: list[Part] = field(default_factory=list)
    voids: list[Part] = field(default_factory=list)
    updated_at: datetime | None = None

    @property
    def reference(self) -> str:
        """The merchant's name for it."""
        return str(self.asked.get("merchantPaymentChargeReference", ""))

    @property
    def amount(self) -> int:
        """What was asked for, in cents."""
        return int(self.asked["amount"]["value"])

    @property
    def captured(self) -> int:
        """What was taken, in cents."""
        return sum(part.amount for part in self.captures if part.status == "CAPTURED")

    def given_back(self, *statuses: str) -> int:
        """What went back, or is on its way, in cents."""
        return sum(part.amount for part in self.refunds if part.status in statuses)

    def told(self, *, bare: bool = False) -> Told:
        """As it stands in an answer; `bare` leaves out what the vendor's samples do not show."""
        told: Told = {
            "id": self.id,
            "paymentMethod": "AMAZON_PAY",
            "currency": self.asked["amount"]["currency"],
            "country": "US",
            "instrumentId": self.instrument_id,
            "status": self.status,
            "consumer": self.consumer,
        }
        for name in ("authorizations", "captures", "refunds", "voids"):
            told[name] = [part.told() for part in getattr(self, name)]
        if self.failure:
            told["failure"] = self.failure
        if self.page and self.status == PENDING_CONSENT:
            told["authenticationMethods"] = self.page.told()
        if self.reference and not bare:
            told["merchantPaymentChargeReference"] = self.reference
        if self.agreement_id and not bare:
            told["paymentAgreementId"] = self.agreement_id
        return {**told, "createdAt": stamp(self.at), "updatedAt": stamp(self.updated_at or self.at)}


@dataclass
class Agreement:
    """A payment agreement. `asked` is the body that it was made of."""

    id: str
    merchant_id: str
    asked: Told
    instrument_id: str
    page: Page
    at: datetime
    status: str = PENDING_CONSENT
    failure: Told | None = None
    first_charge_id: str = ""
    history: list[Told] = field(default_factory=list)
    updated_at: datetime | None = None

    @property
    def reference(self) -> str:
        """The merchant's name for it."""
        return str(self.asked.get("merchantPaymentAgreementReference", ""))

    def told(self) -> Told:
        """As it stands in an answer."""
        told: Told = {
            "id": self.id,
            "status": self.status,
            "paymentMethod": "AMAZON_PAY",
            "startDate": self.asked["startDate"],
            "instrumentId": self.instrument_id,
            "consumer": self.asked["consumer"],
            "history": list(self.history),
        }
        if self.status == PENDING_CONSENT:
            told["authenticationMethods"] = self.page.told()
        if self.first_charge_id:
            told["initialPaymentChargeId"] = self.first_charge_id
        if self.failure:
            told["failure"] = self.failure
        return {**told, "createdAt": stamp(self.at), "updatedAt": stamp(self.updated_at or self.at)}
