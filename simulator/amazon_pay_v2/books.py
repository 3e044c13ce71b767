"""Everything that the pretend service remembers, and what follows from the time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.ledger import Ledger, Moved
from simulator.amazon_pay_v2.limits import (
    EXTRA_REFUND,
    EXTRA_SHARE,
    LIFE,
    MONTHLY,
    RESERVED_FOR,
    SESSION_KEPT_FOR,
    SESSION_OPEN_FOR,
)
from simulator.amazon_pay_v2.objects import Charge, Permission, Refund, Session

_LETTERS = {"Sandbox": "S", "Live": "P"}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Change:
    """Something changed of which the merchant is notified; the notification itself tells no state."""

    object_type: str
    object_id: str
    permission_id: str


@dataclass
class Books:
    """Sessions, permissions, charges and refunds of one merchant, and the ledger of the money.

    `declines` are the codes that the next charges are declined with, each as an error or as a declined charge.
    `pending` counts the next charges that are left pending.
    """

    clock: Callable[[], datetime] = _now
    random: Random = field(default_factory=Random)
    ledger: Ledger = field(default_factory=Ledger)
    sessions: dict[str, Session] = field(default_factory=dict)
    permissions: dict[str, Permission] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    trackers: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    declines: list[tuple[str, bool]] = field(default_factory=list)
    pending: int = 0

    def now(self) -> datetime:
        """The time at the service."""
        return self.clock().astimezone(UTC)

    def session(self, session_id: str, environment: str) -> Session:
        """A session as it is now. Raises Fault."""
        session = self.sessions.get(session_id)
        if session is None or session.environment != environment:
            raise Fault("ResourceNotFound", "there is no such checkout session")
        if self.now() - session.created > SESSION_KEPT_FOR:
            raise Fault("ResourceNotFound", "sessions are deleted after thirty days")
        if session.state == "Open" and self.now() - session.created > SESSION_OPEN_FOR:
            session.state, session.reason = "Canceled", "Expired"
        return session

    def permission(self, permission_id: str, environment: str) -> Permission:
        """A permission as it is now. Raises Fault."""
        permission = self.permissions.get(permission_id)
        if permission is None or permission.environment != environment:
            raise Fault("ResourceNotFound", "there is no such charge permission")
        life = LIFE.get(permission.kind)
        since = permission.renewed if permission.kind == "Recurring" else permission.created
        if permission.state != "Closed" and life and self.now() - since > life:
            self.close(permission, "Expired")
        return permission

    def charge(self, charge_id: str, environment: str) -> Charge:
        """A charge as it is now. Raises Fault."""
        charge = self.charges.get(charge_id)
        if charge is None or charge.environment != environment:
            raise Fault("ResourceNotFound", "there is no such charge")
        if charge.state == "Authorized" and self.now() - charge.created > RESERVED_FOR:
            charge.state, charge.reason = "Canceled", "ExpiredUnused"
            self.changed_charge(charge)
        return charge

    def refund(self, refund_id: str, environment: str) -> Refund:
        """A refund. Raises Fault."""
        refund = self.refunds.get(refund_id)
        if refund is None or refund.environment != environment:
            raise Fault("ResourceNotFound", "there is no such refund")
        return refund

    def left_this_month(self, permission: Permission) -> Decimal | None:
        """What may still be taken before the first of the month; None where there is no limit by the month."""
        if permission.limit is None:
            return None
        waiting = (
            charge.capturing or charge.amount
            for charge in self.charges.values()
            if charge.permission_id == permission.id
            and charge.state in ("AuthorizationInitiated", "Authorized", "CaptureInitiated")
        )
        taken = self.ledger.taken_in_month(permission.id, self.now()) + sum(waiting, Decimal())
        return permission.limit - taken

    def refundable(self, charge: Charge) -> Decimal:
        """What may still go back of a charge."""
        extra = min(charge.captured * EXTRA_SHARE, EXTRA_REFUND[charge.currency])
        waiting = (
            refund.amount
            for refund in self.refunds.values()
            if refund.charge_id == charge.id and refund.state == "RefundInitiated"
        )
        return charge.captured + extra - charge.refunded - sum(waiting, Decimal())

    def open_permission(
        self, *, environment: str, kind: str, currency: str, told: dict[str, object]
    ) -> Permission:
        """Write down a new permission."""
        seven, more = (f"{self.random.randrange(10**7):07d}" for _ in range(2))
        permission_id = f"{_LETTERS[environment]}01-{seven}-{more}"
        limit = MONTHLY[kind][currency] if kind in MONTHLY else None
        permission = Permission(
            permission_id, environment, kind, currency, told, self.now(), self.now(), limit=limit
        )
        self.permissions[permission_id] = permission
        return permission

    def serial(self, permission_id: str, letter: str) -> str:
        """An id for a new charge or refund."""
        return f"{permission_id}-{letter}{len(self.charges) + len(self.refunds) + 1:06d}"

    def take(self, charge: Charge, amount: Decimal) -> None:
        """Take money for a charge."""
        charge.state, charge.captured, charge.capturing = "Captured", amount, Decimal()
        where = (charge.reference, charge.id, charge.permission_id)
        self.ledger.taken.append(Moved(*where, amount, charge.currency, self.now()))
        self.permissions[charge.permission_id].renewed = self.now()

    def give_back(self, refund: Refund) -> None:
        """Finish a refund."""
        charge = self.charges[refund.charge_id]
        refund.state = "Refunded"
        charge.refunded += refund.amount
        where = (charge.reference, charge.id, charge.permission_id)
        self.ledger.given_back.append(Moved(*where, refund.amount, refund.currency, self.now()))
        self.changes.append(Change("REFUND", refund.id, charge.permission_id))

    def close(self, permission: Permission, reason: str) -> None:
        """End a permission for good."""
        permission.state, permission.reasons = "Closed", [reason]
        self.changed_permission(permission)

    def hinder(self, permission: Permission, reason: str) -> None:
        """Make a permission not chargeable for a while."""
        permission.state, permission.reasons = "NonChargeable", [reason]
        self.changed_permission(permission)

    def changed_charge(self, charge: Charge) -> None:
        """Have the merchant notified of a charge."""
        self.changes.append(Change("CHARGE", charge.id, charge.permission_id))

    def changed_permission(self, permission: Permission) -> None:
        """Have the merchant notified of a permission."""
        self.changes.append(Change("CHARGE_PERMISSION", permission.id, permission.id))
