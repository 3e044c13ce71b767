"""The APL document and its data fit one another, and what the reference says of APL.

The tables below restate the ASK pages "APL Base Component Properties", "APL Container", "APL Text", "APL Frame",
"APL ScrollView", "APL TouchWrapper" and "APL Multi-child Component Properties", as far as we use them.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

import pytest

from simulator.alexa.documents import check_render
from tests.contracts.screens import Json, directive, document, screens

BASE = {
    "type", "when", "description", "style", "inheritParentState", "role", "accessibilityLabel", "opacity",
    "width", "height", "padding", "paddingLeft", "paddingRight", "paddingTop", "paddingBottom",
    "grow", "shrink",
}  # fmt: skip
COMPONENTS: Mapping[str, set[str]] = {
    "Container": {"items", "data", "direction", "alignItems", "justifyContent"},
    "Text": {
        "text", "color", "fontSize", "fontWeight", "maxLines", "textAlign", "textAlignVertical",
    },
    "Frame": {"item", "items", "backgroundColor", "borderColor", "borderWidth", "borderRadius"},
    "ScrollView": {"item"},
    "TouchWrapper": {"item", "onPress"},
}  # fmt: skip
RESOURCES = {"description", "when", "colors", "dimensions", "strings"}


def components(holder: Json) -> Iterator[Json]:
    """All components in a layout or template, from the outside to the inside."""
    for member in ("item", "items"):
        listed = holder.get(member, [])
        for one in listed if isinstance(listed, list) else [listed]:
            yield one
            yield from components(one)


def holders() -> Iterator[tuple[str, Json]]:
    yield "mainTemplate", document()["mainTemplate"]
    yield from document()["layouts"].items()


def parameters(holder: Json) -> dict[str, bool]:
    """Each parameter's name, and whether it must be given."""
    named = [one if isinstance(one, dict) else {"name": one} for one in holder.get("parameters", [])]
    return {one["name"]: "default" not in one for one in named}


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inside)


def named(value: object) -> set[str]:
    """Every path that is named in the expressions in a value, such as screen.title; words in quotes are none."""
    expressions = (found for text in texts(value) for found in re.findall(r"\$\{([^{}]*)\}", text))
    bare = (re.sub(r"'[^']*'", "", expression) for expression in expressions)
    return {path for expression in bare for path in re.findall(r"@?[A-Za-z_][\w.]*", expression)}


def test_alexa_would_take_the_document() -> None:
    for name in screens():
        check_render(directive(name))


def test_it_brings_all_that_it_needs() -> None:
    known = {"type", "version", "description", "theme", "resources", "styles", "layouts", "mainTemplate"}

    assert set(document()) == known
    assert document()["theme"] == "dark"


@pytest.mark.parametrize("where", [name for name, _ in holders()])
def test_every_component_is_known_with_all_its_properties(where: str) -> None:
    layouts = document()["layouts"]
    for one in components(dict(holders())[where]):
        kind = one["type"]
        if kind in layouts:
            assert set(one) - {"type", "when"} <= set(parameters(layouts[kind])), one
            assert {name for name, needed in parameters(layouts[kind]).items() if needed} <= set(one), one
        else:
            assert set(one) <= BASE | COMPONENTS[kind], one


def test_every_layout_is_used() -> None:
    used = {one["type"] for _, holder in holders() for one in components(holder)}

    assert set(document()["layouts"]) <= used


@pytest.mark.parametrize("where", [name for name, _ in holders()])
def test_nothing_unbound_is_named(where: str) -> None:
    holder = dict(holders())[where]
    own = {"viewport", "data", *parameters(holder)}
    for path in named({key: value for key, value in holder.items() if key != "parameters"}):
        assert path.startswith("@") or path.partition(".")[0] in own, path


def test_every_resource_that_is_named_exists_and_every_one_is_used() -> None:
    blocks = document()["resources"]
    made = [set(chain.from_iterable(block[kind] for kind in RESOURCES & set(block) - {"description", "when"}))
            for block in blocks]  # fmt: skip
    alone = {text[1:] for text in texts(document()) if re.fullmatch(r"@\w+", text)}
    used = alone | {path[1:] for path in named(document()) if path.startswith("@")}

    assert all(set(block) <= RESOURCES for block in blocks)
    assert used == made[0]
    assert all(later <= made[0] for later in made[1:])


def test_every_style_that_is_named_exists() -> None:
    chosen = {word for text in texts(document()["layouts"]["Button"]) for word in re.findall(r"'(\w+)'", text)}

    assert chosen == set(document()["styles"])
    for style in document()["styles"].values():
        assert any(values.get("when") == "${state.focused}" for values in style["values"])


def test_data_repeats_only_where_there_is_some() -> None:
    """A component whose data is an empty list shows its items once, unbound (APL core library, builder)."""
    for _, holder in holders():
        for one in components(holder):
            if "data" in one:
                assert one["when"] == f"${{{one['data'][2:-1]}.length > 0}}"


def test_every_member_of_the_data_is_shown_and_none_is_missing() -> None:
    data = directive("read-back")["datasources"]["screen"]
    made = {f"screen.{name}" for name in data}
    made |= {f"line.{name}" for name in data["lines"][0]} | {f"button.{name}" for name in data["buttons"][0]}
    paths = set(chain.from_iterable(named(holder) for _, holder in holders()))
    members = {path.removesuffix(".length") for path in paths if path.startswith(("screen.", "button."))}
    members |= {path.replace("data.", "line.") for path in paths if path.startswith("data.")}

    assert members == made
