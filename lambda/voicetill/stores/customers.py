"""The customer's own record: their agreement and their cart."""

from dataclasses import fields

from voicetill.domain.agreements import ALEXA, Agreement, AgreementKind, AgreementStatus
from voicetill.domain.carts import Cart, CartLine
from voicetill.domain.customers import Customer
from voicetill.domain.occurrences import Happening
from voicetill.domain.presence import HERE, Presence
from voicetill.domain.voice_codes import UNTRIED, Tries
from voicetill.stores.fields import Record, from_address, moment, to_address, without_blanks


def to_record(customer: Customer) -> Record:
    """Write a customer; `expires_at` (epoch seconds) stands only on one who is gone."""
    forget_at = customer.forget_at
    return without_blanks(
        {
            "id": customer.id,
            "version": customer.version,
            "agreement": from_agreement(customer.agreement),
            "cart": [{"product_id": line.product_id, "quantity": line.quantity} for line in customer.cart.lines],
            "tries": _from_tries(customer.tries),
            "notices_to": customer.notices_to or None,
            "unheard": customer.unheard.value if customer.unheard else None,
            "presence": _from_presence(customer.presence),
            "expires_at": int(forget_at.timestamp()) if forget_at else None,
        }
    )


def from_record(record: Record) -> Customer:
    """Read a customer."""
    return Customer(
        id=record["id"],
        version=int(record["version"]),
        agreement=to_agreement(record.get("agreement")),
        cart=Cart(tuple(CartLine(line["product_id"], int(line["quantity"])) for line in record["cart"])),
        tries=_to_tries(record.get("tries")),
        notices_to=record.get("notices_to", ""),
        unheard=Happening(record["unheard"]) if "unheard" in record else None,
        presence=_to_presence(record.get("presence")),
    )


def _from_presence(presence: Presence) -> Record | None:
    if presence == HERE:
        return None
    moments = ((field.name, getattr(presence, field.name)) for field in fields(Presence))
    return {name: at.isoformat() for name, at in moments if at is not None}


def _to_presence(record: Record | None) -> Presence:
    known = {field.name for field in fields(Presence)}
    return Presence(**{name: moment(at) for name, at in (record or {}).items() if name in known})


def _from_tries(tries: Tries) -> Record | None:
    if tries == UNTRIED:
        return None
    until = tries.locked_until.isoformat() if tries.locked_until else None
    return without_blanks({"wrong": tries.wrong, "locks": tries.locks, "locked_until": until})


def _to_tries(record: Record | None) -> Tries:
    if record is None:
        return UNTRIED
    until = moment(record["locked_until"]) if "locked_until" in record else None
    return Tries(int(record["wrong"]), int(record["locks"]), until)


def from_agreement(agreement: Agreement | None) -> Record | None:
    """Write an agreement."""
    if agreement is None:
        return None
    return without_blanks(
        {
            "id": agreement.id,
            "status": agreement.status.value,
            "kind": agreement.kind.value if agreement.kind else None,
            "read_at": agreement.read_at.isoformat(),
            "address": from_address(agreement.address),
            "billing_address": from_address(agreement.billing_address),
            "provider": agreement.provider,
        }
    )


def to_agreement(record: Record | None) -> Agreement | None:
    """Read an agreement."""
    if record is None:
        return None
    return Agreement(
        id=record["id"],
        status=AgreementStatus(record["status"]),
        kind=AgreementKind(record["kind"]) if "kind" in record else None,
        read_at=moment(record["read_at"]),
        address=to_address(record.get("address")),
        billing_address=to_address(record.get("billing_address")),
        provider=record.get("provider", ALEXA),
    )
