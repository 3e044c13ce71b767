"""The phrases of the store page ("Alexa, ask No Nicks for a starter kit"), taken apart as Alexa does."""

import re
from dataclasses import dataclass

from scripts import alexa_rules


@dataclass(frozen=True, slots=True)
class Call:
    """A phrase that calls the skill, and what it asks for: nothing, if the skill is just opened."""

    request: str


def read_call(phrase: str, invocation_name: str) -> Call | None:
    """Read a phrase, or return None if it does not begin with Alexa and call the skill by its name."""
    words = re.sub(r"[,!?]", " ", phrase.lower())
    name = r"\s+".join(map(re.escape, invocation_name.lower().split()))
    opened = rf"alexa\s+{_one_of(alexa_rules.OPENING_WORDS)}\s+{name}"
    asked = rf"alexa\s+{_one_of(alexa_rules.ASKING_WORDS)}\s+{name}\s+(?P<request>.+)"
    if re.fullmatch(opened, words.strip()):
        return Call("")
    asking = re.fullmatch(asked, words.strip())
    return Call(asking["request"]) if asking else None


def readings(call: Call) -> list[str]:
    """Return the words that may be looked for in the model: all of them, and those after a joining word."""
    joining, _, rest = call.request.partition(" ")
    return [call.request, rest] if joining in alexa_rules.JOINING_WORDS else [call.request]


def _one_of(words: frozenset[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words)))})"
