"""Notices, as far as Alexa tells the skill who allows them."""

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_request_type
from ask_sdk_model.events.skillevents.proactive_subscription_changed_request import (
    ProactiveSubscriptionChangedRequest,
)
from ask_sdk_model.response import Response

from voicetill.alexa.handlers.leaving import happened_at
from voicetill.alexa.request import customer_id, user_id
from voicetill.services.listening import Listening

# Proactive Events API, "Proactive Events Schemas".
ORDER_STATUS = "AMAZON.OrderStatus.Updated"


class NoticesChanged(AbstractRequestHandler):
    """A customer allows our notices, or no longer. Nobody listens."""

    def __init__(self, listening: Listening) -> None:
        self._listening = listening

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.ProactiveSubscriptionChanged."""
        return is_request_type("AlexaSkillEvent.ProactiveSubscriptionChanged")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Keep whom to notify, or forget it. An event may come again, and late: the newest one counts."""
        at = happened_at(handler_input)
        if _allows(handler_input):
            self._listening.allow(customer_id(handler_input), user_id(handler_input), at=at)
        else:
            self._listening.forbid(customer_id(handler_input), at=at)
        return handler_input.response_builder.response


def _allows(handler_input: HandlerInput) -> bool:
    request = handler_input.request_envelope.request
    if not isinstance(request, ProactiveSubscriptionChangedRequest) or request.body is None:
        return False
    return any(each.event_name == ORDER_STATUS for each in request.body.subscriptions or ())
