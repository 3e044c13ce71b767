"""What a document shows, as a simple tree: texts in their order, images, and what can be touched.

How things look is worked out in `screen_look`, where it is known on which screen. Known are the components of APL
that hold others, the documents' own layouts, and the properties that the layouts of the package alexa-layouts have
in common. A component that is not known shows its texts; nothing in a document can make this raise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from simulator.alexa.bindings import Names, bound, holds
from simulator.alexa.screen_look import Look, Looks, with_resources

DEEPEST = 40
"""How deep things may lie in one another; a layout that holds itself ends here."""

LONGEST_LIST = 200
"""How many entries of a list are shown."""

TEXTS = (
    "headerTitle", "headerSubtitle", "headerAttributionText", "title", "primaryText", "secondaryText",
    "tertiaryText", "bodyText", "text", "buttonText", "ratingText", "hintText", "footerHintText",
)  # fmt: skip
IMAGES = ("source", "imageSource", "headerAttributionImage", "imageThumbnailSource")
INNER = ("firstItem", "items", "item", "lastItem", "listItems", "header", "content", "footer")
ACTIONS = ("primaryAction", "onPress")
BUTTONS = (("button1Text", "button1PrimaryAction"), ("button2Text", "button2PrimaryAction"))
ALL_SHOWN = frozenset({"Container", "Sequence", "GridSequence", "Pager", "FlexSequence", "MultiChildComponent"})
"""Components that show all of their items; the others show the first whose `when` holds."""

_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")
_ENTITY = re.compile(r"&(?:amp|lt|gt|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
"""The entities that a Text component reads; others stay as they are written."""

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
"""What a Text component draws as one space; one that must not be broken stays."""

LEAVES = ("Text", "Image")
"""Components that hold nothing."""


@dataclass(frozen=True)
class Shown:
    """One thing on the screen: a "box" with others in it, a "text", or an "image".

    `words` are a text's words, or what an image or a box is described by; `address` is where an image lies. A
    touch of it, or of what is in it, sends `arguments`: None when it cannot be touched. `look` is how it is drawn,
    as properties of CSS; empty where that is not known.
    """

    kind: str
    words: str = ""
    address: str = ""
    arguments: tuple[Any, ...] | None = None
    inside: tuple["Shown", ...] = ()
    look: Look = ()

    def walk(self) -> Iterator["Shown"]:
        """This thing and all within it, as they are read."""
        yield self
        for one in self.inside:
            yield from one.walk()

    @property
    def texts(self) -> list[str]:
        """All words on it, in their order."""
        return [one.words for one in self.walk() if one.kind == "text"]

    @property
    def touchable(self) -> list["Shown"]:
        """All that can be touched."""
        return [one for one in self.walk() if one.arguments is not None]


def content_of(directive: Mapping[str, Any], viewport: Mapping[str, Any] | None = None) -> Shown:
    """What a RenderDocument directive shows; an empty box when nothing can be told, as for a linked document.

    With the viewport of a device it is what this device shows, and how it looks there.
    """
    document = _mapping(directive.get("document"))
    template = _mapping(document.get("mainTemplate"))
    sources = _mapping(directive.get("datasources"))
    parameters = template.get("parameters")
    whole = _parameter_names(parameters)[:1] or ["payload"]
    # The first parameter is all data; each further one has the data source of its own name.
    names: Names = {
        **sources,
        "payload": sources,
        whole[0]: sources.get(whole[0], sources),
        "viewport": viewport or {},
        "environment": {},
        "state": {},
    }
    names = with_resources(document.get("resources"), names)
    looks = Looks(_mapping(document.get("styles"))) if viewport else None
    reader = _Reader(_mapping(document.get("layouts")), looks)
    return Shown("box", inside=tuple(reader.inner(template, names, depth=0)))


class _Reader:
    """Reads the components of one document."""

    def __init__(self, layouts: Mapping[str, Any], looks: Looks | None) -> None:
        self._layouts = layouts
        self._looks = looks

    def inner(self, holder: Mapping[str, Any], names: Names, *, depth: int) -> Iterator[Shown]:
        """What a component holds."""
        for member in INNER:
            listed = _listed(bound(holder.get(member), names))
            data = _listed(bound(holder.get("data"), names)) if member in ("items", "item") else []
            if data:
                yield from self._repeated(listed, data, names, depth=depth)
            elif member == "listItems":
                yield from self._entries(listed, holder, names, depth=depth)
            elif str(holder.get("type")) in ALL_SHOWN or member in ("firstItem", "lastItem"):
                for component in listed:
                    yield from self.component(component, names, depth=depth)
            else:
                yield from self._first(listed, names, depth=depth)

    def component(self, component: object, names: Names, *, depth: int) -> Iterator[Shown]:
        """One component; nothing when it is hidden."""
        members = _mapping(component)
        hidden = bound(members.get("display"), names) == "none"
        if not members or depth > DEEPEST or hidden or not holds(members.get("when", True), names):
            return
        layout = self._layouts.get(str(members.get("type")))
        if isinstance(layout, Mapping):
            given = {name: bound(members.get(name), names) for name in _parameter_names(layout.get("parameters"))}
            inside = tuple(self.inner(layout, {**names, **_defaults(layout), **_given(given)}, depth=depth + 1))
        else:
            inside = tuple(self._parts(members, names, depth=depth + 1))
        arguments = _arguments(members, names)
        look = self._looks.of(members, names) if self._looks and layout is None else ()
        if len(inside) == 1 and arguments is None and not look:
            yield inside[0]
        elif len(inside) == 1 and members.get("type") in LEAVES:
            yield replace(inside[0], arguments=arguments, look=look)
        elif inside or look or arguments is not None:
            words = str(bound(members.get("accessibilityLabel"), names) or "")
            yield Shown("box", words, arguments=arguments, inside=inside, look=look)

    def _parts(self, members: Mapping[str, Any], names: Names, *, depth: int) -> Iterator[Shown]:
        """The component's own images and texts, what it holds, and its buttons."""
        described = _words(bound(members.get("accessibilityLabel"), names))
        for member in IMAGES:
            for address in _listed(bound(members.get(member), names))[:1]:
                if isinstance(address, str):
                    yield Shown("image", described, bound(address, names))
        for member in TEXTS:
            if words := _words(bound(members.get(member), names)):
                yield Shown("text", words)
        yield from self.inner(members, names, depth=depth)
        for text, action in BUTTONS:
            if words := _words(bound(members.get(text), names)):
                sent = _sent(members.get(action), names)
                yield Shown("box", arguments=sent, inside=(Shown("text", words),))

    def _repeated(
        self, components: Sequence[object], data: Sequence[object], names: Names, *, depth: int
    ) -> Iterator[Shown]:
        """The first component that fits, once for each entry of the data."""
        for index, entry in enumerate(data[:LONGEST_LIST]):
            here = {**names, "data": entry, "index": index, "ordinal": index + 1, "length": len(data)}
            yield from self._first(components, here, depth=depth)

    def _entries(
        self, entries: Sequence[object], holder: Mapping[str, Any], names: Names, *, depth: int
    ) -> Iterator[Shown]:
        """The entries of a ready-made list, which may share an action."""
        shared = {name: holder[name] for name in ACTIONS if name in holder}
        for index, entry in enumerate(entries[:LONGEST_LIST]):
            here = {**names, "data": entry, "index": index, "ordinal": index + 1, "length": len(entries)}
            yield from self.component({**shared, **_mapping(entry)}, here, depth=depth)

    def _first(self, components: Sequence[object], names: Names, *, depth: int) -> Iterator[Shown]:
        for component in components:
            if holds(_mapping(component).get("when", True), names):
                yield from self.component(component, names, depth=depth)
                return


def _arguments(members: Mapping[str, Any], names: Names) -> tuple[Any, ...] | None:
    """What a touch sends; None when it sends nothing. The action of a list is that of its entries."""
    if "listItems" in members:
        return None
    sent = (_sent(members.get(action), names) for action in ACTIONS)
    return next((arguments for arguments in sent if arguments is not None), None)


def _sent(action: object, names: Names, *, depth: int = 0) -> tuple[Any, ...] | None:
    """The arguments of the first SendEvent among these commands."""
    for command in _listed(bound(action, names)):
        members = _mapping(command)
        if members.get("type") == "SendEvent":
            return tuple(_arguments_in(bound(members.get("arguments"), names), names))
        if depth < DEEPEST and (found := _sent(members.get("commands"), names, depth=depth + 1)) is not None:
            return found
    return None


def _arguments_in(arguments: object, names: Names) -> Iterator[Any]:
    """The arguments; a list that an expression among them stands for takes its place (APL "Array expansion")."""
    for argument in _listed(arguments):
        found = bound(argument, names)
        if isinstance(argument, str) and isinstance(found, list):
            yield from found
        else:
            yield found


def _parameter_names(parameters: object) -> list[str]:
    """The names of a template's or a layout's parameters, which are written as names or as objects."""
    named = (one.get("name") if isinstance(one, Mapping) else one for one in _listed(parameters))
    return [name for name in named if isinstance(name, str)]


def _defaults(layout: Mapping[str, Any]) -> dict[str, Any]:
    parameters = (_mapping(one) for one in _listed(layout.get("parameters")))
    return {str(one.get("name")): one.get("default") for one in parameters if one}


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


def _words(value: object) -> str:
    """A text as it is read, without its markup."""
    if value is None or isinstance(value, Mapping | list | bool):
        return ""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), _SPACES.sub(" ", _MARKUP.sub(" ", str(value)))).strip()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> Sequence[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
