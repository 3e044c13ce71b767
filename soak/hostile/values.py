"""Values of JSON that nobody should send."""

from collections.abc import Callable, Sequence
from typing import Any

from soak.hostile import words
from soak.hostile.chance import Chance, one_of

_SCALARS: Sequence[Any] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**31,
    2**63,
    -(2**64),
    10**4000,
    0.0,
    -0.0,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
)
_DEPTHS = (3, 40, 300, 900)
_MANY = (1, 50, 2000)
_EMPTY: Sequence[Any] = ([], {}, [[]], {"": None})


def junk(chance: Chance, *, depth: int = 2) -> Any:  # noqa: ANN401, PLR0911 - any JSON, of each kind
    """Return any value: a text, a number, nothing, much of it, or very deep."""
    match chance.below(9):
        case 0 | 1 | 2:
            return words.text(chance)
        case 3 | 4:
            return one_of(chance, _SCALARS)
        case 5:
            return nested(one_of(chance, _DEPTHS), in_lists=bool(chance.below(2)))
        case 6:
            return many(chance)
        case 7 | 8 if not depth:
            return one_of(chance, _EMPTY)
        case 7:
            return [junk(chance, depth=depth - 1) for _ in range(chance.below(4))]
        case _:
            return {words.text(chance): junk(chance, depth=depth - 1) for _ in range(chance.below(4))}


def nested(depth: int, *, in_lists: bool = True) -> Any:  # noqa: ANN401 - any JSON
    """Return a value that is nothing but depth, as far as a reader of JSON lets it come."""
    value: Any = None
    for _ in range(depth):
        value = [value] if in_lists else {"a": value}
    return value


def many(chance: Chance) -> Any:  # noqa: ANN401 - any JSON
    """Return very much of something small."""
    number, small = one_of(chance, _MANY), one_of(chance, ("", "x", 0, None))
    return [small] * number if chance.below(2) else {f"{place}": small for place in range(number)}


def written(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a Python expression that makes the value; it may use `json`.

    Depth is written as text, because Python reads no expression so deep.
    """
    for kinds, write in _WAYS:
        if isinstance(value, kinds):
            return write(value)
    return f'float("{value}")' if isinstance(value, float) and not _is_plain(value) else repr(value)


def _is_plain(number: float) -> bool:
    return number - number == 0


def _depth(value: Any) -> int:  # noqa: ANN401
    """Return how deep a value is that `nested` made; 0 for any other."""
    kind, depth = type(value), 0
    while type(value) is kind and len(value) == 1 and (kind is list or "a" in value):
        value = value[0] if kind is list else value["a"]
        depth += 1
    return depth if value is None else 0


def _very_deep(depth: int, opened: str, closed: str) -> str:
    return f"json.loads({opened!r} * {depth} + 'null' + {closed!r} * {depth})"


def _of_list(value: list[Any]) -> str:
    if (depth := _depth(value)) > 20:
        return _very_deep(depth, "[", "]")
    if len(value) > 20 and all(each is value[0] for each in value):
        return f"[{written(value[0])}] * {len(value)}"
    return f"[{', '.join(map(written, value))}]"


def _of_table(value: dict[Any, Any]) -> str:
    if (depth := _depth(value)) > 20:
        return _very_deep(depth, '{"a": ', "}")
    return f"{{{', '.join(f'{written(name)}: {written(inside)}' for name, inside in value.items())}}}"


def _of_text(value: str | bytes) -> str:
    if len(value) > 60 and len(set(value)) == 1:
        return f"{value[:1]!r} * {len(value)}"
    return repr(value)


def _of_number(value: int) -> str:
    # Python writes no number of more than 4300 digits.
    return str(value) if value.bit_length() < 300 else hex(value)


_WAYS: Sequence[tuple[type | tuple[type, ...], Callable[[Any], str]]] = (
    (bool, repr),
    (int, _of_number),
    (list, _of_list),
    (dict, _of_table),
    ((str, bytes), _of_text),
)
