"""What is stored, and what the last line changed in it; of the skill's own members it knows no name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Member:
    """One member of an item, and whether the last line changed it."""

    name: str
    value: object
    changed: bool


@dataclass(frozen=True)
class Stored:
    """One item under the name that its sort key gives it; `fresh` if the last line wrote it for the first time."""

    key: str
    title: str
    label: str
    members: Sequence[Member]
    fresh: bool

    @property
    def changed(self) -> bool:
        """Whether the last line changed something in it."""
        return any(member.changed for member in self.members)


def compared(before: Iterable[Item], after: Iterable[Item]) -> list[Stored]:
    """Each item that is stored now, beside what was stored under its key before."""
    known = {_key(item): plain(item) for item in before}
    return [_stored(plain(item), known.get(_key(item))) for item in sorted(after, key=_key)]


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The value as JSON knows it: DynamoDB's numbers come as decimals, its sets as sets."""
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain, value), key=str)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _stored(item: Item, before: Item | None) -> Stored:
    members = [
        Member(name, value, before is not None and before.get(name) != value) for name, value in item.items()
    ]
    return Stored(_key(item), _title(item), str(item.get("sk", "")), members, fresh=before is None)


def _key(item: Item) -> str:
    return f"{item.get('pk', '')} {item.get('sk', '')}"


def _title(item: Item) -> str:
    """The word in the sort key that says what the item is, as in NOW#CHECKOUT or ORDER#2026-11-24#1."""
    words = [word for word in str(item.get("sk", "item")).split("#") if word.isalpha() and word != "NOW"]
    return words[0].capitalize() if words else str(item.get("sk", "item"))
