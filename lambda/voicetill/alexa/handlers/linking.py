"""Account linking, as far as Alexa tells the skill about it."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_request_type
from ask_sdk_model.events.skillevents.account_linked_request import AccountLinkedRequest
from ask_sdk_model.response import Response

from voicetill.alexa.handlers.leaving import happened_at
from voicetill.alexa.request import customer_id
from voicetill.domain.erasure import Scope, Why
from voicetill.services.adopting import Adopting
from voicetill.services.erasing import Erasing


class AccountLinked(AbstractRequestHandler):
    """A customer has linked their account; nobody listens to the answer."""

    def __init__(self, adopting: Adopting | None, erasing: Erasing) -> None:
        self._adopting = adopting
        self._erasing = erasing

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillAccountLinked."""
        return is_request_type("AlexaSkillEvent.SkillAccountLinked")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tie the account to the customer, where accounts are linked for payments at all."""
        request = handler_input.request_envelope.request
        body = request.body if isinstance(request, AccountLinkedRequest) else None
        if self._adopting is not None and body is not None and body.access_token:
            who, at = customer_id(handler_input), happened_at(handler_input)
            left_at = self._adopting.linked(who, str(body.access_token), at=at)
            if left_at is not None:
                self._erasing.hear(who, Scope.ALL, Why.SKILL_DISABLED, at=left_at)
        return handler_input.response_builder.response
