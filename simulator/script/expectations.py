"""`> expectations`: what must be true after the last utterance or command. One row of `EXPECTATIONS` a form."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.script import checks, directive_checks
from simulator.script.checks import Check, Maker
from simulator.script.grammar import Misused

_MOVED = r"(?P<amount>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})(?: (?P<times>never|once|twice|\d+ times))?"
_CONTAINS = r"(?P<verb>contains|lacks) (?P<text>.+)"
_NAME = r"(?P<name>[\w.]+)"
ALIKE = 0.75
"""How alike (of 1) a misspelt form must be to one that is known: one letter in four may be wrong."""

_PLACEHOLDER = re.compile(r"[A-Z/\[].*")


@dataclass(frozen=True)
class Expectation:
    """An expectation, ready to be checked. `of_trouble` looks forward to what would break the conversation."""

    check: Check
    of_trouble: bool = False


@dataclass(frozen=True)
class Form:
    """One form of the grammar: how it is written, what it demands, how its words are read."""

    usage: str
    meaning: str
    pattern: re.Pattern[str]
    make: Maker
    of_trouble: bool = False

    @property
    def beginnings(self) -> list[str]:
        """The words that it begins with, before the first that stands for another: one entry a spelling."""
        spelled: list[list[str]] = [[]]
        for word in _PLACEHOLDER.sub("", self.usage).split():
            spelled = [[*before, choice] for before in spelled for choice in word.split("|")]
        return [" ".join(words) for words in spelled]


def parse_expectation(line: str) -> Expectation:
    """Read one line that begins with a greater-than sign. Raises Misused."""
    text = " ".join(line.removeprefix(">").split())
    for form in EXPECTATIONS:
        if match := form.pattern.fullmatch(text):
            return Expectation(form.make(match), of_trouble=form.of_trouble)
    raise Misused(expected=_meant(text), found=line)


def _meant(text: str) -> str:
    """The forms that begin with the same word, or nearly as the text does, or else all of them."""
    words = text.split()
    same = [form for form in EXPECTATIONS if form.usage.split()[0] in words[:1]]
    nearly = [form for form in EXPECTATIONS if any(_alike(words, spelling) for spelling in form.beginnings)]
    return " or ".join(f"> {form.usage}" for form in same or nearly or EXPECTATIONS)


def _alike(words: Sequence[str], spelling: str) -> bool:
    """Whether the text begins with something like this."""
    begins = " ".join(words[: len(spelling.split())])
    return bool(difflib.get_close_matches(begins, [spelling], cutoff=ALIKE))


def _form(usage: str, meaning: str, pattern: str, make: Maker, *, of_trouble: bool = False) -> Form:
    return Form(usage, meaning, re.compile(pattern), make, of_trouble)


_SAID = (
    _form(
        "speech contains|lacks TEXT",
        "what was spoken has these words in it, or has not, in whatever case",
        rf"speech {_CONTAINS}",
        checks.text("speech", checks.speeches),
    ),
    _form(
        "speech is TEXT",
        "one answer was this and no more",
        r"speech (?P<verb>is) (?P<text>.+)",
        checks.text("speech", checks.speeches),
    ),
    _form(
        "speech matches /EXPRESSION/",
        "what was spoken fits this regular expression (/.../i: in whatever case)",
        r"speech (?P<verb>matches) (?P<text>/.+/i?)",
        checks.text("speech", checks.speeches),
    ),
    _form("no speech", "nothing was spoken", r"no speech", checks.none("the speech", checks.speeches)),
    _form(
        "reprompt contains|lacks TEXT",
        "what would be asked again after a silence has these words in it, or has not",
        rf"reprompt {_CONTAINS}",
        checks.text("reprompt", checks.reprompts),
    ),
    _form(
        "no reprompt",
        "nothing would be asked again after a silence",
        r"no reprompt",
        checks.none("the reprompt", checks.reprompts),
    ),
)
_SHOWN = (
    _form("card title TEXT", "a card has this title", r"card title (?P<text>.+)", checks.card_title),
    _form(
        "card contains|lacks TEXT",
        "what is written on a card has these words in it, or has not",
        rf"card {_CONTAINS}",
        checks.text("card", checks.card_texts),
    ),
    _form(
        "card type TYPE", "a card is of this type, such as Standard", r"card type (?P<text>\w+)", checks.card_type
    ),
    _form(
        "screen contains|lacks TEXT",
        "what was sent to be shown has these words in it, or has not",
        rf"screen {_CONTAINS}",
        checks.text("screen", checks.screens),
    ),
    _form("no screen", "nothing was sent to be shown", r"no screen", checks.none("the screen", checks.screens)),
    _form("no card", "no card was sent", r"no card", checks.none("cards", checks.titles)),
    _form(
        "directive NAME [MEMBER VALUE ...]",
        "it was sent, and these members of it (amount, authorizationAmount.amount) hold this",
        rf"directive {_NAME}(?: (?P<members>.+))?",
        directive_checks.sent,
    ),
    _form(
        "no directive [NAME]",
        "none was sent, or none of this name",
        rf"no directive(?: {_NAME})?",
        directive_checks.unsent,
    ),
)
_MONEY = (
    _form(
        "order placed",
        "an order was stored since the customer's last wish",
        r"(?P<no>)order placed",
        checks.placed,
    ),
    _form("no order placed", "no order was stored since then", r"(?P<no>no) order placed", checks.placed),
    _form(
        "charged NUMBER CURRENCY [never|once|twice|N times]",
        "Amazon Pay's ledger has this very charge so many times, or once",
        rf"(?P<how>charged) {_MOVED}",
        checks.moved,
    ),
    _form(
        "charged nothing",
        "the ledger has no charge at all (also: nothing charged)",
        r"charged nothing|nothing charged",
        checks.nothing_charged,
    ),
    _form(
        "reserved NUMBER CURRENCY [never|once|twice|N times]",
        "so many authorizations of this amount wait for their capture, or one",
        rf"(?P<how>reserved) {_MOVED}",
        checks.moved,
    ),
)
_COURSE = (
    _form(
        "session open|ended",
        "Alexa listens for an answer, or the session is over (also: listening, ended)",
        r"session (?:open|ended)|listening|ended",
        checks.session,
    ),
    _form("intent NAME", "the customer was understood to mean this", rf"intent {_NAME}", checks.intent),
    _form(
        "slot NAME VALUE",
        "the slot held these words, or a value of this id or name",
        rf"slot {_NAME} (?P<text>.+)",
        checks.slot,
    ),
    _form(
        "trouble contains TEXT",
        "the skill gave no answer, or one that Alexa refuses; the conversation goes on",
        r"trouble (?P<verb>contains) (?P<text>.+)",
        checks.text("trouble", checks.troubles),
        of_trouble=True,
    ),
    _form(
        "no trouble",
        "the skill answered, and Alexa took it",
        r"no trouble",
        checks.none("the trouble", checks.troubles),
    ),
)

EXPECTATIONS = (*_SAID, *_SHOWN, *_MONEY, *_COURSE)
"""The grammar of expectations."""
