"""The phrases of the store page ("Alexa, ask No Nicks for a starter kit"), taken apart as Alexa does."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scripts.languages.language import Language


@dataclass(frozen=True, slots=True)
class Call:
    """A phrase that calls the skill, and what it asks for: nothing, if the skill is just opened."""

    request: str


def read_calls(phrase: str, invocation_name: str, language: Language) -> Iterator[Call]:
    """Give each way to read a phrase; none if it does not begin with Alexa and call the skill by its name.

    There may be several: in Japanese what joins the name to the request stands around both.
    """
    words = language.spelling(phrase).rstrip(".")
    for pattern in _patterns(language.calls.open, invocation_name, language):
        if re.fullmatch(pattern, words):
            yield Call("")
    for pattern in _patterns(language.calls.ask, invocation_name, language):
        if asking := re.fullmatch(pattern, words):
            yield Call(asking["request"])


def readings(call: Call, language: Language) -> list[str]:
    """Return the words that may be looked for in the model: all of them, and those after a joining word."""
    joined = (
        call.request.removeprefix(joining).strip()
        for joining in language.calls.joining
        if call.request.startswith(joining if joining.endswith("'") else f"{joining} ")
    )
    return [call.request, *joined]


def _patterns(calls: Iterable[str], invocation_name: str, language: Language) -> Iterator[str]:
    name = re.escape(language.spelling(invocation_name))
    for wake in language.calls.wake:
        for call in calls:
            before, _, rest = language.spelling(f"{wake} {call}").partition("{name}")
            between, asks, after = rest.partition("{request}")
            request = f"(?P<request>.+){re.escape(after)}" if asks else ""
            yield f"{re.escape(before)}{name}{re.escape(between)}{request}"
