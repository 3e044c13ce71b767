"""How expectations find a directive, by its name and by what its members hold."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from simulator.script.checks import Check, Evidence, quoted
from simulator.script.grammar import Misused, near, words_of

_FIGURES = re.compile(r"-?\d+(?:\.\d+)?")


def sent(match: re.Match[str]) -> Check:
    """A directive of this name, with these members."""
    name, words = match["name"], words_of(match["members"] or "")
    if len(words) % 2:
        raise Misused(expected="a value after each MEMBER of the directive", found=match.string)
    wanted = dict(zip(words[::2], words[1::2], strict=True))

    def check(evidence: Evidence) -> str | None:
        there = _sent(evidence)
        named = [each for each in there if name in _names(each)]
        if any(all(_holds(each, member, value) for member, value in wanted.items()) for each in named):
            return None
        members = dict.fromkeys(["amount", *wanted])
        return f"directives {quoted(_described(each, members) for each in there)}{_unknown(named, wanted)}"

    return check


def unsent(match: re.Match[str]) -> Check:
    """No directive at all, or none of this name."""
    name = match["name"]

    def check(evidence: Evidence) -> str | None:
        there = _sent(evidence)
        found = [each for each in there if name is None or name in _names(each)]
        return f"directives {quoted(_described(each, ['amount']) for each in found)}" if found else None

    return check


def _sent(evidence: Evidence) -> list[dict[str, Any]]:
    return [directive for turn in evidence.turns for directive in turn.directives]


def _names(directive: Mapping[str, Any]) -> set[str]:
    """What a directive goes by: its name, its type, and the type's last part."""
    kind = str(directive["type"])
    return {str(directive.get("name", kind)), kind, kind.rpartition(".")[2]}


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every plain value in a JSON value, with the way to it."""
    if isinstance(value, (dict, list)):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(member, (*path, str(key)))
    else:
        yield path, value


def _found(directive: Mapping[str, Any], member: str) -> list[str]:
    """What the members of this name hold; a name with dots is the end of the way to it."""
    end = tuple(member.split("."))
    return [_written(value) for path, value in _leaves(directive) if path[-len(end) :] == end]


def _holds(directive: Mapping[str, Any], member: str, wanted: str) -> bool:
    return any(_same(found, wanted) for found in _found(directive, member))


def _same(found: str, wanted: str) -> bool:
    """Numbers are the same if they are worth the same: 9.00 and 9."""
    if _FIGURES.fullmatch(found) and _FIGURES.fullmatch(wanted):
        return Decimal(found) == Decimal(wanted)
    return found == wanted


def _described(directive: Mapping[str, Any], members: Iterable[str]) -> str:
    told = [f"{member} {' and '.join(found)}" for member in members if (found := _found(directive, member))]
    return " ".join([str(directive.get("name", directive["type"])), *told])


def _unknown(directives: Sequence[Mapping[str, Any]], members: Iterable[str]) -> str:
    """A hint at members that none of the directives has."""
    known = {path[-1] for each in directives for path, _ in _leaves(each)}
    missing = [member for member in members if directives and not any(_found(each, member) for each in directives)]
    return "".join(f"; no member {member}{near(member, known)}" for member in missing)


def _written(value: object) -> str:
    """A plain JSON value as a line of a script has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
