"""The tags of Alexa's SSML, as the ASK "Speech Synthesis Markup Language Reference" lists them. Data only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Wanted:
    """What the value of an attribute must look like, as a pattern and as a person would say it."""

    pattern: re.Pattern[str]
    told: str

    def fits(self, value: str) -> bool:
        """Whether this value will do."""
        return self.pattern.fullmatch(value) is not None


@dataclass(frozen=True)
class Tag:
    """One tag: its attributes, which of them it cannot do without, and where it may not stand."""

    attributes: Mapping[str, Wanted] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    needs_any: bool = False
    hollow: bool = False
    words_only: bool = False
    never_in: tuple[str, ...] = ()


def _one_of(*values: str) -> Wanted:
    return Wanted(re.compile("|".join(map(re.escape, values))), f"one of {', '.join(values)}")


def _like(pattern: str, told: str) -> Wanted:
    return Wanted(re.compile(pattern, re.DOTALL), told)


_ANYTHING = _like(".+", "not empty")
_TIME = _like(".*", "a time")
_LEVELS = ("x-slow", "slow", "medium", "fast", "x-fast")
_PITCHES = ("x-low", "low", "medium", "high", "x-high")
_LOUDNESS = ("silent", "x-soft", "soft", "medium", "loud", "x-loud")
_RATE = _like(rf"{'|'.join(_LEVELS)}|[2-9]\d%|[1-9]\d{{2,}}%", "a word such as slow, or a percentage from 20% on")
_PITCH = _like(rf"{'|'.join(_PITCHES)}|[+-]?\d+(\.\d+)?%", "a word such as low, or a change in %")
_VOLUME = _like(rf"{'|'.join(_LOUDNESS)}|[+-]\d+(\.\d+)?dB", "a word such as loud, or a change in dB")
_LANGUAGES = _one_of(
    "ar-SA", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR",
    "hi-IN", "it-IT", "ja-JP", "nl-NL", "pt-BR",
)  # fmt: skip
_SAY_AS = _one_of(
    "characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit", "date", "time",
    "telephone", "address", "interjection", "expletive",
)  # fmt: skip

TAGS: Mapping[str, Tag] = MappingProxyType(
    {
        "speak": Tag(),
        "alexa:name": Tag(
            {"type": _one_of("first", "nickname"), "personId": _ANYTHING}, needed=("type", "personId"), hollow=True
        ),
        "amazon:domain": Tag(
            {"name": _one_of("conversational", "fun", "long-form", "music", "news")}, needed=("name",)
        ),
        "amazon:effect": Tag({"name": _one_of("whispered")}, needed=("name",)),
        "amazon:emotion": Tag(
            {"name": _one_of("excited", "disappointed"), "intensity": _one_of("low", "medium", "high")},
            needed=("name", "intensity"),
        ),
        "audio": Tag({"src": _ANYTHING}, needed=("src",)),
        "break": Tag(
            {"strength": _one_of("none", "x-weak", "weak", "medium", "strong", "x-strong"), "time": _TIME},
            hollow=True,
        ),
        "emphasis": Tag({"level": _one_of("strong", "moderate", "reduced")}, needed=("level",)),
        "lang": Tag({"xml:lang": _LANGUAGES}, needed=("xml:lang",)),
        "p": Tag(never_in=("p", "s")),
        "phoneme": Tag(
            {"alphabet": _one_of("ipa", "x-sampa"), "ph": _ANYTHING}, needed=("alphabet", "ph"), words_only=True
        ),
        "prosody": Tag({"rate": _RATE, "pitch": _PITCH, "volume": _VOLUME}, needs_any=True),
        "s": Tag(never_in=("s",)),
        "say-as": Tag(
            {
                "interpret-as": _SAY_AS,
                "format": _one_of("mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y"),
            },
            needed=("interpret-as",),
            words_only=True,
        ),
        "sub": Tag({"alias": _ANYTHING}, needed=("alias",), words_only=True),
        "voice": Tag({"name": _ANYTHING}, needed=("name",)),
        "w": Tag(
            {"role": _one_of("amazon:VB", "amazon:VBD", "amazon:NN", "amazon:SENSE_1")},
            needed=("role",),
            words_only=True,
        ),
    }
)
"""All tags by name."""
