"""Reading a request envelope into plain values, with every step guarded: any member may be missing."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.intent_request import IntentRequest
from ask_sdk_model.interfaces.connections.connections_response import ConnectionsResponse
from ask_sdk_model.permission_status import PermissionStatus
from ask_sdk_model.slot import Slot
from ask_sdk_model.slu.entityresolution.status_code import StatusCode
from ask_sdk_model.user import User

from voicetill.alexa.session import recall
from voicetill.domain.conversations import next_id
from voicetill.domain.payments import Access, Answer
from voicetill.services.visits import Named, NamedOrder, Visitor

# Integrate a Skill with Amazon Pay, "Permissions".
PAY_PERMISSION = "payments:autopay_consent"

# Request Customer Contact Information, "Permissions".
EMAIL_PERMISSION = "alexa::profile:email:read"


class NobodyThereError(Exception):
    """Raised when a request names no user: nothing of ours can belong to it."""


def customer_id(handler_input: HandlerInput) -> str:
    """Return who speaks, as a hash of the user id; raises NobodyThereError."""
    return hashlib.sha256(user_id(handler_input).encode()).hexdigest()[:32]


def user_id(handler_input: HandlerInput) -> str:
    """Return who speaks, as Alexa names them to this skill alone; raises NobodyThereError."""
    for user in _users(handler_input):
        if user.user_id:
            return str(user.user_id)
    raise NobodyThereError


def locale(handler_input: HandlerInput) -> str:
    """Return the device's locale, blank if the request has none."""
    return str(getattr(handler_input.request_envelope.request, "locale", None) or "")


def visitor(handler_input: HandlerInput) -> Visitor:
    """Return who speaks, in which locale, whether they may pay, and how to ask; raises NobodyThereError."""
    may_pay = _permission(handler_input, PAY_PERMISSION) is PermissionStatus.GRANTED
    customer = customer_id(handler_input)
    return Visitor(
        customer,
        locale(handler_input),
        may_pay,
        _access(handler_input),
        access_token=_access_token(handler_input),
        asked_at=_asked_at(handler_input),
        mail_access=mail_access(handler_input),
        next_id=next_checkout(handler_input, customer),
        just_came=_just_came(handler_input),
    )


def next_checkout(handler_input: HandlerInput, customer: str) -> str:
    """Return the id that the next checkout of this session shall have; blank where there is no session."""
    session = handler_input.request_envelope.session
    id_ = session.session_id if session is not None else None
    if not isinstance(id_, str) or not id_:
        return ""
    return next_id(customer, id_, after=recall(handler_input).about)


def _just_came(handler_input: HandlerInput) -> bool:
    """Whether a session begins with this request."""
    session = handler_input.request_envelope.session
    return bool(session and session.new)


def mail_access(handler_input: HandlerInput) -> Access | None:
    """Return what the customer's e-mail address may be asked with; None unless they have granted just that."""
    granted = _permission(handler_input, EMAIL_PERMISSION) is PermissionStatus.GRANTED
    return _access(handler_input) if granted else None


def has_screen(handler_input: HandlerInput) -> bool:
    """Whether the device shows documents of the Alexa Presentation Language."""
    context = handler_input.request_envelope.context
    device = context.system.device if context and context.system else None
    interfaces = device.supported_interfaces if device else None
    return interfaces is not None and interfaces.alexa_presentation_apl is not None


def consent_denied(handler_input: HandlerInput) -> bool:
    """Whether the permission to pay is there and says no; a missing one says nothing."""
    return _permission(handler_input, PAY_PERMISSION) is PermissionStatus.DENIED


def product(handler_input: HandlerInput) -> Named:
    """Return the product slot: what was heard, and the ids of all matches of all authorities."""
    slot = _slot(handler_input, "product")
    if slot is None:
        return Named()
    return Named(heard=str(slot.value or ""), ids=tuple(dict.fromkeys(_matches(slot))))


def quantity(handler_input: HandlerInput) -> str | None:
    """Return the quantity slot as Alexa wrote it; None if nothing was said."""
    slot = _slot(handler_input, "quantity")
    return None if slot is None or slot.value is None else str(slot.value)


def code(handler_input: HandlerInput) -> str | None:
    """Return the code slot as Alexa wrote it; None if nothing was said. It is never kept, said or logged."""
    slot = _slot(handler_input, "code")
    return None if slot is None or slot.value is None else str(slot.value)


def order(handler_input: HandlerInput) -> NamedOrder:
    """Return which order was meant: by the digits of its number, by a product in it, or not said."""
    slot = _slot(handler_input, "order")
    number = None if slot is None or slot.value is None else str(slot.value)
    return NamedOrder(number, product(handler_input))


def answer(request: ConnectionsResponse) -> Answer:
    """Return what the payment company answered, unread."""
    status = request.status
    return Answer(
        name=str(request.name),
        status_code=status.code if status else None,
        status_message=status.message if status else None,
        payload=request.payload,
        id=str(request.request_id or ""),
    )


def _users(handler_input: HandlerInput) -> Iterator[User]:
    envelope = handler_input.request_envelope
    system = envelope.context.system if envelope.context else None
    if system and system.user:
        yield system.user
    if envelope.session and envelope.session.user:
        yield envelope.session.user


def _permission(handler_input: HandlerInput, name: str) -> PermissionStatus | None:
    """Return what the first user to know of permissions says; who knows of others but not of this has none."""
    for user in _users(handler_input):
        scopes = user.permissions.scopes if user.permissions else None
        if scopes is not None:
            scope = scopes.get(name)
            status: PermissionStatus | None = scope.status if scope else None
            return status
    return None


def _access_token(handler_input: HandlerInput) -> str:
    """Return the token of the linked account, by the first user to know of one; blank if none is linked."""
    return next((str(user.access_token) for user in _users(handler_input) if user.access_token), "")


def _asked_at(handler_input: HandlerInput) -> datetime | None:
    """Return when Alexa sent the request; None if that is not a moment with its zone."""
    at = getattr(handler_input.request_envelope.request, "timestamp", None)
    return at if isinstance(at, datetime) and at.tzinfo is not None else None


def _access(handler_input: HandlerInput) -> Access | None:
    context = handler_input.request_envelope.context
    system = context.system if context else None
    if system is None or not system.api_endpoint or not system.api_access_token:
        return None
    return Access(str(system.api_endpoint), str(system.api_access_token))


def _slot(handler_input: HandlerInput, name: str) -> Slot | None:
    request = handler_input.request_envelope.request
    intent = request.intent if isinstance(request, IntentRequest) else None
    return intent.slots.get(name) if intent and intent.slots else None


def _matches(slot: Slot) -> Iterator[str]:
    authorities = slot.resolutions.resolutions_per_authority if slot.resolutions else None
    for authority in authorities or ():
        if authority.status and authority.status.code is StatusCode.ER_SUCCESS_MATCH:
            for match in authority.values or ():
                if match.value and match.value.id:
                    yield str(match.value.id)
