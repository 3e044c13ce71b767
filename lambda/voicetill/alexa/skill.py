"""The skill: every handler, in the order in which the SDK asks them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.skill_builder import CustomSkillBuilder

from voicetill.alexa.armour import Armour, LambdaHandler
from voicetill.alexa.handlers.browsing import Browse, Details, More
from voicetill.alexa.handlers.buying import Buy, CheckOut, No, Yes
from voicetill.alexa.handlers.coding import VoiceCode
from voicetill.alexa.handlers.faults import AnyFault
from voicetill.alexa.handlers.filling import ChangeQuantity, RemoveFromCart, ShowCart, StartOver
from voicetill.alexa.handlers.help import Fallback, Help, Repeat
from voicetill.alexa.handlers.launching import Launch, Quiet, Stop
from voicetill.alexa.handlers.leaving import PermissionsChanged, SkillDisabled, SkillEnabled
from voicetill.alexa.handlers.linking import AccountLinked
from voicetill.alexa.handlers.noticing import NoticesChanged
from voicetill.alexa.handlers.payments import OtherConnection, ReceivePayment
from voicetill.alexa.handlers.subscribing import CancelSubscription, MySubscriptions, Subscribe
from voicetill.alexa.handlers.touching import TouchScreen
from voicetill.alexa.handlers.tracking import AskForOrder, ContactPerson, OrderStatus
from voicetill.alexa.presenter import Presenter
from voicetill.alexa.speech import Speech
from voicetill.services.adopting import Adopting
from voicetill.services.browsing import Browsing
from voicetill.services.buying import Buying
from voicetill.services.erasing import Erasing
from voicetill.services.filling import Filling
from voicetill.services.listening import Listening
from voicetill.services.ports import NOBODY, Watch
from voicetill.services.receiving import Receiving
from voicetill.services.subscribing import Subscribing
from voicetill.services.tracking import Tracking


@dataclass(frozen=True, slots=True)
class Services:
    """What the handlers call."""

    browsing: Browsing
    filling: Filling
    buying: Buying
    receiving: Receiving
    tracking: Tracking
    subscribing: Subscribing
    listening: Listening
    erasing: Erasing
    adopting: Adopting | None = None


def handlers(services: Services, presenter: Presenter) -> tuple[AbstractRequestHandler, ...]:
    """Return every handler; the first that says yes to a request gets it, so the catch-all stands last."""
    return (
        Launch(services.browsing, presenter),
        ReceivePayment(services.receiving, presenter),
        OtherConnection(presenter),
        Buy(services.buying, presenter),
        CheckOut(services.buying, presenter),
        Yes(services.buying, services.subscribing, presenter),
        No(services.buying, services.subscribing, presenter),
        TouchScreen(services.buying, services.filling, services.subscribing, presenter),
        Browse(services.browsing, presenter),
        More(services.browsing, services.filling, services.tracking, presenter),
        Details(services.browsing, presenter),
        ShowCart(services.filling, presenter),
        ChangeQuantity(services.filling, presenter),
        RemoveFromCart(services.filling, presenter),
        StartOver(services.filling, presenter),
        OrderStatus(services.tracking, presenter),
        AskForOrder(services.tracking, presenter),
        ContactPerson(services.tracking, presenter),
        Subscribe(services.subscribing, presenter),
        MySubscriptions(services.subscribing, presenter),
        CancelSubscription(services.subscribing, presenter),
        VoiceCode(services.buying, presenter),
        Repeat(services.buying, presenter),
        Help(presenter),
        Stop(presenter),
        AccountLinked(services.adopting, services.erasing),
        SkillDisabled(services.erasing),
        SkillEnabled(services.erasing),
        PermissionsChanged(services.erasing),
        NoticesChanged(services.listening),
        Quiet(),
        Fallback(presenter),
    )


def open_skill(
    services: Services, speeches: Mapping[str, Speech], *, skill_id: str, watch: Watch = NOBODY
) -> LambdaHandler:
    """Return what Lambda calls: the skill, armoured."""
    presenter = Presenter(speeches, watch)
    builder = CustomSkillBuilder()
    for handler in handlers(services, presenter):
        builder.add_request_handler(handler)
    builder.add_exception_handler(AnyFault(presenter))
    return Armour(builder.create(), skill_id=skill_id, say=presenter.sentence, watch=watch)
