"""Pretend Alexa: keeps sessions, writes requests, and refuses what the real one would refuse.

The rules of a session, as the ASK documentation has them:

- Words outside a session reach the skill only when they name it.
- A response with `shouldEndSession` false keeps the session, and the next request carries its attributes. One that
  leaves the member out keeps it too, where a screen shows a document. Anything else ends it.
- After `Connections.SendRequest` the session is over. The answer comes in a new one: new id, no attributes, the
  same customer.
- A customer who says nothing hears the reprompt, once. Without one, or after more silence, the session ends.
- When the customer leaves an open session, or the answer was none, the skill gets `SessionEndedRequest` and may
  not say anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.alexa.dialogs import question_in
from simulator.alexa.ears import Ear, Ears
from simulator.alexa.envelopes import Envelopes, request_in
from simulator.alexa.responses import CONNECTIONS, checked, demand_in_time, reprompt_in
from simulator.alexa.rules import demand
from simulator.alexa.screens import Key, Screens
from simulator.customers import Speaker
from simulator.language.interaction_model import InteractionModel
from simulator.language.understanding import Question
from simulator.language.usual_phrases import UnknownLanguage, apology_for

USER_INITIATED = "USER_INITIATED"
"""The reason of an ended session when the customer said so."""

SILENCE = "EXCEEDED_MAX_REPROMPTS"
"""The reason of an ended session when the customer said nothing any more."""

ERROR = "ERROR"
"""The reason of an ended session when the skill did not answer as it should."""

ERROR_TYPES = ("INVALID_RESPONSE", "DEVICE_COMMUNICATION_ERROR", "INTERNAL_SERVICE_ERROR", "ENDPOINT_TIMEOUT")
"""What can have gone wrong (ASK "Request Types Reference", `SessionEndedRequest`)."""


class NobodyListens(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a customer's words or touch can reach no skill: no session, no model, or no screen."""


@dataclass(frozen=True)
class _Session:
    """An open session, as the last response left it; `reprompt` is None once it was heard."""

    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    question: Question | None = None
    reprompt: str | None = None


class Alexa:
    """All sessions of all customers and devices with one skill."""

    def __init__(
        self, envelopes: Envelopes, models: Mapping[str, InteractionModel], *, ears: Ears | None = None
    ) -> None:
        self._envelopes = envelopes
        self._ears = ears or Ears(models, skill_id=envelopes.skill_id)
        self._sessions: dict[Key, _Session] = {}
        self._begun: dict[Key, _Session] = {}
        self._screens = Screens()

    def listens(self, speaker: Speaker) -> bool:
        """Whether a session is open at this device."""
        return speaker.key in self._sessions

    def on_screen(self, speaker: Speaker) -> dict[str, Any] | None:
        """The RenderDocument directive whose document the device shows.

        A document that comes with the last words of a session stays until something else happens at the device.
        """
        return self._screens.shown(speaker.key)

    def hear(self, speaker: Speaker, utterance: str) -> dict[str, Any]:
        """The request that these words become."""
        ear = self._ear(speaker)
        called = ear.signs.invocation(utterance)
        if called is not None:
            self._close(speaker)
        elif not self.listens(speaker):
            hint = f'say "{ear.signs.launch}" first'
            raise NobodyListens(f"no session is open, and {utterance!r} does not call the skill: {hint}")
        elif ear.signs.leaves(utterance):
            return self.leave(speaker, reason=USER_INITIATED)
        if called is not None and called.wish is None:
            return self._within(speaker, {"type": "LaunchRequest", "shouldLinkResultBeReturned": False})
        words = called.wish if called is not None and called.wish else utterance
        intent = ear.understanding.intent(words, self._question(speaker))
        return self._within(speaker, self._intent_request(speaker, intent))

    def intend(self, speaker: Speaker, name: str, values: Mapping[str, str]) -> dict[str, Any]:
        """The request for an intent that is named instead of spoken; opens a session if none is open."""
        intent = self._ear(speaker).understanding.direct(name, values)
        return self._within(speaker, self._intent_request(speaker, intent))

    def touch(self, speaker: Speaker, arguments: Sequence[Any]) -> dict[str, Any]:
        """The request for a touch on the screen; opens a session if none is open."""
        device = speaker.device
        if not device.has_screen:
            mend = "choose a device that has one, e.g. a show"
            raise NobodyListens(f"{device.name!r} has no screen to touch: {mend}")
        return self._within(speaker, self._screens.touched(speaker.key, arguments))

    def answer(self, speaker: Speaker, body: Mapping[str, Any]) -> dict[str, Any]:
        """A `Connections.Response`, in a session of its own that knows nothing of the one before."""
        session = {"new": True, "sessionId": self._envelopes.new_session_id()}
        self._begin(speaker, session)
        return self._envelopes.write(speaker, {"type": "Connections.Response", **body}, session=session)

    def event(self, speaker: Speaker, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A skill event, which comes in no session (ASK "Skill Events in Alexa Skills")."""
        return self._envelopes.write(speaker, {"type": name, "body": dict(body)}, session=None)

    def leave(self, speaker: Speaker, *, reason: str = SILENCE) -> dict[str, Any]:
        """The customer leaves the open session, which is over at once."""
        if not self.listens(speaker):
            raise NobodyListens("no session is open that the customer could leave")
        return self._ended(speaker, {"reason": reason})

    def silence(self, speaker: Speaker) -> str | dict[str, Any]:
        """The customer says nothing: the reprompt's words the first time, if there are any, else the end."""
        session = self._sessions.get(speaker.key)
        if session is None:
            raise NobodyListens("no session is open: nobody waits for the customer's words")
        if session.reprompt is None:
            return self.leave(speaker, reason=SILENCE)
        self._sessions[speaker.key] = replace(session, reprompt=None)
        return session.reprompt

    def gives_up(
        self, speaker: Speaker, error_type: str, message: str, *, request: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Drop the session in which an answer failed, and return the request that tells the skill so.

        `request` is the one that was not answered; without it, the last one that was written counts. None when it
        was in no session, or told of a session's end itself.
        """
        demand(error_type in ERROR_TYPES, "ended-error", error_type)
        if request is not None and request_in(request).get("type") != "SessionEndedRequest":
            self._begin(speaker, request.get("session"))
        if speaker.key in self._begun:
            self._sessions[speaker.key] = self._begun[speaker.key]
        if not self.listens(speaker):
            return None
        return self._ended(speaker, {"reason": ERROR, "error": {"type": error_type, "message": message}})

    def apology(self, locale: str) -> str:
        """What the customer hears then."""
        return apology_for(locale)

    def take(
        self, speaker: Speaker, request: Mapping[str, Any], response: object, *, seconds: float = 0.0
    ) -> dict[str, Any]:
        """Check the response to this request, keep or end the session by it, and return it as it was sent."""
        session, request_type = request.get("session"), str(request_in(request).get("type"))
        shown = self.on_screen(speaker)
        if session is not None:
            self._close(speaker)
        if request_type != "SessionEndedRequest":
            self._begin(speaker, session)
        demand_in_time(seconds)
        envelope = checked(response, request_type=request_type, device=speaker.device)
        question = self._asked(speaker, request, envelope["response"])
        over = request_type == "SessionEndedRequest" or _ends(envelope)
        self._screens.show(
            speaker.key, envelope["response"], before=None if over and session is not None else shown
        )
        self._begun.pop(speaker.key, None)
        if isinstance(session, dict) and not over:
            self._keep(speaker, session, envelope, question)
        return envelope

    def _asked(self, speaker: Speaker, request: Mapping[str, Any], body: Mapping[str, Any]) -> Question | None:
        model = self._ears.model(speaker.device.locale)
        return question_in(body, request, model) if model else None

    def _keep(
        self, speaker: Speaker, session: Mapping[str, Any], envelope: Mapping[str, Any], question: Question | None
    ) -> None:
        """Keep the session, unless the response leaves that to the device and there is nothing to look at."""
        body = envelope["response"]
        if "shouldEndSession" in body or self.on_screen(speaker) is not None:
            attributes = envelope.get("sessionAttributes", {})
            kept = _Session(str(session.get("sessionId")), attributes, question, reprompt_in(body))
            self._sessions[speaker.key] = kept

    def _ear(self, speaker: Speaker) -> Ear:
        locale = speaker.device.locale
        if self._ears.model(locale) is None:
            have = ", ".join(self._ears.locales) or "none"
            mend = "let the device listen in one of these, or add a model for its locale to the skill package"
            raise NobodyListens(f"the skill has no model for {locale}; it has {have}: {mend}")
        try:
            return self._ears.ear(locale)
        except UnknownLanguage as error:
            raise NobodyListens(f"pretend Alexa does not speak the language: {error}") from error

    def _close(self, speaker: Speaker) -> None:
        self._sessions.pop(speaker.key, None)
        self._begun.pop(speaker.key, None)
        self._screens.clear(speaker.key)

    def _begin(self, speaker: Speaker, session: object) -> None:
        """Remember in which session the skill is being asked, should it not answer."""
        if isinstance(session, dict):
            attributes = session.get("attributes", {})
            self._begun[speaker.key] = _Session(str(session.get("sessionId")), attributes)

    def _ended(self, speaker: Speaker, body: Mapping[str, Any]) -> dict[str, Any]:
        request = self._within(speaker, {"type": "SessionEndedRequest", **body})
        self._close(speaker)
        return request

    def _within(self, speaker: Speaker, body: Mapping[str, Any]) -> dict[str, Any]:
        """A request in the open session, or in a new one."""
        kept = self._sessions.get(speaker.key)
        session = {
            "new": kept is None,
            "sessionId": kept.id if kept else self._envelopes.new_session_id(),
            "attributes": kept.attributes if kept else {},
        }
        self._begin(speaker, session)
        return self._envelopes.write(speaker, body, session=session)

    def _question(self, speaker: Speaker) -> Question | None:
        session = self._sessions.get(speaker.key)
        return session.question if session else None

    def _intent_request(self, speaker: Speaker, intent: Mapping[str, Any]) -> dict[str, Any]:
        """`dialogState` comes only with intents that the model has a dialog for."""
        body: dict[str, Any] = {"type": "IntentRequest", "intent": intent}
        if intent["name"] in self._ear(speaker).model.dialog_intents:
            question = self._question(speaker)
            going_on = question is not None and question.intent == intent["name"]
            body["dialogState"] = "IN_PROGRESS" if going_on else "STARTED"
        return body


def _ends(envelope: Mapping[str, Any]) -> bool:
    """Whether a checked response ends its session in any case."""
    return envelope["response"].get("shouldEndSession") is True or connection_in(envelope) is not None


def connection_in(response: Mapping[str, Any]) -> dict[str, Any] | None:
    """The Connections directive of a checked response."""
    for directive in response["response"].get("directives", []):
        if directive["type"] in CONNECTIONS:
            return dict(directive)
    return None
