"""`> expectations`: what must be true after the last utterance or command. One row of `EXPECTATIONS` a form."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulator.amazon_pay.ledger import Ledger
from simulator.script.grammar import Misused
from simulator.stage.turns import Turn

NUMBER = r"(?P<amount>\d+(?:\.\d+)?)"
TIMES = {"once": 1, "twice": 2}


@dataclass(frozen=True)
class Evidence:
    """What an expectation may look at; orders are new since the last wish of the customer."""

    turns: Sequence[Turn]
    new_orders: int
    ledger: Ledger


Check = Callable[[Evidence], str | None]
"""Returns None when all is as expected, else what was found."""


@dataclass(frozen=True)
class Expectation:
    """An expectation, ready to be checked."""

    check: Check


@dataclass(frozen=True)
class Form:
    """One form of the grammar: how it is written, and what it demands."""

    usage: str
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str]], Check]


def parse_expectation(line: str) -> Expectation:
    """Read one line that begins with a greater-than sign."""
    text = line.removeprefix(">").strip()
    for form in EXPECTATIONS:
        if match := form.pattern.fullmatch(text):
            return Expectation(form.make(match))
    raise Misused(expected="> " + " or > ".join(form.usage for form in EXPECTATIONS), found=line)


def _speech(match: re.Match[str]) -> Check:
    wanted, lacks = " ".join(match["text"].casefold().split()), match["verb"] == "lacks"

    def check(evidence: Evidence) -> str | None:
        spoken = [turn.speech for turn in evidence.turns if turn.speech]
        found = any(wanted in " ".join(speech.casefold().split()) for speech in spoken)
        return None if found is not lacks else f"the speech {_quoted(spoken)}"

    return check


def _card(match: re.Match[str]) -> Check:
    wanted = match["text"].strip()

    def check(evidence: Evidence) -> str | None:
        titles = [str(turn.card.get("title", turn.card["type"])) for turn in evidence.turns if turn.card]
        return None if wanted.casefold() in [title.casefold() for title in titles] else f"cards {_quoted(titles)}"

    return check


def _directive(match: re.Match[str]) -> Check:
    name, amount = match["name"], match["amount"]

    def check(evidence: Evidence) -> str | None:
        sent = list(_directives(evidence.turns))
        for sent_name, sent_amount in sent:
            if sent_name == name and (amount is None or _equal(sent_amount, amount)):
                return None
        return f"directives {_quoted(' amount '.join(filter(None, pair)) for pair in sent)}"

    return check


def _placed(match: re.Match[str]) -> Check:
    return lambda evidence: None if evidence.new_orders else "no order stored since the customer's last wish"


def _charged(match: re.Match[str]) -> Check:
    amount, currency = Decimal(match["amount"]), match["currency"]
    times = TIMES.get(match["times"]) or int(match["times"].split()[0])

    def check(evidence: Evidence) -> str | None:
        found = evidence.ledger.times(amount, currency)
        return None if found == times else f"the ledger with {_quoted(evidence.ledger.charges)}"

    return check


def _charged_nothing(match: re.Match[str]) -> Check:
    def check(evidence: Evidence) -> str | None:
        return f"the ledger with {_quoted(evidence.ledger.charges)}" if evidence.ledger.charges else None

    return check


def _session(*, ended: bool) -> Callable[[re.Match[str]], Check]:
    found = "an open session" if ended else "an ended session"

    def check(evidence: Evidence) -> str | None:
        return None if evidence.turns and evidence.turns[-1].ended is ended else found

    return lambda match: check


EXPECTATIONS = (
    Form("speech contains|lacks TEXT", re.compile(r"speech (?P<verb>contains|lacks) (?P<text>.+)"), _speech),
    Form("card title TEXT", re.compile(r"card title (?P<text>.+)"), _card),
    Form(
        "directive NAME [amount NUMBER]",
        re.compile(rf"directive (?P<name>[\w.]+)(?: amount {NUMBER})?"),
        _directive,
    ),
    Form("order placed", re.compile(r"order placed"), _placed),
    Form(
        "charged NUMBER CURRENCY once|twice|N times",
        re.compile(rf"charged {NUMBER} (?P<currency>[A-Z]{{3}}) (?P<times>once|twice|\d+ times)"),
        _charged,
    ),
    Form("charged nothing", re.compile(r"charged nothing"), _charged_nothing),
    Form("ended", re.compile(r"ended"), _session(ended=True)),
    Form("listening", re.compile(r"listening"), _session(ended=False)),
)
"""The grammar of expectations."""


def _directives(turns: Sequence[Turn]) -> Iterator[tuple[str, str | None]]:
    """Name (or type, where there is none) and amount of each directive."""
    for turn in turns:
        for directive in turn.directives:
            price: dict[str, Any] = (
                directive.get("payload", {}).get("authorizeAttributes", {}).get("authorizationAmount", {})
            )
            yield str(directive.get("name", directive["type"])), price.get("amount")


def _equal(sent: str | None, wanted: str) -> bool:
    return sent is not None and Decimal(sent) == Decimal(wanted)


def _quoted(found: Iterable[object]) -> str:
    return "; ".join(f'"{each}"' for each in found) or "(none)"
