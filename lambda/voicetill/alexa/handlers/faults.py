"""What the customer hears when something broke: a sentence for a person, and one log line for us."""

import logging

from ask_sdk_core.dispatch_components import AbstractExceptionHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.interfaces.connections.connections_response import ConnectionsResponse
from ask_sdk_model.request import Request
from ask_sdk_model.response import Response
from ask_sdk_model.session_ended_request import SessionEndedRequest

from voicetill.alexa.presenter import Presenter
from voicetill.domain.checkout_record import is_token
from voicetill.domain.errors import ConflictError, PayloadRefusedError, StoreUnavailableError
from voicetill.services.faults import kind_and_place

logger = logging.getLogger(__name__)


# The events after which nothing may be charged any more. One that cannot be written down must come again, and
# Alexa sends again only what was not answered.
_MUST_BE_HEARD = ("AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillPermissionChanged")


class UnheardEventError(Exception):
    """Raised out of the door for an event that must come again; it says nothing of whom it is about."""


def must_come_again(request: Request | None, exception: Exception) -> bool:
    """Whether Alexa should send this event again: the store could not take it in, and money hangs on it."""
    kind = str(request.object_type if request else "")
    return kind in _MUST_BE_HEARD and isinstance(exception, StoreUnavailableError | ConflictError)


class AnyFault(AbstractExceptionHandler):
    """Every exception of a turn ends here, but those of an event that must come again."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """Take everything else."""
        return not must_come_again(handler_input.request_envelope.request, exception)

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Apologise; after the answer to a charge, do not claim to know how it ended."""
        request = handler_input.request_envelope.request
        report(exception, request=str(request.object_type if request else ""), token=_token(request))
        if isinstance(request, SessionEndedRequest) or _is_event(request):
            return handler_input.response_builder.response
        may_be_paid = isinstance(request, ConnectionsResponse) and request.name != "Setup"
        return self._presenter.say_last("fault_answer" if may_be_paid else "fault", handler_input)


def _is_event(request: Request | None) -> bool:
    """Whether Alexa tells something to which nobody listens: speech would be refused."""
    return str(request.object_type if request else "").startswith("AlexaSkillEvent.")


def _token(request: Request | None) -> str | None:
    """Return the token of an answer, if it is one of ours: it names the checkout that needs a look."""
    token: object = getattr(request, "token", None)  # only connection answers have one
    return token if isinstance(token, str) and is_token(token) else None


def report(exception: BaseException, **fields: object) -> None:
    """Log a fault by its kind and place. Its text is left out: it may quote what a customer said or is."""
    if isinstance(exception, PayloadRefusedError):
        # These name a field and its limit, never what stood in it.
        fields["rules"] = list(exception.faults)
    logger.error("fault", extra={**kind_and_place(exception), **fields})
