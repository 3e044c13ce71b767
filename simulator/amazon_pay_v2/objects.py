"""What the pretend service keeps: sessions, permissions, charges and refunds."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass
class Session:
    """A checkout session, with what the merchant said of it so far."""

    id: str
    environment: str
    told: dict[str, Any]
    created: datetime
    state: str = "Open"
    reason: str | None = None
    visited: bool = False
    approved: bool = False
    permission_id: str | None = None
    charge_id: str | None = None


@dataclass
class Permission:
    """A charge permission."""

    id: str
    environment: str
    kind: str
    currency: str
    told: dict[str, Any]
    created: datetime
    renewed: datetime
    state: str = "Chargeable"
    reasons: list[str] = field(default_factory=list)
    limit: Decimal | None = None


@dataclass
class Charge:
    """A charge; `ending` is what a pending one comes to."""

    id: str
    permission_id: str
    environment: str
    amount: Decimal
    currency: str
    told: dict[str, Any]
    created: datetime
    state: str
    reason: str | None = None
    captured: Decimal = Decimal()
    refunded: Decimal = Decimal()
    capturing: Decimal = Decimal()
    ending: str | None = None

    @property
    def reference(self) -> str:
        """What the merchant calls it."""
        return str((self.told.get("merchantMetadata") or {}).get("merchantReferenceId") or "")


@dataclass
class Refund:
    """A refund."""

    id: str
    charge_id: str
    environment: str
    amount: Decimal
    currency: str
    told: dict[str, Any]
    created: datetime
    state: str = "RefundInitiated"
    reason: str | None = None
