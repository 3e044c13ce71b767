"""What a stream of the table tells: which occurrences are new.

The stream carries keys only, so that nothing personal travels in it; whatever it names is read again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voicetill.stores.entries import OCCURRENCE

INSERT = "INSERT"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A new occurrence, and the number by which its record of the stream is handed back if it must come again."""

    sequence: str
    customer_id: str
    occurrence_id: str


def noticed(event: Mapping[str, Any], *, shop: str) -> Iterator[Noticed]:
    """Give the new occurrences among a batch's records, in order; whatever else is in it is passed over.

    `shop` is the beginning of our partitions: environment and merchant.
    """
    records = event.get("Records")
    for record in records if isinstance(records, list) else ():
        found = _read(record, f"{shop}#")
        if found is not None:
            yield found


def _read(record: Any, prefix: str) -> Noticed | None:  # noqa: ANN401 - a stream may hold any JSON
    try:
        change = record["dynamodb"]
        pk, sk, sequence = change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"], change["SequenceNumber"]
        is_new = record["eventName"] == INSERT and pk.startswith(prefix) and sk.startswith(OCCURRENCE)
    except (AttributeError, KeyError, TypeError):
        return None
    return Noticed(str(sequence), pk.removeprefix(prefix), sk.removeprefix(OCCURRENCE)) if is_new else None
