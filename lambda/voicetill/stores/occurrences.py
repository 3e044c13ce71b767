"""The record of what others must hear of."""

from voicetill.domain.occurrences import Channel, Happening, Occurrence
from voicetill.stores.fields import Record, moment, without_blanks


def to_record(occurrence: Occurrence) -> Record:
    """Write an occurrence; `expires_at` (epoch seconds) stands only on what has been told everywhere."""
    forget_at = occurrence.forget_at
    return without_blanks(
        {
            "id": occurrence.id,
            "version": occurrence.version,
            "what": occurrence.what.value,
            "customer_id": occurrence.customer_id,
            "subject_id": occurrence.subject_id,
            "market": occurrence.market_id,
            "locale": occurrence.locale,
            "at": occurrence.at.isoformat(),
            "tell_at": occurrence.tell_at.isoformat() if occurrence.tell_at else None,
            "details": dict(occurrence.details),
            "email": occurrence.email or None,
            "user_id": occurrence.user_id or None,
            "told": sorted(channel.value for channel in occurrence.told),
            "tries": occurrence.tries,
            "given_up": sorted(channel.value for channel in occurrence.given_up) or None,
            "mailing_since": occurrence.mailing_since.isoformat() if occurrence.mailing_since else None,
            "closed_at": occurrence.closed_at.isoformat() if occurrence.closed_at else None,
            "expires_at": int(forget_at.timestamp()) if forget_at else None,
        }
    )


def from_record(record: Record) -> Occurrence:
    """Read an occurrence."""
    return Occurrence(
        id=record["id"],
        what=Happening(record["what"]),
        customer_id=record["customer_id"],
        subject_id=record["subject_id"],
        market_id=record["market"],
        locale=record["locale"],
        at=moment(record["at"]),
        tell_at=moment(record["tell_at"]) if "tell_at" in record else None,
        details={name: v if isinstance(v, str) else int(v) for name, v in record["details"].items()},
        email=record.get("email", ""),
        user_id=record.get("user_id", ""),
        told=frozenset(Channel(channel) for channel in record["told"]),
        tries=int(record["tries"]),
        given_up=frozenset(Channel(channel) for channel in record.get("given_up", ())),
        mailing_since=moment(record["mailing_since"]) if "mailing_since" in record else None,
        version=int(record["version"]),
        closed_at=moment(record["closed_at"]) if "closed_at" in record else None,
    )
