"""A conversation as the failure of a test shows it: plain text, whole, readable from the top."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import fill

from simulator.alexa.envelopes import request_in
from simulator.script.conversation import Entry
from simulator.stage.readings import money_in, verdict_in
from simulator.stage.turns import Turn

_WHO = 12
_WIDTH = 100


def transcript_of(entries: Sequence[Entry]) -> str:
    """Everything that was said, sent and ordered; a word in its place if that is nothing."""
    return "\n".join(line for entry in entries for line in _lines(entry)) or "(nothing was said yet)"


def _lines(entry: Entry) -> Iterator[str]:
    if entry.line.startswith(("!", ">", "#")) or not entry.turns:
        yield entry.line
    for turn in entry.turns:
        yield from (_put(who, words) for who, words in _parts(turn))
    if entry.note:
        yield _put("", f"({entry.note})")
    if entry.problem:
        yield from (_put("!!", line) for line in entry.problem.splitlines())


def _parts(turn: Turn) -> Iterable[tuple[str, str]]:
    """Who, and what came of them."""
    if turn.utterance is None:
        yield _came(turn)
    elif not turn.utterance.startswith("!"):
        yield "customer", f'"{turn.utterance}"'
    if turn.speech is not None:
        yield "skill", turn.speech
    for directive in turn.directives:
        name = str(directive.get("name", directive["type"]))
        yield "  sends", " ".join(filter(None, (name, money_in(directive))))
    if turn.card is not None:
        yield "  card", str(turn.card.get("title", turn.card["type"]))
    if turn.trouble is not None:
        yield "!!", turn.trouble


def _came(turn: Turn) -> tuple[str, str]:
    """An answer of Amazon Pay, or the end of a session."""
    request = request_in(turn.request)
    status = request.get("status")
    told = [turn.kind, *(map(str, status.values()) if isinstance(status, Mapping) else ())]
    if request.get("type") == "Connections.Response":
        return "Amazon Pay", " ".join(filter(None, (*told, verdict_in(request))))
    return "Alexa", " ".join([*told, *([f"({request['reason']})"] if "reason" in request else [])])


def _put(who: str, words: str) -> str:
    return fill(words, _WIDTH, initial_indent=f"{who:<{_WHO}}", subsequent_indent=" " * _WHO)
