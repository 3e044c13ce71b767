"""Handing a page over to the customer's phone (Alexa for Apps, "Skill Connection Request Reference")."""

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.connection_completed import ConnectionCompleted
from ask_sdk_model.interfaces.connections.on_completion import OnCompletion
from ask_sdk_model.interfaces.connections.v1.start_connection_directive import StartConnectionDirective
from ask_sdk_model.session_resumed_request import SessionResumedRequest

from voicetill.alexa.speech import Speech

_LINK_APP = "connection://AMAZON.LinkApp/2"

# The token of what is handed over: there is nothing to tell apart.
_TOKEN = "page"  # noqa: S105 - no secret


def open_on_phone(page: str, speech: Speech) -> StartConnectionDirective:
    """Return what sends a page to the phone: as a notice there, or at once where Alexa itself is on the phone.

    Alexa comes back only to say that it could not.
    """
    primary = {"primary": {"WEBSITE_LINK": {"url": page}}}
    prompt = {"topic": speech.write("phone_topic"), "directLaunchDefaultPromptBehavior": "SUPPRESS"}
    return StartConnectionDirective(
        uri=_LINK_APP,
        on_completion=OnCompletion.SEND_ERRORS_ONLY,
        token=_TOKEN,
        input={
            "links": {"IOS_APP_STORE": primary, "GOOGLE_PLAY_STORE": primary},
            "prompt": prompt,
            "directLaunch": {"enabled": True},
            "sendToDevice": {"enabled": True},
        },
    )


def has_failed(handler_input: HandlerInput) -> bool:
    """Whether Alexa comes back to say that a page did not reach the phone."""
    request = handler_input.request_envelope.request
    cause = request.cause if isinstance(request, SessionResumedRequest) else None
    if not isinstance(cause, ConnectionCompleted) or cause.status is None:
        return False
    return cause.token == _TOKEN and not str(cause.status.code or "").startswith("2")
