"""Pretend Alexa: keeps sessions, writes requests, and refuses what the real one would refuse.

The rules of a session, as the ASK documentation has them:

- Words outside a session reach the skill only when they name it.
- A response with `shouldEndSession` false keeps the session, and the next request carries its attributes. Anything
  else ends it.
- After `Connections.SendRequest` the session is over. The answer comes in a new one: new id, no attributes, the
  same customer.
- When the customer leaves an open session, the skill gets `SessionEndedRequest` and may not say anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.alexa.envelopes import Envelopes, request_in
from simulator.alexa.responses import CONNECTIONS, checked, demand_in_time
from simulator.alexa.rules import RuleBroken
from simulator.customers import Speaker
from simulator.language.interaction_model import InteractionModel
from simulator.language.invocation import invocation, leaves
from simulator.language.understanding import Elicitation, Understanding

USER_INITIATED = "USER_INITIATED"
"""The reason of an ended session when the customer said so."""

SILENCE = "EXCEEDED_MAX_REPROMPTS"
"""The reason of an ended session when the customer said nothing any more."""


class NobodyListens(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the customer speaks, no session is open, and the words do not call the skill."""


@dataclass
class _Session:
    id: str
    attributes: dict[str, Any] = field(default_factory=dict)
    question: Elicitation | None = None


class Alexa:
    """All sessions of all customers and devices with one skill."""

    def __init__(self, envelopes: Envelopes, models: Mapping[str, InteractionModel]) -> None:
        self._envelopes = envelopes
        self._models = models
        self._understandings = {
            locale: Understanding(model, skill_id=envelopes.skill_id) for locale, model in models.items()
        }
        self._sessions: dict[tuple[str, str], _Session] = {}

    def listens(self, speaker: Speaker) -> bool:
        """Whether a session is open at this device."""
        return speaker.key in self._sessions

    def hear(self, speaker: Speaker, utterance: str) -> dict[str, Any]:
        """The request that these words become."""
        locale = speaker.device.locale
        called = invocation(utterance, name=self._model(speaker).invocation_name, locale=locale)
        if called is not None:
            self._sessions.pop(speaker.key, None)
        elif not self.listens(speaker):
            raise NobodyListens(f"no session is open, and {utterance!r} does not call the skill")
        elif leaves(utterance, locale=locale):
            return self.leave(speaker, reason=USER_INITIATED)
        if called is not None and called.wish is None:
            return self._within(speaker, {"type": "LaunchRequest", "shouldLinkResultBeReturned": False})
        words = called.wish if called is not None and called.wish else utterance
        question = self._question(speaker)
        intent = self._understandings[locale].intent(words, question)
        return self._within(speaker, self._intent_request(speaker, intent))

    def intend(self, speaker: Speaker, name: str, values: Mapping[str, str]) -> dict[str, Any]:
        """The request for an intent that is named instead of spoken; opens a session if none is open."""
        self._model(speaker)
        intent = self._understandings[speaker.device.locale].direct(name, values)
        return self._within(speaker, self._intent_request(speaker, intent))

    def answer(self, speaker: Speaker, body: Mapping[str, Any]) -> dict[str, Any]:
        """A `Connections.Response`, in a session of its own that knows nothing of the one before."""
        session = {"new": True, "sessionId": self._envelopes.new_session_id()}
        return self._envelopes.write(speaker, {"type": "Connections.Response", **body}, session=session)

    def leave(self, speaker: Speaker, *, reason: str = SILENCE) -> dict[str, Any]:
        """The customer leaves the open session."""
        if not self.listens(speaker):
            raise NobodyListens("no session is open that the customer could leave")
        return self._within(speaker, {"type": "SessionEndedRequest", "reason": reason})

    def silence(self, speaker: Speaker) -> str | dict[str, Any]:
        """The customer says nothing: the reprompt's words the first time, if there is one, else the session's end."""
        return self.leave(speaker)

    def touch(self, speaker: Speaker, arguments: list[Any]) -> dict[str, Any]:
        """The request for a touch on the screen."""
        return self._within(speaker, {"type": "Alexa.Presentation.APL.UserEvent", "arguments": arguments})

    def gives_up(self, speaker: Speaker, error_type: str, message: str) -> dict[str, Any] | None:
        """End the session at which an answer failed; return the request that tells the skill so, if one was open."""
        if not self.listens(speaker):
            return None
        error = {"type": error_type, "message": message}
        ended = self._within(speaker, {"type": "SessionEndedRequest", "reason": "ERROR", "error": error})
        self._sessions.pop(speaker.key, None)
        return ended

    def take(
        self, speaker: Speaker, request: Mapping[str, Any], response: object, *, seconds: float = 0.0
    ) -> dict[str, Any]:
        """Check the response to this request, keep or end the session by it, and return it as it was sent."""
        session = request.get("session")
        if session is not None:
            self._sessions.pop(speaker.key, None)
        demand_in_time(seconds)
        request_type = str(request_in(request).get("type"))
        envelope = checked(response, request_type=request_type, device=speaker.device)
        body = envelope["response"]
        stays = body.get("shouldEndSession") is False and request_type != "SessionEndedRequest"
        if stays and isinstance(session, dict):
            question = self._asked(speaker, request, body)
            attributes = envelope.get("sessionAttributes", {})
            self._sessions[speaker.key] = _Session(str(session.get("sessionId")), attributes, question)
        return envelope

    def _model(self, speaker: Speaker) -> InteractionModel:
        try:
            return self._models[speaker.device.locale]
        except KeyError:
            raise NobodyListens(f"the skill has no model for {speaker.device.locale}") from None

    def _within(self, speaker: Speaker, body: Mapping[str, Any]) -> dict[str, Any]:
        """A request in the open session, or in a new one."""
        kept = self._sessions.get(speaker.key)
        session = {
            "new": kept is None,
            "sessionId": kept.id if kept else self._envelopes.new_session_id(),
            "attributes": kept.attributes if kept else {},
        }
        return self._envelopes.write(speaker, body, session=session)

    def _question(self, speaker: Speaker) -> Elicitation | None:
        session = self._sessions.get(speaker.key)
        return session.question if session else None

    def _intent_request(self, speaker: Speaker, intent: Mapping[str, Any]) -> dict[str, Any]:
        """`dialogState` comes only with intents that the model has a dialog for."""
        body: dict[str, Any] = {"type": "IntentRequest", "intent": intent}
        if intent["name"] in self._model(speaker).dialog_intents:
            question = self._question(speaker)
            going_on = question is not None and question.intent == intent["name"]
            body["dialogState"] = "IN_PROGRESS" if going_on else "STARTED"
        return body

    def _asked(self, speaker: Speaker, request: Mapping[str, Any], body: Mapping[str, Any]) -> Elicitation | None:
        """The question for a slot that the response asks, if it asks one."""
        for directive in body.get("directives", []):
            if directive["type"] == "Dialog.ElicitSlot":
                intent = directive.get("updatedIntent") or request["request"]["intent"]
                slot = str(directive.get("slotToElicit"))
                known = self._model(speaker).intents.get(intent.get("name"))
                if known is None or slot not in known.slots:
                    raise RuleBroken("Dialog.ElicitSlot asks for a slot of an intent in the model", slot)
                return Elicitation(known.name, slot, intent.get("slots", {}))
        return None


def connection_in(response: Mapping[str, Any]) -> dict[str, Any] | None:
    """The Connections directive of a checked response."""
    for directive in response["response"].get("directives", []):
        if directive["type"] in CONNECTIONS:
            return dict(directive)
    return None
