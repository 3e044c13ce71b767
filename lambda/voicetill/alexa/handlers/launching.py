"""Coming in and going out."""

import logging

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name, is_request_type
from ask_sdk_model.response import Response

from voicetill.alexa.phones import has_failed
from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import visitor
from voicetill.services.browsing import Browsing

logger = logging.getLogger(__name__)


class Launch(AbstractRequestHandler):
    """The customer opened the skill without saying what for, or came back from the phone."""

    def __init__(self, browsing: Browsing, presenter: Presenter) -> None:
        self._browsing = browsing
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take launches."""
        return is_request_type("LaunchRequest")(handler_input) or is_request_type("SessionResumedRequest")(
            handler_input
        )

    def handle(self, handler_input: HandlerInput) -> Response:
        """Greet, and offer the cart that was left; or own up that a page did not reach the phone."""
        if has_failed(handler_input):
            return self._presenter.say_last("phone_failed", handler_input)
        return self._presenter.present(self._browsing.welcome(visitor(handler_input)), handler_input)


class Stop(AbstractRequestHandler):
    """The customer wants out."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take stop, cancel and go home."""
        names = ("AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent")
        return any(is_intent_name(name)(handler_input) for name in names)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say goodbye; the cart is kept anyway."""
        return self._presenter.say_last("goodbye", handler_input)


class Quiet(AbstractRequestHandler):
    """Requests that nobody listens to the answer of: the session ended, Alexa reports a fault, skill events."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take what wants no speech."""
        request = handler_input.request_envelope.request
        kind = str(request.object_type if request else "")
        quiet = ("SessionEndedRequest", "System.ExceptionEncountered")
        return kind in quiet or kind.startswith("AlexaSkillEvent.")

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer with nothing: Alexa refuses speech here. A fault that it reports is one of ours to mend."""
        error = getattr(handler_input.request_envelope.request, "error", None)
        if error is not None:
            # The type is one of Alexa's own words; the message may quote our response, and so a customer.
            logger.warning("alexa reports a fault", extra={"fault": getattr(error.object_type, "value", "")})
        return handler_input.response_builder.response
