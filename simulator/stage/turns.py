"""One turn of a conversation: a request to the skill and what came back, as people and programs read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.alexa import ssml
from simulator.alexa.envelopes import request_in
from simulator.amazon_pay.buyer_service import Call
from simulator.cloud.wire import DynamoCall


@dataclass(frozen=True)
class Turn:
    """One request and its response.

    `utterance` is None when Amazon Pay answered or the customer left; `speech` is None for silence; `trouble` says
    why no response came, where a tester wanted it so. `seconds` is what the customer waited; `asked` are the
    skill's calls to the buyer API meanwhile.
    """

    utterance: str | None
    request: dict[str, Any]
    response: dict[str, Any]
    speech: str | None
    card: dict[str, Any] | None
    directives: list[dict[str, Any]]
    ended: bool
    trouble: str | None = None
    seconds: float = 0.0
    calls: Sequence[DynamoCall] = ()
    asked: Sequence[Call] = ()

    def as_json(self) -> dict[str, Any]:
        """The turn as one JSON object, with exactly these members."""
        members = ("utterance", "request", "response", "speech", "card", "directives", "ended")
        return {member: getattr(self, member) for member in members}

    @property
    def kind(self) -> str:
        """What the skill was asked: the intent's name, or the type of the request."""
        request = request_in(self.request)
        if request.get("type") == "IntentRequest":
            return str(request["intent"]["name"])
        return " ".join(str(request[member]) for member in ("type", "name") if member in request)


def turn_of(
    utterance: str | None,
    request: dict[str, Any],
    response: dict[str, Any],
    *,
    ended: bool,
    seconds: float = 0.0,
    calls: Sequence[DynamoCall] = (),
    asked: Sequence[Call] = (),
) -> Turn:
    """The turn that a checked response makes."""
    body = response["response"]
    return Turn(
        utterance=utterance,
        request=request,
        response=response,
        speech=spoken(body.get("outputSpeech")),
        card=body.get("card"),
        directives=body.get("directives", []),
        ended=ended,
        seconds=seconds,
        calls=tuple(calls),
        asked=tuple(asked),
    )


def unanswered(utterance: str | None, request: dict[str, Any], *, trouble: str, seconds: float = 0.0) -> Turn:
    """The turn of a request that got no response, as a tester wanted it."""
    return Turn(utterance, request, {}, None, None, [], ended=True, trouble=trouble, seconds=seconds)


def spoken(speech: Mapping[str, Any] | None) -> str | None:
    """The words of an `outputSpeech`, as they are heard."""
    if speech is None:
        return None
    return ssml.plain_text(speech["ssml"]) if speech["type"] == "SSML" else " ".join(speech["text"].split())
