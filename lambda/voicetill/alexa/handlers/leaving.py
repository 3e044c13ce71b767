"""Customers who leave or come back, as Alexa tells the skill: nobody listens to an answer."""

from collections.abc import Collection
from datetime import datetime

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import is_request_type
from ask_sdk_model.events.skillevents.permission_accepted_request import PermissionAcceptedRequest
from ask_sdk_model.events.skillevents.permission_changed_request import PermissionChangedRequest
from ask_sdk_model.response import Response

from voicetill.alexa.request import EMAIL_PERMISSION, PAY_PERMISSION, customer_id
from voicetill.domain.erasure import Scope, Why
from voicetill.services.erasing import Erasing


class SkillDisabled(AbstractRequestHandler):
    """A customer disabled the skill. Should they come back, it is under another id: they could end nothing."""

    def __init__(self, erasing: Erasing) -> None:
        self._erasing = erasing

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillDisabled."""
        return is_request_type("AlexaSkillEvent.SkillDisabled")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """End what would be charged again, and erase what is theirs."""
        at = happened_at(handler_input)
        self._erasing.hear(customer_id(handler_input), Scope.ALL, Why.SKILL_DISABLED, at=at)
        return handler_input.response_builder.response


class SkillEnabled(AbstractRequestHandler):
    """A customer enabled the skill."""

    def __init__(self, erasing: Erasing) -> None:
        self._erasing = erasing

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillEnabled."""
        return is_request_type("AlexaSkillEvent.SkillEnabled")(handler_input)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Remember when: news from before that undoes nothing any more."""
        self._erasing.came(customer_id(handler_input), at=happened_at(handler_input))
        return handler_input.response_builder.response


class PermissionsChanged(AbstractRequestHandler):
    """A customer changed what the skill is allowed to do."""

    def __init__(self, erasing: Erasing) -> None:
        self._erasing = erasing

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Take AlexaSkillEvent.SkillPermissionAccepted and AlexaSkillEvent.SkillPermissionChanged."""
        kinds = ("AlexaSkillEvent.SkillPermissionAccepted", "AlexaSkillEvent.SkillPermissionChanged")
        return any(is_request_type(kind)(handler_input) for kind in kinds)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Erase what came by a permission that is gone; what is not told changes nothing."""
        left = _accepted(handler_input)
        if left is None:
            return handler_input.response_builder.response
        who, at = customer_id(handler_input), happened_at(handler_input)
        if PAY_PERMISSION in left:
            self._erasing.allowed(who, at=at)
        if isinstance(handler_input.request_envelope.request, PermissionChangedRequest):
            for scope, permission in ((Scope.PAYMENTS, PAY_PERMISSION), (Scope.EMAIL, EMAIL_PERMISSION)):
                if permission not in left:
                    self._erasing.hear(who, scope, Why.PERMISSION_WITHDRAWN, at=at)
        return handler_input.response_builder.response


def _accepted(handler_input: HandlerInput) -> Collection[str] | None:
    """Return the permissions that are granted, as the event tells them; None where it tells nothing."""
    request = handler_input.request_envelope.request
    if not isinstance(request, PermissionAcceptedRequest | PermissionChangedRequest) or request.body is None:
        return None
    told = request.body.accepted_permissions
    return None if told is None else {str(each.scope) for each in told}


def happened_at(handler_input: HandlerInput) -> datetime | None:
    """Return when it happened, if that is told: skill events come late, and again."""
    request = handler_input.request_envelope.request
    told = (getattr(request, name, None) for name in ("event_creation_time", "timestamp"))
    return next((at for at in told if isinstance(at, datetime) and at.tzinfo is not None), None)
