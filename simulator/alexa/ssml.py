"""SSML as Alexa reads it: whether it is valid, and what a listener hears of it.

The tags are those of the ASK "Speech Synthesis Markup Language Reference".
"""

import re
import xml.etree.ElementTree as ET

from simulator.alexa.rules import RuleBroken, demand

KNOWN_TAGS = frozenset(
    {
        "speak", "amazon:domain", "amazon:effect", "amazon:emotion", "alexa:name", "audio", "break", "emphasis",
        "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "voice", "w",
    }
)  # fmt: skip
MAX_AUDIO_CLIPS = 5
MAX_BREAK_SECONDS = 10.0
_PREFIXES = 'xmlns:amazon="amazon" xmlns:alexa="alexa"'
_NAMESPACE = re.compile(r"\{(\w+)\}")
_BREAK = re.compile(r"^\+?(?P<number>\d+(\.\d+)?)(?P<unit>ms|s)$")


def plain_text(ssml: str) -> str:
    """What a listener hears, without the markup; raises RuleBroken when Alexa could not read it."""
    root = _parsed(ssml)
    clips = 0
    for element in root.iter():
        tag = _tag(element)
        demand(tag in KNOWN_TAGS, "SSML may hold only the tags that Alexa knows", f"<{tag}>")
        demand(tag != "speak" or element is root, "SSML has one <speak> around everything", ssml)
        clips += tag == "audio"
        _check_attributes(tag, element)
    demand(clips <= MAX_AUDIO_CLIPS, f"SSML may play at most {MAX_AUDIO_CLIPS} audio clips", clips)
    return " ".join("".join(_heard(root)).split())


def _parsed(ssml: str) -> ET.Element:
    """Parse with Alexa's prefixes declared, because skills use them undeclared."""
    try:
        wrapper = ET.fromstring(f"<ssml {_PREFIXES}>{ssml}</ssml>")  # noqa: S314 - the skill's own words
    except ET.ParseError as error:
        raise RuleBroken("SSML must be well-formed XML", f"{error} in {ssml!r}") from error
    stray = (wrapper.text or "").strip() or any((child.tail or "").strip() for child in wrapper)
    demand(len(wrapper) == 1 and not stray, "SSML has one <speak> around everything", ssml)
    demand(_tag(wrapper[0]) == "speak", "SSML has one <speak> around everything", ssml)
    return wrapper[0]


def _tag(element: ET.Element) -> str:
    return _NAMESPACE.sub(r"\1:", element.tag)


def _check_attributes(tag: str, element: ET.Element) -> None:
    if tag == "audio":
        source = element.get("src", "")
        demand(source.startswith(("https://", "soundbank://")), "SSML audio must come over https", source)
    if tag == "break" and (time := element.get("time")) is not None:
        match = _BREAK.match(time)
        if match is None:
            raise RuleBroken("an SSML break has a time in s or ms", time)
        seconds = float(match["number"]) / (1000 if match["unit"] == "ms" else 1)
        demand(seconds <= MAX_BREAK_SECONDS, "an SSML break lasts at most 10 seconds", time)


def _heard(element: ET.Element) -> list[str]:
    """The words in order; `sub` is heard as its alias, and paragraphs and pauses part words."""
    tag = _tag(element)
    if tag == "sub" and "alias" in element.attrib:
        return [element.attrib["alias"]]
    parts = [element.text or ""]
    for child in element:
        parts += _heard(child)
        parts.append(child.tail or "")
    return [" ", *parts, " "] if tag in ("p", "s", "break", "audio") else parts
