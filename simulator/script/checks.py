"""How expectations are checked: each check looks at the evidence, and says what it found if it is disappointed."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulator.alexa.directives import RENDER
from simulator.alexa.envelopes import request_in
from simulator.alexa.screen_content import content_of
from simulator.amazon_pay.ledger import Charged, Ledger
from simulator.script.grammar import Misused, near
from simulator.stage.turns import Turn, spoken

TIMES = {"never": 0, "once": 1, "twice": 2}


@dataclass(frozen=True)
class Evidence:
    """What an expectation may look at: what came of the last line that called the skill.

    Orders are new since the customer's last wish; `refusal` is how the skill's failing ended the line, if it did.
    """

    turns: Sequence[Turn]
    new_orders: int
    ledger: Ledger
    refusal: str | None = None


Check = Callable[[Evidence], str | None]
"""Returns None when all is as expected, else what was found."""

Maker = Callable[[re.Match[str]], Check]
"""Makes a check of the words of a line."""


def text(name: str, texts_in: Callable[[Evidence], Iterable[str]]) -> Maker:
    """Something said or shown, which contains, lacks, is or matches the group `text`, as the group `verb` says."""

    def make(match: re.Match[str]) -> Check:
        verb, fits = match["verb"], _fitting(match["verb"], match["text"])

        def check(evidence: Evidence) -> str | None:
            found = [_plain(text) for text in texts_in(evidence) if text]
            return None if any(map(fits, found)) is not (verb == "lacks") else f"the {name} {quoted(found)}"

        return check

    return make


def none(name: str, found_in: Callable[[Evidence], Iterable[object]]) -> Maker:
    """Nothing of the kind is there."""

    def make(match: re.Match[str]) -> Check:
        def check(evidence: Evidence) -> str | None:
            found = list(found_in(evidence))
            return f"{name} {quoted(found)}" if found else None

        return check

    return make


def speeches(evidence: Evidence) -> list[str]:
    """What the customer heard."""
    return [turn.speech for turn in evidence.turns if turn.speech]


def reprompts(evidence: Evidence) -> list[str]:
    """What the customer would hear after a silence."""
    bodies = [turn.response.get("response", {}) for turn in evidence.turns]
    heard = [spoken(body.get("reprompt", {}).get("outputSpeech")) for body in bodies]
    return [words for words in heard if words]


def cards(evidence: Evidence) -> list[dict[str, Any]]:
    """The cards in the Alexa app."""
    return [turn.card for turn in evidence.turns if turn.card]


def titles(evidence: Evidence) -> list[str]:
    """Each card's title, or its type where it has none."""
    return [str(card.get("title", card["type"])) for card in cards(evidence)]


def card_texts(evidence: Evidence) -> list[str]:
    """What is written on each card, below its title."""
    members = ("content", "text")
    return [" ".join(str(card[member]) for member in members if card.get(member)) for card in cards(evidence)]


def screens(evidence: Evidence) -> list[str]:
    """What each document shows that was sent."""
    sent = (directive for turn in evidence.turns for directive in turn.directives)
    return [" ".join(content_of(directive).texts) for directive in sent if directive["type"] == RENDER]


def troubles(evidence: Evidence) -> list[str]:
    """Why the skill did not answer, or why its answer was refused."""
    told = [turn.trouble for turn in evidence.turns if turn.trouble]
    return [*told, evidence.refusal] if evidence.refusal else told


def card_title(match: re.Match[str]) -> Check:
    """A card with this title."""
    wanted = match["text"].casefold()

    def check(evidence: Evidence) -> str | None:
        found = titles(evidence)
        return None if wanted in map(str.casefold, found) else f"cards {quoted(found)}"

    return check


def card_type(match: re.Match[str]) -> Check:
    """A card of this type."""
    wanted = match["text"].casefold()

    def check(evidence: Evidence) -> str | None:
        found = [str(card["type"]) for card in cards(evidence)]
        return None if wanted in map(str.casefold, found) else f"cards of type {quoted(found)}"

    return check


def placed(match: re.Match[str]) -> Check:
    """An order was stored, or none was."""
    if match["no"]:
        return lambda evidence: _stored(evidence) if evidence.new_orders else None
    return lambda evidence: None if evidence.new_orders else _stored(evidence)


def moved(match: re.Match[str]) -> Check:
    """Exactly this was charged, or reserved, so many times."""
    wanted = (Decimal(match["amount"]), match["currency"])
    said = (match["times"] or "once").split()[0]
    times = TIMES[said] if said in TIMES else int(said)

    def check(evidence: Evidence) -> str | None:
        entries = _entries(evidence.ledger, match["how"])
        found = sum((entry.amount, entry.currency) == wanted for entry in entries)
        return None if found == times else f"the ledger with {quoted(entries)}"

    return check


def nothing_charged(match: re.Match[str]) -> Check:
    """No money moved in the whole conversation."""

    def check(evidence: Evidence) -> str | None:
        return f"the ledger with {quoted(evidence.ledger.charges)}" if evidence.ledger.charges else None

    return check


def session(match: re.Match[str]) -> Check:
    """Whether Alexa listens on after the last turn."""
    ended = match[0].endswith("ended")

    def check(evidence: Evidence) -> str | None:
        if not evidence.turns:
            return "no turn to look at"
        over = evidence.turns[-1].ended
        return None if over is ended else f"an {'ended' if over else 'open'} session"

    return check


def intent(match: re.Match[str]) -> Check:
    """The skill was asked for this intent."""

    def check(evidence: Evidence) -> str | None:
        found = [turn.kind for turn in evidence.turns]
        return None if match["name"] in found else f"the intent {quoted(found)}"

    return check


def slot(match: re.Match[str]) -> Check:
    """A slot held this: the words that were said, or the id or the name of what they mean."""
    name, wanted = match["name"], match["text"].casefold()

    def check(evidence: Evidence) -> str | None:
        asked = [request_in(turn.request).get("intent", {}).get("slots", {}) for turn in evidence.turns]
        held = [value for slots in asked for value in meanings(slots.get(name, {}))]
        if wanted in map(str.casefold, held):
            return None
        there = sorted({each for slots in asked for each in slots})
        return f"{name} with {quoted(held)}" if name in there else f"the slots {quoted(there)}{near(name, there)}"

    return check


def _stored(evidence: Evidence) -> str:
    return f"{evidence.new_orders or 'no'} order stored since the customer's last wish"


def _fitting(verb: str, wanted: str) -> Callable[[str], bool]:
    if verb == "matches":
        return _expression(wanted)
    words = _plain(wanted).casefold()
    if verb == "is":
        return lambda found: found.casefold() == words
    return lambda found: words in found.casefold()


def _expression(wanted: str) -> Callable[[str], bool]:
    """What stands between the slashes, which are not part of it."""
    body, _, flags = wanted.removeprefix("/").rpartition("/")
    try:
        compiled = re.compile(body, re.IGNORECASE if flags == "i" else 0)
    except re.error as error:
        raise Misused(expected=f"a regular expression ({error})", found=wanted) from error
    return lambda found: compiled.search(found) is not None


def meanings(slot: Mapping[str, Any]) -> list[str]:
    """Return the words in a slot, and the ids and names that they were resolved to."""
    authorities = slot.get("resolutions", {}).get("resolutionsPerAuthority", [])
    resolved = [entry["value"] for authority in authorities for entry in authority.get("values", [])]
    values = [slot.get("value"), *(value.get(member) for value in resolved for member in ("id", "name"))]
    return list(dict.fromkeys(str(value) for value in values if value))


def _entries(ledger: Ledger, how: str) -> Sequence[Charged]:
    return ledger.reservations if how == "reserved" else ledger.charges


def _plain(text: str) -> str:
    return " ".join(text.split())


def quoted(found: Iterable[object]) -> str:
    """All of it in a row, for a tester to read."""
    return "; ".join(f'"{each}"' for each in found) or "(none)"
