"""Events as nobody should send them."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.alexa.envelopes import NAMES, Json, recorded

Way = tuple[str | int, ...]

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(
        ["", "GRANTED", "ER_SUCCESS_MATCH", "IntentRequest", "Connections.Response", "x" * 9000, "\ud800"]
    )
)
JSON = st.recursive(
    SCALARS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=12), inside, max_size=4),
    max_leaves=12,
)


def ways(value: object, so_far: Way = ()) -> Iterator[Way]:
    """Every place inside a JSON value."""
    pairs: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value))
    for step, inside in pairs:
        yield (*so_far, step)
        yield from ways(inside, (*so_far, step))


def bent(value: Json, way: Way, put: object, *, delete: bool) -> Json:
    """The value with one place changed, or gone; a place that an earlier change has taken away is passed over."""
    whole = copy.deepcopy(value)
    place: Any = whole
    try:
        for step in way[:-1]:
            place = place[step]
        if delete:
            del place[way[-1]]
        else:
            place[way[-1]] = put
    except (KeyError, IndexError, TypeError):
        return whole
    return whole


@st.composite
def mutations(draw: st.DrawFn, envelope: Json) -> Json:
    """An envelope with one to three of its places bent."""
    places = list(ways(envelope))
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(places))
        envelope = bent(envelope, way, draw(JSON), delete=draw(st.booleans()))
    return envelope


def bent_recordings() -> st.SearchStrategy[Json]:
    """Any recorded envelope, bent."""
    return st.sampled_from(NAMES).flatmap(lambda name: mutations(recorded(name)))
