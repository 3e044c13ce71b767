"""The expressions that the stores write, and no others: whatever else is asked raises NotTaught and names it.

Conditions of a write are `attribute_exists(a)`, `attribute_not_exists(a)` and `a = :value`, joined by AND. A query
names a partition, and a beginning of the sort key or a span of it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from simulator.cloud.dynamodb.refusals import NotTaught, Refused, invalid
from simulator.cloud.dynamodb.values import Item, Value, scalar

_TERM = re.compile(
    r"attribute_exists\((?P<there>\w+)\)|attribute_not_exists\((?P<absent>\w+)\)|(?P<name>\w+) = (?P<value>:\w+)",
    re.ASCII,
)
_KEYS = re.compile(
    r"(?P<hash>\w+) = (?P<is>:\w+)"
    r"( AND (begins_with\((?P<begins>\w+), (?P<prefix>:\w+)\)"
    r"|(?P<spans>\w+) BETWEEN (?P<first>:\w+) AND (?P<last>:\w+)))?",
    re.ASCII,
)
_FILTER = re.compile(r"begins_with\((?P<name>\w+), (?P<prefix>:\w+)\)", re.ASCII)

_COMPARED = {"S", "N", "BOOL"}


@dataclass
class Values:
    """A request's `ExpressionAttributeValues`, each of which has to be used."""

    expression: str
    given: Mapping[str, Value] | None
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.given is not None and not self.given:
            raise invalid("ExpressionAttributeValues must not be empty")

    def __getitem__(self, name: str) -> Value:
        self._used.add(name)
        if self.given is None or name not in self.given:
            raise invalid(
                f"Invalid {self.expression}: An expression attribute value used in expression is not defined; "
                f"attribute value: {name}"
            )
        return scalar(self.given[name])

    def all_used(self) -> None:
        """Raise Refused if one of them was for nothing."""
        if unused := sorted(set(self.given or {}) - self._used):
            names = ", ".join(unused)
            raise invalid(f"Value provided in ExpressionAttributeValues unused in expressions: keys: {{{names}}}")


def _for_nothing(expression: str) -> Refused:
    return invalid(f"ExpressionAttributeValues can only be specified when using expressions: {expression} is null")


Holds = Callable[[Item], bool]
"""Whether a condition holds of what stands there; an empty item is nothing."""


def condition(request: Mapping[str, Any]) -> Holds | None:
    """Return the condition of a write, None if it has none. Raises Refused and NotTaught."""
    text, given = request.get("ConditionExpression"), request.get("ExpressionAttributeValues")
    if text is None:
        if given is not None:
            raise _for_nothing("ConditionExpression")
        return None
    values = Values("ConditionExpression", given)
    terms = [_holds(term, values) for term in _terms(text)]
    values.all_used()
    return lambda item: all(term(item) for term in terms)


@lru_cache
def _terms(text: str) -> tuple[Mapping[str, str | None], ...]:
    if not text:
        raise invalid("Invalid ConditionExpression: The expression can not be empty;")
    found = [_TERM.fullmatch(part) for part in text.split(" AND ")]
    terms = tuple(term.groupdict() for term in found if term)
    if len(terms) < len(found):
        raise NotTaught(f"the ConditionExpression {text!r}")
    return terms


def _holds(term: Mapping[str, str | None], values: Values) -> Holds:
    there, absent, name = term["there"], term["absent"], term["name"]
    if there:
        return lambda item: there in item
    if absent:
        return lambda item: absent not in item
    wanted = values[str(term["value"])]
    if not wanted.keys() <= _COMPARED:
        raise NotTaught(f"a comparison with {sorted(wanted)}")
    return lambda item: item.get(str(name)) == wanted


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries of a run a query is about: of this partition, and with such a sort key."""

    partition: str
    prefix: str | None = None
    first: str | None = None
    last: str | None = None

    def holds(self, sort_key: str) -> bool:
        """Whether an entry with this sort key is meant."""
        if self.prefix is not None:
            return sort_key.startswith(self.prefix)
        return self.first is None or self.last is None or self.first <= sort_key <= self.last


def key_condition(request: Mapping[str, Any], *, hash_name: str, sort_name: str) -> Asked:
    """Return what a query asks for. Raises Refused and NotTaught."""
    text = request.get("KeyConditionExpression")
    if text is None:
        raise NotTaught("a Query without a KeyConditionExpression")
    match = _KEYS.fullmatch(text)
    if not match:
        raise NotTaught(f"the KeyConditionExpression {text!r}")
    values = Values("KeyConditionExpression", request.get("ExpressionAttributeValues"))
    if match["hash"] != hash_name:
        raise invalid(f"Query condition missed key schema element: {hash_name}")
    if (match["begins"] or match["spans"] or sort_name) != sort_name:
        raise invalid(f"Query condition missed key schema element: {sort_name}")
    asked = Asked(
        _key(values, hash_name, match["is"]) or "",
        _key(values, sort_name, match["prefix"]),
        _key(values, sort_name, match["first"]),
        _key(values, sort_name, match["last"]),
    )
    values.all_used()
    if asked.first is not None and asked.last is not None and asked.first > asked.last:
        raise invalid(
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or "
            f"equal to lower bound; lower bound operand: AttributeValue: {{S:{asked.first}}}, "
            f"upper bound operand: AttributeValue: {{S:{asked.last}}}"
        )
    return asked


def _key(values: Values, name: str, placeholder: str | None) -> str | None:
    if placeholder is None:
        return None
    value = values[placeholder]
    if "S" not in value:
        raise invalid(
            "One or more parameter values were invalid: Condition parameter type does not match schema type"
        )
    text = str(value["S"])
    if not text:
        raise invalid(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
            f"empty string value. Key: {name}"
        )
    return text


def scan_filter(request: Mapping[str, Any]) -> Holds:
    """Return what a scan's filter lets through. Raises Refused and NotTaught."""
    text, given = request.get("FilterExpression"), request.get("ExpressionAttributeValues")
    if text is None:
        if given is not None:
            raise _for_nothing("FilterExpression")
        return lambda item: True
    match = _FILTER.fullmatch(text)
    if not match:
        raise NotTaught(f"the FilterExpression {text!r}")
    values = Values("FilterExpression", given)
    wanted = values[match["prefix"]]
    values.all_used()
    if "S" not in wanted:
        raise NotTaught(f"a FilterExpression about {sorted(wanted)}")
    name, prefix = match["name"], str(wanted["S"])
    return lambda item: str(item.get(name, {}).get("S", "")).startswith(prefix) and "S" in item.get(name, {})
