"""The record of a request that can move money: with the key and the body to repeat it by."""

from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import Operation, Prepared
from voicetill.stores.fields import Record, from_money, moment, to_money, without_blanks


def to_record(attempt: Attempt) -> Record:
    """Write an attempt. It never expires: late news of its money must find whose it is."""
    prepared = attempt.prepared
    return without_blanks(
        {
            "id": prepared.reference,
            "version": attempt.version,
            "operation": prepared.operation.value,
            "subject_id": prepared.subject_id,
            "key": prepared.key,
            "body": prepared.body,
            "remains": prepared.remains,
            "amount": from_money(prepared.amount) if prepared.amount else None,
            "provider": attempt.provider,
            "customer_id": attempt.customer_id,
            "owner": attempt.owner.value,
            "owner_id": attempt.owner_id,
            "made_at": attempt.made_at.isoformat(),
            "look_at": attempt.look_at.isoformat() if attempt.look_at else None,
            "charge_id": attempt.charge_id,
            "looks": attempt.looks,
            "raised": attempt.raised,
            "settled_at": attempt.settled_at.isoformat() if attempt.settled_at else None,
        }
    )


def from_record(record: Record) -> Attempt:
    """Read an attempt."""
    prepared = Prepared(
        operation=Operation(record["operation"]),
        reference=record["id"],
        subject_id=record["subject_id"],
        key=record["key"],
        body=record["body"],
        amount=to_money(record["amount"]) if "amount" in record else None,
        remains=record.get("remains"),
    )
    return Attempt(
        prepared=prepared,
        provider=record["provider"],
        customer_id=record["customer_id"],
        owner=Owner(record["owner"]),
        owner_id=record["owner_id"],
        made_at=moment(record["made_at"]),
        look_at=moment(record["look_at"]) if "look_at" in record else None,
        charge_id=record["charge_id"],
        looks=int(record["looks"]),
        raised=record["raised"],
        settled_at=moment(record["settled_at"]) if "settled_at" in record else None,
        version=int(record["version"]),
    )
