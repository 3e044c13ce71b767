"""The record of a customer's erasure; it expires once nothing is left to do."""

from voicetill.domain.erasure import Erasure, Held, Scope, Why
from voicetill.stores.fields import Record, moment, without_blanks


def to_record(erasure: Erasure) -> Record:
    """Write an erasure."""
    forget_at = erasure.forget_at
    return without_blanks(
        {
            "id": erasure.id,
            "version": erasure.version,
            "customer_id": erasure.customer_id,
            "why": erasure.why.value,
            "up_to": erasure.up_to.isoformat(),
            "begun_at": erasure.begun_at.isoformat(),
            "look_at": erasure.look_at.isoformat() if erasure.look_at else None,
            "to_close": [[held.provider, held.id] for held in erasure.to_close],
            "closed": [[held.provider, held.id] for held in erasure.closed],
            "looks": erasure.looks,
            "done_at": erasure.done_at.isoformat() if erasure.done_at else None,
            "expires_at": int(forget_at.timestamp()) if forget_at else None,
        }
    )


def from_record(record: Record) -> Erasure:
    """Read an erasure."""
    return Erasure(
        customer_id=record["customer_id"],
        scope=Scope(record["id"]),
        why=Why(record["why"]),
        up_to=moment(record["up_to"]),
        begun_at=moment(record["begun_at"]),
        look_at=moment(record["look_at"]) if "look_at" in record else None,
        to_close=tuple(Held(*held) for held in record["to_close"]),
        closed=tuple(Held(*held) for held in record["closed"]),
        looks=int(record["looks"]),
        done_at=moment(record["done_at"]) if "done_at" in record else None,
        version=int(record["version"]),
    )
