"""The conversation as a list of what was said and what happened between the words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from simulator.alexa.directives import RENDER
from simulator.alexa.envelopes import request_in
from simulator.alexa.sessions import SILENCE, USER_INITIATED
from simulator.amazon_pay.faults import ERROR_CODES
from simulator.script.conversation import BROKEN, MISTAKEN, Entry
from simulator.script.lines import BadScript
from simulator.stage.readings import money_in, verdict_in
from simulator.stage.turns import Turn
from simulator.web.visits import Scene

CUSTOMER, SKILL, ALEXA, AMAZON_PAY, TESTER, TROUBLE, HINT, MISTAKE, CHECK = (
    "customer",
    "skill",
    "alexa",
    "amazon-pay",
    "tester",
    "trouble",
    "hint",
    "mistake",
    "check",
)
"""Who or what a line of the conversation is from."""

NAMES: Mapping[str, str] = {
    CUSTOMER: "Customer",
    SKILL: "Skill",
    ALEXA: "Alexa",
    AMAZON_PAY: "Amazon Pay",
    TESTER: "You",
    TROUBLE: "Refused",
    HINT: "Not now",
    MISTAKE: "Not understood",
    CHECK: "Check",
}

_REASONS = MappingProxyType({USER_INITIATED: "the customer ended it", SILENCE: "nobody said anything"})


@dataclass(frozen=True)
class Said:
    """One line: from whom, the words, and in which scene; `aloud` is what of them the loudspeaker says."""

    who: str
    words: str
    scene: int
    locale: str = "en-US"
    aloud: str = ""
    ok: bool = True

    @property
    def name(self) -> str:
        """Who it is from, in words."""
        return NAMES[self.who]


def conversation(scenes: Sequence[Scene]) -> list[Said]:
    """All lines of these scenes."""
    return [said for scene in scenes for said in _scene(scene)]


def _scene(scene: Scene) -> Iterator[Said]:
    entry = scene.entry
    if entry.expected is not None:
        met = entry.line.removeprefix(">").strip()
        words = f"as expected: {met}" if entry.expected else entry.problem or met
        yield Said(CHECK, words, scene.number, ok=entry.expected)
        return
    if entry.line == "!silence" and entry.note:
        yield Said(TESTER, "stay silent", scene.number)
        yield Said(ALEXA, entry.note, scene.number, scene.locale, aloud=_quoted(entry.note))
    elif entry.line.startswith(("!", "#", ">")):
        yield Said(TESTER, entry.note or entry.line, scene.number)
    else:
        yield Said(CUSTOMER, entry.line, scene.number, scene.locale)
    for turn in scene.turns:
        yield from _turn(turn, scene)
    if entry.problem is not None:
        yield _problem(entry, scene)
    if scene.apology:
        yield Said(ALEXA, f"Says: {scene.apology}", scene.number, scene.locale, aloud=scene.apology)


def _quoted(note: str) -> str:
    """What stands between the outermost quotation marks."""
    return note.partition('"')[2].rpartition('"')[0]


def _problem(entry: Entry, scene: Scene) -> Said:
    """What went wrong, without the name of the exception that told it."""
    if isinstance(entry.cause, BadScript):
        return Said(MISTAKE, entry.cause.problem, scene.number, ok=False)
    who = TROUBLE if isinstance(entry.cause, BROKEN) else MISTAKE if isinstance(entry.cause, MISTAKEN) else HINT
    return Said(who, str(entry.cause or entry.problem), scene.number, ok=False)


def _turn(turn: Turn, scene: Scene) -> Iterator[Said]:
    request = request_in(turn.request)
    if request.get("type") == "Connections.Response":
        yield from _answer(request, scene)
    elif request.get("type") == "SessionEndedRequest":
        yield Said(ALEXA, f"Ends the session: {_reason(request)}", scene.number)
    if turn.trouble:
        yield Said(TROUBLE, turn.trouble, scene.number, ok=False)
    if turn.speech:
        yield Said(SKILL, turn.speech, scene.number, scene.locale, aloud=turn.speech)
    for directive in turn.directives:
        yield Said(ALEXA, _order(directive), scene.number)
    if turn.card:
        title = turn.card.get("title") or "a request for a permission"
        yield Said(ALEXA, f"Puts a card in the app: {title}", scene.number)


def _answer(request: Mapping[str, Any], scene: Scene) -> Iterator[Said]:
    """How Amazon Pay answered, and what it told the customer by itself."""
    status = request.get("status")
    code, message = (status.get("code"), status.get("message")) if isinstance(status, dict) else (None, None)
    words = f"Answers {request.get('name')}: {code or 'no status'} {message or ''}".rstrip()
    told = ", ".join(filter(None, (words, verdict_in(request))))
    yield Said(AMAZON_PAY, told, scene.number, ok=str(code) == "200")
    error = ERROR_CODES.get(str(message))
    if error is not None and error.spoken_by_amazon:
        yield Said(AMAZON_PAY, f"Has already told the customer: {error.meaning}", scene.number, ok=False)


def _order(directive: Mapping[str, Any]) -> str:
    """What a directive asks for, in words."""
    if directive["type"] == "Connections.SendRequest":
        what = ", ".join(filter(None, (str(directive.get("name")), money_in(directive))))
        return f"Passes {what} to Amazon Pay, and ends the session."
    if directive["type"] == RENDER:
        return "Shows what the skill sent on the screen."
    return f"Carries out {directive['type']}."


def _reason(request: Mapping[str, Any]) -> str:
    error = request.get("error")
    why = error.get("message") if isinstance(error, dict) else None
    reason = str(request.get("reason"))
    return str(why or _REASONS.get(reason, reason))
