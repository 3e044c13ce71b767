"""One turn of a conversation: a request to the skill and what came back, as people and programs read it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simulator.alexa import ssml
from simulator.alexa.envelopes import request_in


@dataclass(frozen=True)
class Turn:
    """`utterance` is None when Amazon Pay answered or the customer left; `speech` is None for silence."""

    utterance: str | None
    request: dict[str, Any]
    response: dict[str, Any]
    speech: str | None
    card: dict[str, Any] | None
    directives: list[dict[str, Any]]
    ended: bool

    def as_json(self) -> dict[str, Any]:
        """The turn as one JSON object, with exactly these members."""
        return asdict(self)

    @property
    def kind(self) -> str:
        """What the skill was asked: the intent's name, or the type of the request."""
        request = request_in(self.request)
        if request.get("type") == "IntentRequest":
            return str(request["intent"]["name"])
        return " ".join(str(request[member]) for member in ("type", "name") if member in request)


def turn_of(utterance: str | None, request: dict[str, Any], response: dict[str, Any], *, ended: bool) -> Turn:
    """The turn that a checked response makes."""
    body = response["response"]
    return Turn(
        utterance=utterance,
        request=request,
        response=response,
        speech=_speech(body.get("outputSpeech")),
        card=body.get("card"),
        directives=body.get("directives", []),
        ended=ended,
    )


def _speech(spoken: Mapping[str, Any] | None) -> str | None:
    if spoken is None:
        return None
    return ssml.plain_text(spoken["ssml"]) if spoken["type"] == "SSML" else " ".join(spoken["text"].split())
