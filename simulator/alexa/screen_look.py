"""How the components of a document look, as properties of CSS.

The layout of APL is a flexible box with other defaults than the browser's, so that its documents can be drawn
rather closely. What is not known is left out. A length in dp becomes a multiple of `--dp`, which is set by whoever
draws; nothing but numbers, known words and plain colours is passed on.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.alexa.bindings import Names, bound, holds

Look = tuple[tuple[str, str], ...]
"""Properties of CSS and their values, in their order."""

RESOURCES = (
    "boolean", "booleans", "color", "colors", "dimension", "dimensions", "number", "numbers", "string", "strings",
)  # fmt: skip
SCROLLING = frozenset({"ScrollView", "Sequence", "GridSequence"})

_LENGTH = re.compile(r"(-?\d{1,5}(?:\.\d{1,3})?)\s*(dp|px|vw|vh|%)?")
_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-z]{3,20}|rgba?\([\d.,%\s]{5,40}\)")
_WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "direction": (
        "flex-direction",
        {"row": "row", "column": "column", "rowReverse": "row-reverse", "columnReverse": "column-reverse"},
    ),
    "alignItems": (
        "align-items",
        {
            "start": "flex-start",
            "end": "flex-end",
            "center": "center",
            "stretch": "stretch",
            "baseline": "baseline",
        },
    ),
    "alignSelf": (
        "align-self",
        {
            "start": "flex-start",
            "end": "flex-end",
            "center": "center",
            "stretch": "stretch",
            "baseline": "baseline",
        },
    ),
    "justifyContent": (
        "justify-content",
        {
            "start": "flex-start",
            "end": "flex-end",
            "center": "center",
            "spaceBetween": "space-between",
            "spaceAround": "space-around",
        },
    ),
    "textAlign": (
        "text-align",
        {"left": "left", "right": "right", "center": "center", "start": "start", "end": "end"},
    ),
    "textAlignVertical": ("align-content", {"top": "start", "center": "center", "bottom": "end"}),
    "fontStyle": ("font-style", {"italic": "italic", "normal": "normal"}),
}
_LENGTHS: Mapping[str, str] = {
    "width": "width",
    "height": "height",
    "minWidth": "min-width",
    "minHeight": "min-height",
    "maxWidth": "max-width",
    "maxHeight": "max-height",
    "padding": "padding",
    "paddingLeft": "padding-left",
    "paddingRight": "padding-right",
    "paddingTop": "padding-top",
    "paddingBottom": "padding-bottom",
    "borderRadius": "border-radius",
    "borderWidth": "border-width",
    "fontSize": "font-size",
}
_COLORS: Mapping[str, str] = {"color": "color", "backgroundColor": "background", "borderColor": "border-color"}
_NUMBERS: Mapping[str, str] = {"grow": "flex-grow", "shrink": "flex-shrink", "opacity": "opacity"}
_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "Container": {"direction": "column"},
    "Text": {"fontSize": 40, "color": "#fafafa"},
    "ScrollView": {"height": 100},
    "Sequence": {"height": 100, "direction": "column"},
}
"""What a component has where it says nothing (ASK "APL Text", "APL ScrollView", ...); the theme is dark."""


class Looks:
    """Works out how the components of one document look."""

    def __init__(self, styles: Mapping[str, Any]) -> None:
        self._styles = styles

    def of(self, members: Mapping[str, Any], names: Names) -> Look:
        """How a component looks; its own properties win over its style's."""
        kind = str(members.get("type"))
        style = self._style(bound(members.get("style"), names), names)
        said = {**_DEFAULTS.get(kind, {}), **style, **members}
        values = {name: bound(value, names) for name, value in said.items()}
        return tuple(_css(kind, values, names.get("viewport", {})))

    def _style(self, name: object, names: Names, *, depth: int = 0) -> dict[str, Any]:
        style = self._styles.get(name) if isinstance(name, str) else None
        if not isinstance(style, Mapping) or depth > len(self._styles):
            return {}
        found: dict[str, Any] = {}
        for base in _listed(style.get("extend", style.get("extends"))):
            found |= self._style(base, names, depth=depth + 1)
        for values in _listed(style.get("values", style.get("value"))):
            if isinstance(values, Mapping) and holds(values.get("when", True), names):
                found |= {key: value for key, value in values.items() if key != "when"}
        return found


def with_resources(resources: object, names: Names) -> Names:
    """The names, and the resources that hold on this device; of two with one name the later counts."""
    known = dict(names)
    for block in _listed(resources):
        if not isinstance(block, Mapping) or not holds(block.get("when", True), known):
            continue
        for kind in RESOURCES:
            for name, value in _mapping(block.get(kind)).items():
                known[f"@{name}"] = bound(value, known)
    return known


def _css(kind: str, values: Mapping[str, Any], viewport: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if kind in ("Container", "Sequence"):
        yield "display", "flex"
    if kind in SCROLLING:
        yield "overflow", "auto"
    for name, value in values.items():
        if name in _LENGTHS and (length := _length(value, viewport)) is not None:
            yield _LENGTHS[name], length
        elif name in _COLORS and isinstance(value, str) and _COLOR.fullmatch(value):
            yield _COLORS[name], value
        elif name in _WORDS and isinstance(value, str) and value in _WORDS[name][1]:
            yield _WORDS[name][0], _WORDS[name][1][value]
        elif name in _NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
            yield _NUMBERS[name], f"{value:g}"
    if values.get("fontWeight") in ("bold", "700", 700):
        yield "font-weight", "700"
    if kind == "Text" and values.get("maxLines") == 1:
        yield "white-space", "nowrap"


def _length(value: object, viewport: Mapping[str, Any]) -> str | None:
    """A length of CSS; None for what is none, such as a list."""
    if value == "auto":
        return "auto"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    match = _LENGTH.fullmatch(str(value))
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit == "%":
        return f"{number:g}%"
    dp = {
        "px": number * 160 / viewport.get("dpi", 160),
        "vw": number / 100 * viewport.get("width", 0),
        "vh": number / 100 * viewport.get("height", 0),
    }.get(unit or "dp", number)
    return f"calc({dp:g} * var(--dp))"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
