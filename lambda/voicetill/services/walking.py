"""Walking through what is due, a page of the index after the other."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from voicetill.domain.journal import Due, Kind
from voicetill.services.ports import Clock, Journal

FAR = timedelta(days=400)
"""Later than anything is ever looked at again."""

# How many keys of what is due are read at once.
_PAGE = 100


def walked(
    journal: Journal,
    kind: Kind,
    *,
    shard: int,
    clock: Clock,
    go_on: Callable[[], bool],
    ahead: timedelta = timedelta(),
) -> Iterator[Due]:
    """Read a page of the index as far as it is due. What stays there, for whatever reason, hides nothing.

    With `ahead`, what becomes due only in so long comes along, as far as it is read anyway. Raises
    StoreUnavailableError where the page cannot be read.
    """
    seen: set[tuple[str, str]] = set()
    limit = _PAGE
    while go_on():
        found = journal.due(kind, at=clock() + ahead, limit=limit, shard=shard)
        fresh = [due for due in found if (due.customer_id, due.id) not in seen]
        seen.update((due.customer_id, due.id) for due in fresh)
        for due in fresh:
            if not go_on():
                return
            yield due
        if len(found) < limit or found[-1].at > clock():
            return
        limit = _PAGE + len(seen)
