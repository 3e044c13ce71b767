"""Help, repeat, and what nobody else took."""

import logging

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import visitor
from voicetill.alexa.session import ORDER, recall
from voicetill.services.buying import Buying

logger = logging.getLogger(__name__)


class Help(AbstractRequestHandler):
    """What one can say."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AMAZON.HelpIntent."""
        return is_intent_name("AMAZON.HelpIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """List the commands."""
        return self._presenter.say("help", handler_input)


class Repeat(AbstractRequestHandler):
    """The same again."""

    def __init__(self, buying: Buying, presenter: Presenter) -> None:
        self._buying = buying
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AMAZON.RepeatIntent."""
        return is_intent_name("AMAZON.RepeatIntent")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say what was said last, its question still open; a total is read back anew."""
        if recall(handler_input).asked == ORDER:
            return self._presenter.present(self._buying.remind(visitor(handler_input)), handler_input)
        return self._presenter.repeat(handler_input)


class Fallback(AbstractRequestHandler):
    """Words that no intent knows, and intents that no handler knows: the last in the list."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take everything."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Ask for other words where somebody listens; else stay silent."""
        request = handler_input.request_envelope.request
        if request is not None and request.object_type == "IntentRequest":
            return self._presenter.say("fallback", handler_input)
        # A type that the SDK knows and we do not answer: its name is one of Alexa's words.
        logger.warning("request not answered", extra={"request": str(request.object_type if request else "")})
        return handler_input.response_builder.response
