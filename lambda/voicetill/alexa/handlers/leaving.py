"""Customers who leave, as Alexa tells the skill: nobody listens to an answer, and nothing is charged any more."""

from datetime import datetime

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_request_type
from ask_sdk_model.events.skillevents.permission_changed_request import PermissionChangedRequest
from ask_sdk_model.response import Response

from voicetill.alexa.request import PAY_PERMISSION, customer_id
from voicetill.services.listening import Listening
from voicetill.services.subscribing import Subscribing


class SkillDisabled(AbstractRequestHandler):
    """A customer disabled the skill. Should they come back, it is under another id: they could end nothing."""

    def __init__(self, listening: Listening, subscribing: Subscribing) -> None:
        self._listening = listening
        self._subscribing = subscribing

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillDisabled."""
        return is_request_type("AlexaSkillEvent.SkillDisabled")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """End what would be charged again, and notify them of nothing."""
        self._subscribing.stop(customer_id(handler_input), reason="skill_disabled", at=_happened_at(handler_input))
        self._listening.forbid(customer_id(handler_input))
        return handler_input.response_builder.response


class PermissionsChanged(AbstractRequestHandler):
    """A customer changed what the skill is allowed to do."""

    def __init__(self, subscribing: Subscribing) -> None:
        self._subscribing = subscribing

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillPermissionChanged."""
        return is_request_type("AlexaSkillEvent.SkillPermissionChanged")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """End what would be charged by a permission to pay that is gone; what is not told changes nothing."""
        if _may_pay_no_longer(handler_input):
            who, at = customer_id(handler_input), _happened_at(handler_input)
            self._subscribing.lose_permission(who, at=at)
        return handler_input.response_builder.response


def _may_pay_no_longer(handler_input: HandlerInput) -> bool:
    request = handler_input.request_envelope.request
    if not isinstance(request, PermissionChangedRequest) or request.body is None:
        return False
    left = request.body.accepted_permissions
    return left is not None and all(each.scope != PAY_PERMISSION for each in left)


def _happened_at(handler_input: HandlerInput) -> datetime | None:
    """Return when it happened, if that is told: skill events come late, and again."""
    request = handler_input.request_envelope.request
    told = (getattr(request, name, None) for name in ("event_creation_time", "timestamp"))
    return next((at for at in told if isinstance(at, datetime) and at.tzinfo is not None), None)
