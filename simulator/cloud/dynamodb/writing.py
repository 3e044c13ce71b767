"""The operations that write: one item, or several at once."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.cloud.dynamodb.expressions import Holds, condition
from simulator.cloud.dynamodb.refusals import (
    NotTaught,
    Refused,
    cancelled,
    condition_failed,
    invalid,
    token_mismatch,
)
from simulator.cloud.dynamodb.schemas import Key
from simulator.cloud.dynamodb.shelves import NOTHING, Kept, Shelf
from simulator.cloud.dynamodb.tables import Tables
from simulator.cloud.dynamodb.taught import demand
from simulator.cloud.dynamodb.values import MOST_BYTES, Item, sized

Answer = dict[str, Any]

_MOST_ACTIONS = 100
_MOST_BYTES = 4 * 1024 * 1024
_MOST_SECONDS = 600
_LONGEST_TOKEN = 36

_CONDITIONAL = (
    "TableName",
    "ConditionExpression",
    "ExpressionAttributeValues",
    "ReturnValuesOnConditionCheckFailure",
)


@dataclass(frozen=True, slots=True)
class _Action:
    """A write that was read and is not done yet; `kept` is what shall stand there, None if nothing shall."""

    shelf: Shelf
    key: Key
    kept: Kept | None
    holds: Holds | None
    tells: bool
    changes: bool = True

    def in_the_way(self) -> Item | None:
        """Return what stands there (nothing: an empty item) if the condition does not hold of it."""
        if self.holds is None:
            return None
        kept = self.shelf.at(self.key)
        stands = kept.item if kept else NOTHING
        return None if self.holds(stands) else stands

    def do(self) -> None:
        """Do it."""
        if not self.changes:
            return
        if self.kept is None:
            self.shelf.delete(self.key)
        else:
            self.shelf.put(self.key, self.kept)


def put_item(tables: Tables, request: Mapping[str, Any]) -> Answer:
    """Write one whole item, if its condition holds."""
    return _written(_read_put(tables, request))


def delete_item(tables: Tables, request: Mapping[str, Any]) -> Answer:
    """Take one item away, if the condition holds."""
    return _written(_read_delete(tables, request))


def _written(action: _Action) -> Answer:
    stands = action.in_the_way()
    if stands is not None:
        raise condition_failed(stands if action.tells else None)
    action.do()
    return {}


def _read_put(tables: Tables, request: Mapping[str, Any]) -> _Action:
    demand("PutItem", request, "Item", *_CONDITIONAL)
    item, size = sized(request["Item"])
    holds, shelf = condition(request), tables.shelf(request["TableName"])
    with _about_an_item():
        key = shelf.schema.key_of(item)
        if size > MOST_BYTES:
            raise invalid("Item size has exceeded the maximum allowed size")
    return _Action(shelf, key, Kept(item, size), holds, _tells(request))


def _read_delete(tables: Tables, request: Mapping[str, Any], *, changes: bool = True) -> _Action:
    demand("DeleteItem", request, "Key", *_CONDITIONAL)
    named, _ = sized(request["Key"])
    holds, shelf = condition(request), tables.shelf(request["TableName"])
    with _about_an_item():
        key = shelf.schema.key(named)
    return _Action(shelf, key, None, holds, _tells(request), changes=changes)


def _read_check(tables: Tables, request: Mapping[str, Any]) -> _Action:
    return _read_delete(tables, request, changes=False)


class _Unfit(Refused):
    """An item that its table cannot take; in a transaction that is a reason to cancel."""


@contextmanager
def _about_an_item() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise _Unfit(refused.kind, refused.message) from None


def _tells(request: Mapping[str, Any]) -> bool:
    return bool(request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD")


_ACTIONS: Mapping[str, Callable[[Tables, Mapping[str, Any]], _Action]] = {
    "Put": _read_put,
    "Delete": _read_delete,
    "ConditionCheck": _read_check,
}


class Transactions:
    """Writes several items or none; a transaction that bears the token of one that was done is not done again."""

    def __init__(self, tables: Tables, ticks: Callable[[], float]) -> None:
        self._tables = tables
        self._ticks = ticks
        self._done: OrderedDict[str, tuple[float, object]] = OrderedDict()

    def write(self, request: Mapping[str, Any]) -> Answer:
        """TransactWriteItems."""
        demand("TransactWriteItems", request, "TransactItems", "ClientRequestToken")
        parts, token = request["TransactItems"], request.get("ClientRequestToken")
        if len(parts) > _MOST_ACTIONS:
            raise invalid(
                "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must "
                "have length less than or equal to 100"
            )
        if token is not None and self._was_done(token, parts):
            return {}
        self._write([_opened(part) for part in parts])
        if token is not None:
            self._done[token] = (self._ticks(), parts)
        return {}

    def _was_done(self, token: str, parts: object) -> bool:
        if not 1 <= len(token) <= _LONGEST_TOKEN:
            raise invalid(
                "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member "
                "must have length less than or equal to 36"
            )
        while self._done and next(iter(self._done.values()))[0] <= self._ticks() - _MOST_SECONDS:
            self._done.popitem(last=False)
        if token not in self._done:
            return False
        if self._done[token][1] != parts:
            raise token_mismatch()
        return True

    def _write(self, parts: list[tuple[str, Mapping[str, Any]]]) -> None:
        actions = [self._read(kind, part) for kind, part in parts]
        fit = [action for action in actions if isinstance(action, _Action)]
        if len({(action.shelf.schema.name, action.key) for action in fit}) < len(fit):
            raise invalid("Transaction request cannot include multiple operations on one item")
        if sum(action.kept.size for action in fit if action.kept) > _MOST_BYTES:
            raise invalid("Aggregate size of the items in the transaction cannot exceed 4 MB")
        reasons = [_reason(action) for action in actions]
        if any(reason != _NO_REASON for reason in reasons):
            raise cancelled(reasons)
        for action in fit:
            action.do()

    def _read(self, kind: str, part: Mapping[str, Any]) -> "_Action | Refused":
        """Return the action, or why the item itself cannot be written, which is a reason to cancel."""
        if kind not in _ACTIONS:
            raise NotTaught(f"TransactWriteItems with {kind}")
        try:
            return _ACTIONS[kind](self._tables, part)
        except _Unfit as refused:
            return refused


_NO_REASON = {"Code": "None"}


def _opened(part: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if len(part) != 1:
        raise invalid("TransactItems can only contain one of Check, Put, Update or Delete")
    ((kind, action),) = part.items()
    return kind, action


def _reason(action: "_Action | Refused") -> dict[str, Any]:
    if isinstance(action, Refused):
        return {"Code": "ValidationError", "Message": action.message}
    stands = action.in_the_way()
    if stands is None:
        return _NO_REASON
    told = {"Item": stands} if stands and action.tells else {}
    return {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", **told}
