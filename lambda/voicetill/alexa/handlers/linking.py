"""Account linking, as far as Alexa tells the skill about it."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_request_type
from ask_sdk_model.events.skillevents.account_linked_request import AccountLinkedRequest
from ask_sdk_model.response import Response

from voicetill.alexa.handlers.leaving import happened_at
from voicetill.alexa.request import customer_id
from voicetill.services.adopting import Adopting


class AccountLinked(AbstractRequestHandler):
    """A customer has linked their account; nobody listens to the answer."""

    def __init__(self, adopting: Adopting | None) -> None:
        self._adopting = adopting

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillAccountLinked."""
        return is_request_type("AlexaSkillEvent.SkillAccountLinked")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tie the account to the customer, where accounts are linked for payments at all."""
        request = handler_input.request_envelope.request
        body = request.body if isinstance(request, AccountLinkedRequest) else None
        if self._adopting is not None and body is not None and body.access_token:
            self._adopting.linked(
                customer_id(handler_input), str(body.access_token), at=happened_at(handler_input)
            )
        return handler_input.response_builder.response
