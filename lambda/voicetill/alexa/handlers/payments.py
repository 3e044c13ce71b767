"""What comes back from a payment company through Alexa."""

import logging
from typing import cast

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.interfaces.connections.connections_response import ConnectionsResponse
from ask_sdk_model.response import Response

from voicetill.alexa.presenter import Presenter
from voicetill.alexa.request import answer, consent_denied, customer_id, mail_access
from voicetill.domain.checkout_record import is_token
from voicetill.services.receiving import Receiving

logger = logging.getLogger(__name__)


class ReceivePayment(AbstractRequestHandler):
    """Amazon Pay has answered a Setup or a Charge, in a new session."""

    def __init__(self, receiving: Receiving, presenter: Presenter) -> None:
        self._receiving = receiving
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take the two answers; in-skill purchasing uses the same request type with other names."""
        request = handler_input.request_envelope.request
        return isinstance(request, ConnectionsResponse) and request.name in ("Setup", "Charge")

    def handle(self, handler_input: HandlerInput) -> Response:
        """Hand the answer on, and present what came of it."""
        request = cast(ConnectionsResponse, handler_input.request_envelope.request)
        outcome = self._receiving.receive(
            customer_id(handler_input),
            request.token,
            answer(request),
            consent_denied=consent_denied(handler_input),
            mail_access=mail_access(handler_input),
        )
        return self._presenter.present(outcome, handler_input)


class OtherConnection(AbstractRequestHandler):
    """An answer to something that we never asked."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take every other connection's answer."""
        return isinstance(handler_input.request_envelope.request, ConnectionsResponse)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say nothing false: offer help. Who answers a token of ours under another name needs a look."""
        token = getattr(handler_input.request_envelope.request, "token", None)
        if isinstance(token, str) and is_token(token):
            logger.error("answer under another name", extra={"token": token})
        return self._presenter.say("fallback", handler_input)
