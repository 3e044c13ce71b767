"""SSML as Alexa reads it: whether it is valid, and what a listener hears of it.

The tags are those of the ASK "Speech Synthesis Markup Language Reference"; `ssml_tags.py` lists them.
"""

import re
import xml.etree.ElementTree as ET

from simulator.alexa.rulebook import MAX_AUDIO_CLIPS, MAX_BREAK_SECONDS
from simulator.alexa.rules import broken, demand
from simulator.alexa.ssml_tags import TAGS, Tag

_PREFIXES = 'xmlns:amazon="amazon" xmlns:alexa="alexa"'
_NAMESPACE = re.compile(r"\{([^}]+)\}")
_XML = "http://www.w3.org/XML/1998/namespace"
_BREAK = re.compile(r"\+?(?P<number>\d+(\.\d+)?)(?P<unit>ms|s)")


def plain_text(ssml: str) -> str:
    """What a listener hears, without the markup; raises RuleBroken when Alexa could not read it."""
    root = _parsed(ssml)
    _check(root, outer=())
    clips = sum(1 for element in root.iter() if element.tag == "audio")
    demand(clips <= MAX_AUDIO_CLIPS, "ssml-clips", clips)
    return " ".join("".join(_heard(root)).split())


def _parsed(ssml: str) -> ET.Element:
    """Parse with Alexa's prefixes declared, because skills use them undeclared."""
    try:
        wrapper = ET.fromstring(f"<ssml {_PREFIXES}>{ssml}</ssml>")  # noqa: S314 - the skill's own words
    except ET.ParseError as error:
        raise broken("ssml-xml", f"{error} in {ssml!r}") from error
    stray = (wrapper.text or "").strip() or any((child.tail or "").strip() for child in wrapper)
    demand(len(wrapper) == 1 and not stray and wrapper[0].tag == "speak", "ssml-root", ssml)
    return wrapper[0]


def _name(qualified: str) -> str:
    return _NAMESPACE.sub(lambda match: "xml:" if match[1] == _XML else f"{match[1]}:", qualified)


def _check(element: ET.Element, *, outer: tuple[str, ...]) -> None:
    """The element and all within it; `outer` are the tags around it, the nearest last."""
    name = _name(element.tag)
    tag = TAGS.get(name)
    if tag is None:
        raise broken("ssml-tag", f"<{name}>")
    demand(name != "speak" or not outer, "ssml-root", "<speak> within <speak>")
    for around in outer:
        demand(around not in tag.never_in, "ssml-nesting", tag=name, outer=around)
    if outer and TAGS[outer[-1]].words_only:
        raise broken("ssml-nesting", tag=name, outer=outer[-1])
    _check_attributes(name, tag, {_name(key): value for key, value in element.attrib.items()})
    demand(not tag.hollow or not (len(element) or (element.text or "").strip()), "ssml-hollow", tag=name)
    for child in element:
        _check(child, outer=(*outer, name))


def _check_attributes(name: str, tag: Tag, given: dict[str, str]) -> None:
    unknown = sorted(set(given) - set(tag.attributes))
    demand(not unknown, "ssml-attribute", ", ".join(unknown), tag=name, known=", ".join(tag.attributes) or "none")
    for attribute, value in given.items():
        wanted = tag.attributes[attribute]
        demand(wanted.fits(value), "ssml-value", value, tag=name, attribute=attribute, wanted=wanted.told)
    for attribute in tag.needed:
        demand(attribute in given, "ssml-needs", tag=name, wanted=attribute)
    demand(bool(given) or not tag.needs_any, "ssml-needs", tag=name, wanted=" or ".join(tag.attributes))
    if name == "audio":
        source = given["src"]
        demand(source.startswith(("https://", "soundbank://")), "ssml-audio", source)
    if name == "break" and "time" in given:
        _check_break(given["time"])


def _check_break(time: str) -> None:
    match = _BREAK.fullmatch(time)
    if match is None:
        raise broken("ssml-break", time)
    seconds = float(match["number"]) / (1000 if match["unit"] == "ms" else 1)
    demand(seconds <= MAX_BREAK_SECONDS, "ssml-break", time)


def _heard(element: ET.Element) -> list[str]:
    """The words in order; `sub` is heard as its alias, and paragraphs and pauses part words."""
    if element.tag == "sub":
        return [element.attrib["alias"]]
    parts = [element.text or ""]
    for child in element:
        parts += _heard(child)
        parts.append(child.tail or "")
    return [" ", *parts, " "] if element.tag in ("p", "s", "break", "audio") else parts
