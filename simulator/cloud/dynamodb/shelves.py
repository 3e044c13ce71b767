"""What a table holds: items by their keys, in the order of the sort keys, and the entries of the indexes.

An index shows a write at once here. DynamoDB's follows with a little delay, so that what is built on an index must
bear to see what was there a moment ago; no test on this double proves that it does.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.cloud.dynamodb.expressions import Asked
from simulator.cloud.dynamodb.schemas import Entry, Index, Key, Schema
from simulator.cloud.dynamodb.values import Item

NOTHING: Item = {}

Place = tuple[str, str] | None
"""Where an item stands in an index: on which page, and under which key; None if it does not."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as it is stored, and its size in bytes. Nobody may change it."""

    item: Item
    size: int


class Run:
    """Entries by their partition, each partition sorted."""

    def __init__(self) -> None:
        self._partitions: dict[str, list[Entry]] = {}

    def add(self, partition: str, entry: Entry) -> None:
        """Put an entry where it belongs."""
        insort(self._partitions.setdefault(partition, []), entry)

    def remove(self, partition: str, entry: Entry) -> None:
        """Take an entry away that stands there."""
        entries = self._partitions[partition]
        entries.pop(bisect_left(entries, entry))
        if not entries:
            del self._partitions[partition]

    def found(self, asked: Asked, *, forward: bool, after: Entry | None) -> Iterator[Entry]:
        """Walk the entries that are asked for, those behind `after` if it is given."""
        entries = self._partitions.get(asked.partition, [])
        low, high = _span(entries, asked)
        if after is not None and forward:
            low = max(low, bisect_right(entries, after))
        elif after is not None:
            high = min(high, bisect_left(entries, after))
        numbers = range(low, high) if forward else range(high - 1, low - 1, -1)
        return (entries[number] for number in numbers)

    def all(self) -> Iterator[Entry]:
        """Walk all entries, a partition after the other."""
        for entries in self._partitions.values():
            yield from entries


def _span(entries: list[Entry], asked: Asked) -> tuple[int, int]:
    if asked.prefix is not None:
        prefix = asked.prefix
        low = bisect_left(entries, (prefix,))
        return low, bisect_left(entries, True, lo=low, key=lambda entry: not entry[0].startswith(prefix))
    if asked.first is None or asked.last is None:
        return 0, len(entries)
    return bisect_left(entries, (asked.first,)), bisect_right(entries, asked.last, key=lambda entry: entry[0])


@dataclass
class Shelf:
    """One table."""

    schema: Schema
    expiry: dict[str, object] | None = None
    _items: dict[Key, Kept] = field(default_factory=dict)
    _own: Run = field(default_factory=Run)
    _runs: dict[str, Run] = field(default_factory=dict)
    _places: dict[tuple[str, Key], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._runs = {index.name: Run() for index in self.schema.indexes}

    def __len__(self) -> int:
        return len(self._items)

    def at(self, key: Key) -> Kept | None:
        """Return what stands there, None if nothing does."""
        return self._items.get(key)

    def run(self, index: str | None) -> Run:
        """Return the table's own order, or an index's."""
        return self._own if index is None else self._runs[index]

    def put(self, key: Key, kept: Kept) -> None:
        """Store an item in the place of what stands there."""
        if key not in self._items:
            self._own.add(key[0], (key[1], *key))
        self._items[key] = kept
        self._reindex(key, kept.item)

    def delete(self, key: Key) -> None:
        """Take away what stands there, if anything does."""
        if key in self._items:
            del self._items[key]
            self._own.remove(key[0], (key[1], *key))
            self._reindex(key, NOTHING)

    def _reindex(self, key: Key, item: Item) -> None:
        for index in self.schema.indexes:
            left, entered = self._places.get((index.name, key)), index.place(item)
            if left != entered:
                self._move(index, key, left, entered)

    def _move(self, index: Index, key: Key, left: Place, entered: Place) -> None:
        run = self._runs[index.name]
        if left is not None:
            run.remove(left[0], (left[1], *key))
            del self._places[index.name, key]
        if entered is not None:
            run.add(entered[0], (entered[1], *key))
            self._places[index.name, key] = entered
