"""Keeping the door: whatever arrives, a valid response leaves, and no exception but the one that is meant.

The SDK reads the whole envelope before any handler runs, and raises out of the function for a member it does
not know: a new request type, permission status, viewport shape. A paid answer must not be lost for that, so
an envelope that cannot be read is read once more, cut down to what we need (`envelopes.narrowed`).
"""

import json
import logging
import re
from collections.abc import Callable
from typing import Any, cast

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill import CustomSkill
from ask_sdk_model.request_envelope import RequestEnvelope

from voicetill.alexa.conversations import correlation
from voicetill.alexa.envelopes import TOUCH, names_another_skill, narrowed, request_locale, request_type
from voicetill.alexa.handlers.faults import UnheardEventError, must_come_again, report
from voicetill.services.ports import NOBODY, Watch

logger = logging.getLogger(__name__)

Say = Callable[[str, str], str]
"""Returns a sentence of ours, by its name, in the language of a device's locale."""

LambdaHandler = Callable[[Any, Any], dict[str, Any]]
"""What AWS Lambda calls: the event and the context in, the response out."""

# The requests whose answer is heard by somebody, and the sentence for where there is none. After the answer to a
# charge nobody claims to know how it ended.
_APOLOGIES = {
    **dict.fromkeys(("LaunchRequest", "IntentRequest", "SessionResumedRequest", TOUCH), "fault"),
    "Connections.Response": "fault_answer",
}

# A request type as Alexa forms it; anything else is not written to a log.
_NAME = re.compile(r"[A-Za-z][A-Za-z.]{0,60}", re.ASCII)


class Armour:
    """Calls the skill for every event, and answers for it where it cannot."""

    def __init__(self, skill: CustomSkill, *, skill_id: str, say: Say, watch: Watch = NOBODY) -> None:
        self._skill = skill
        self._skill_id = skill_id
        self._say = say
        self._watch = watch
        self._serializer = DefaultSerializer()

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda promises no type
        """Return the response to an event of any shape; raises UnheardEventError for one that must come again."""
        kind = request_type(event)
        self._watch.note(request=_loggable(kind))
        if names_another_skill(event, self._skill_id):
            return self._refuse("not for this skill", kind, says="")
        envelope: RequestEnvelope | None = None
        try:
            envelope = self._read(event)
            if envelope is None:
                return self._refuse("request not understood", kind, says=self._apology(event))
            self._follow(envelope)
            answer = cast(dict[str, Any], self._serializer.serialize(self._skill.invoke(envelope, context)))
        except Exception as exception:
            self._watch.note(outcome="fault")
            report(exception, request=_loggable(kind))
            if envelope is not None and must_come_again(envelope.request, exception):
                # The only exception that ever leaves: see there. Nothing of the cause leaves with it.
                raise UnheardEventError(_loggable(kind)) from None
            return _response(self._apology(event))
        return answer

    def _read(self, event: Any) -> RequestEnvelope | None:  # noqa: ANN401
        for form in (lambda: event, lambda: narrowed(event)):
            try:
                envelope: RequestEnvelope = self._serializer.deserialize(json.dumps(form()), RequestEnvelope)
            except Exception:  # noqa: S112 - the SDK raises many kinds, and says no more than "unreadable"
                continue
            if envelope.request is not None and envelope.context is not None:
                return envelope
        return None

    def _follow(self, envelope: RequestEnvelope) -> None:
        """Let the log of this turn be found by what it is about."""
        handler_input = HandlerInput(envelope)
        self._watch.follow(correlation(handler_input))
        intent = getattr(envelope.request, "intent", None)
        if intent is not None:
            self._watch.note(intent=_loggable(str(intent.name)))

    def _apology(self, event: object) -> str:
        name = _APOLOGIES.get(request_type(event))
        return self._say(name, request_locale(event)) if name else ""

    def _refuse(self, why: str, kind: str, *, says: str) -> dict[str, Any]:
        self._watch.note(outcome=why)
        logger.warning(why, extra={"request": _loggable(kind)})
        return _response(says)


def _loggable(kind: str) -> str:
    return kind if _NAME.fullmatch(kind) else "malformed"


def _response(ssml: str) -> dict[str, Any]:
    if not ssml:
        return {"version": "1.0", "response": {}}
    spoken = {"type": "SSML", "ssml": f"<speak>{ssml}</speak>"}
    return {"version": "1.0", "response": {"outputSpeech": spoken, "shouldEndSession": True}}
