"""What a developer wants to see of one scene: requests, responses, calls, the log, and what Alexa refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import connection_in
from simulator.amazon_pay.buyer_service import Call
from simulator.cloud.wire import DynamoCall
from simulator.stage.turns import Turn
from simulator.web.log_book import LogLine
from simulator.web.visits import Scene


@dataclass(frozen=True)
class TurnShown:
    """One request with what came of it; `directive` is the one in focus, `refusal` why Alexa took no answer."""

    key: str
    heading: str
    request: Mapping[str, Any]
    response: object
    directive: Mapping[str, Any] | None = None
    milliseconds: float | None = None
    calls: Sequence[DynamoCall] = ()
    asked: Sequence[Call] = ()
    log: Sequence[LogLine] = ()
    refusal: Sequence[str] = field(default_factory=tuple)


def turns_of(scene: Scene) -> list[TurnShown]:
    """The turns of a scene, and at its end the attempt that Alexa refused."""
    shown = [
        _shown(turn, f"{scene.number}-{place}", scene.log.get(place, ())) for place, turn in enumerate(scene.turns)
    ]
    attempt = scene.entry.attempt
    if attempt is not None:
        place = len(scene.turns)
        shown.append(
            TurnShown(
                key=f"{scene.number}-{place}",
                heading="Refused",
                request=attempt.request,
                response=attempt.response,
                calls=scene.calls,
                log=scene.log.get(place, ()),
                refusal=_refusal(scene.entry.cause),
            )
        )
    return shown


def _shown(turn: Turn, key: str, log: Sequence[LogLine]) -> TurnShown:
    directive = connection_in(turn.response) if turn.response else None
    if directive is None and turn.directives:
        directive = turn.directives[0]
    return TurnShown(
        key=key,
        heading=turn.kind,
        request=turn.request,
        response=turn.response,
        directive=directive,
        milliseconds=turn.seconds * 1000,
        calls=turn.calls,
        asked=turn.asked,
        log=log,
        refusal=(turn.trouble,) if turn.trouble else (),
    )


def _refusal(cause: Exception | None) -> Sequence[str]:
    """The rule, what was found, and the page that says so; or the exception's own words."""
    if not isinstance(cause, RuleBroken):
        return (str(cause),)
    found = (f"Found: {cause.found}",) if cause.found else ()
    page = (f"See \u201c{cause.page}\u201d in the vendor's documentation.",) if cause.page else ()
    return (f"Rule: {cause.rule}", *found, *page)
