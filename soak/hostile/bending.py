"""Bends what is right: some of its places hold something else, are gone, or stand twice."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.values import junk

Way = tuple[str | int, ...]


def ways(value: object, so_far: Way = ()) -> Iterator[Way]:
    """Every place inside a JSON value, the outer ones first."""
    pairs: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value))
    for step, inside in pairs:
        yield (*so_far, step)
        yield from ways(inside, (*so_far, step))


def bent(value: Any, chance: Chance, *, most: int = 3) -> Any:  # noqa: ANN401 - any JSON
    """Return the value with up to so many of its places bent, perhaps with none; or something else."""
    if perhaps(chance, one_in=20):
        return junk(chance)
    whole = copy.deepcopy(value)
    places = list(ways(value))
    for _ in range(chance.below(most + 1) if places else 0):
        _bend(whole, value, one_of(chance, places), chance)
    return whole


def _bend(whole: Any, value: Any, way: Way, chance: Chance) -> None:  # noqa: ANN401
    place = found(whole, way[:-1])
    if not isinstance(place, dict | list) or found(whole, way) is None:
        return
    match chance.below(6):
        case 0 | 1 | 2:
            place[way[-1]] = junk(chance)  # type: ignore[index]
        case 3:
            del place[way[-1]]  # type: ignore[arg-type]
        case 4:
            # What is right elsewhere is the likeliest to be taken for right here.
            # Taken from the whole one: nothing may come to stand in itself.
            elsewhere = found(value, one_of(chance, list(ways(value))))
            place[way[-1]] = copy.deepcopy(elsewhere)  # type: ignore[index]
        case _:
            _retype(place, way[-1], chance)


def _retype(place: Any, step: str | int, chance: Chance) -> None:  # noqa: ANN401
    """Put the same there in another type."""
    value = place[step]
    made: Sequence[Any] = ([value], {"value": value}, _text(value), _number(value), not value)
    place[step] = one_of(chance, made)


def _text(value: object) -> str:
    return value.swapcase() if isinstance(value, str) else repr(value)[:100]


def _number(value: object) -> object:
    try:
        return float(value) if isinstance(value, str | int) else 1
    except (ValueError, OverflowError):
        return -1


def found(value: Any, way: Way) -> Any:  # noqa: ANN401 - any JSON
    """Return what is at a place; None if nothing is there any more."""
    for step in way:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def same(one: object, other: object, *places: Way) -> bool:
    """Whether both hold just the same at all these places, in the same types."""
    return all(_alike(found(one, way), found(other, way)) for way in places)


def _alike(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
