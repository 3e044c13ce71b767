"""Walking through what is due, a page of the index after the other."""

from collections.abc import Callable, Iterator

from voicetill.domain.journal import Due, Kind
from voicetill.services.ports import Clock, Journal

# How many keys of what is due are read at once.
_PAGE = 100


def walked(journal: Journal, kind: Kind, *, shard: int, clock: Clock, go_on: Callable[[], bool]) -> Iterator[Due]:
    """Read a page of the index to its end. What stays there, for whatever reason, hides nothing behind it.

    Raises StoreUnavailableError where it cannot be read.
    """
    seen: set[tuple[str, str]] = set()
    limit = _PAGE
    while go_on():
        found = journal.due(kind, at=clock(), limit=limit, shard=shard)
        fresh = [due for due in found if (due.customer_id, due.id) not in seen]
        seen.update((due.customer_id, due.id) for due in fresh)
        for due in fresh:
            if not go_on():
                return
            yield due
        if len(found) < limit:
            return
        limit = _PAGE + len(seen)
