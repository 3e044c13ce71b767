"""The races: how the stage is set, who runs, and where. Whoever runs has a container of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from soak.races.world import Act, World

ALEXA, PPRO, V2 = "alexa", "ppro", "amazon_pay_v2"
SERVER = (PPRO, V2)
SHIPPED = ("ppro-on-shipping", "amazon_pay_v2-on-shipping")
KIT = "ask no nicks to buy a starter kit"
CHECK_OUT = "ask no nicks to check out"
SUBSCRIBE = "!intent SubscribeIntent product=refill_subscription"


@dataclass(frozen=True)
class Race:
    """One race. `set_up` sets the stage and returns who runs."""

    name: str
    scenes: Sequence[str]
    set_up: Callable[[World], Mapping[str, Act]]
    more: Sequence[str] = ()
    """What customers do when it is over."""


def _offered(world: World, *words: str) -> None:
    world.tell("!customer Ada", "!device kitchen")
    if world.telling.theatre.scene.on_server:
        world.tell("!link")
    world.tell(*words)


def _subscribed(world: World) -> None:
    _offered(world, SUBSCRIBE, "yes")


def _due(world: World) -> None:
    """A renewal is due, and its message waits."""
    _subscribed(world)
    world.tell("!wait 29 days", "!clock +2d")
    world.office.doors.renewals({}, None)


def _yes_twice(world: World) -> Mapping[str, Act]:
    _offered(world, KIT)
    first, second = world.hears_twice("yes")
    return {"yes": first, "the same yes": second}


def _yes_and_anew(world: World) -> Mapping[str, Act]:
    _offered(world, KIT)
    return {"yes": world.says("yes"), "anew": world.says(CHECK_OUT, device="bedroom")}


def _yes_and_cart(world: World) -> Mapping[str, Act]:
    _offered(world, KIT)
    return {"yes": world.says("yes"), "more": world.says("ask no nicks to buy two refill packs", device="bedroom")}


def _first_yes_twice(world: World) -> Mapping[str, Act]:
    """Nothing is delivered: the yes comes before Setup."""
    _offered(world, "ask no nicks to buy a barber voucher")
    first, second = world.hears_twice("yes")
    return {"yes": first, "the same yes": second}


def _charge_answer_twice(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "!pay late", "yes")
    return {"answer": world.answer_comes(), "the same answer": world.answer_comes_again()}


def _charge_answer_and_customer(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "!pay late", "yes")
    return {"answer": world.answer_comes(), "customer": world.says(CHECK_OUT, device="bedroom")}


def _pending_and_paid(world: World) -> Mapping[str, Act]:
    """An answer that nothing is decided, twice, while the customer asks."""
    _offered(world, KIT, "!pay pending late", "yes")
    return {
        "answer": world.answer_comes(),
        "the same answer": world.answer_comes_again(),
        "customer": world.says("open no nicks", device="bedroom"),
    }


def _setup_twice(world: World) -> Mapping[str, Act]:
    _offered(world, "ask no nicks to buy a barber voucher", "!pay late", "yes")
    return {"answer": world.answer_comes(), "the same answer": world.answer_comes_again()}


def _setup_and_other_device(world: World) -> Mapping[str, Act]:
    _offered(world, "ask no nicks to buy a barber voucher", "!device bedroom", CHECK_OUT)
    world.tell("!device kitchen", "ask no nicks to buy a starter kit", "!pay late", "ask no nicks to check out")
    return {"answer": world.answer_comes(), "yes": world.says("yes", device="bedroom")}


def _retry_twice(world: World) -> Mapping[str, Act]:
    on_server = world.telling.theatre.scene.on_server
    declined = "!company declines" if on_server else "!pay declined-transaction-timed-out"
    _offered(world, KIT, declined, "yes")
    first, second = world.hears_twice("yes")
    return {"again": first, "the same again": second}


def _start_twice(world: World) -> Mapping[str, Act]:
    _offered(world, SUBSCRIBE)
    first, second = world.hears_twice("yes")
    return {"yes": first, "the same yes": second}


def _start_at_two_devices(world: World) -> Mapping[str, Act]:
    _offered(world, SUBSCRIBE, "yes", "ask no nicks to cancel my subscription", "yes")
    world.tell("!device bedroom", SUBSCRIBE, "!device kitchen", SUBSCRIBE)
    return {"kitchen": world.says("yes"), "bedroom": world.says("yes", device="bedroom")}


def _two_workers(world: World) -> Mapping[str, Act]:
    _due(world)
    return {"one": world.worker(), "other": world.worker()}


def _two_workers_and_the_end(world: World) -> Mapping[str, Act]:
    _due(world)
    world.tell("ask no nicks to cancel my subscription")
    return {"one": world.worker(), "other": world.worker(), "the end": world.says("yes")}


def _worker_and_the_end(world: World) -> Mapping[str, Act]:
    _due(world)
    world.tell("ask no nicks to cancel my subscription")
    return {"worker": world.worker(), "the end": world.says("yes")}


def _worker_and_disabled(world: World) -> Mapping[str, Act]:
    _due(world)
    return {"worker": world.worker(), "disabled": world.disables()}


def _refunds(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"all": world.merchant("refund"), "part": world.merchant("refund", amount="5.00")}


def _refund_parts(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"one": world.merchant("refund", amount="5.00"), "other": world.merchant("refund", amount="4.50")}


def _ship_and_cancel(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"ship": world.merchant("ship"), "cancel": world.merchant("cancel")}


def _ship_twice(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"ship": world.merchant("ship"), "ship again": world.merchant("ship")}


def _cancel_and_refund(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"cancel": world.merchant("cancel"), "refund": world.merchant("refund", amount="5.00")}


def _wish_and_refund(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"wish": world.says("ask no nicks to cancel my order"), "refund": world.merchant("refund")}


def _decided(world: World) -> None:
    _offered(world, KIT, "!company is pending", "yes", "!clock +20m")
    world.office.company.decide(paid=True)


def _webhook_and_settling(world: World) -> Mapping[str, Act]:
    _decided(world)
    return {"webhook": world.webhooks(), "settling": world.settling()}


def _webhook_settling_and_customer(world: World) -> Mapping[str, Act]:
    _decided(world)
    return {
        "webhook": world.webhooks(),
        "settling": world.settling(),
        "customer": world.says("open no nicks", device="bedroom"),
    }


def _webhook_twice(world: World) -> Mapping[str, Act]:
    _decided(world)
    waiting = [each for company in world.office.companies for each in company.news()]
    return {"webhook": world.webhook_of(waiting), "the same webhook": world.webhook_of(waiting)}


def _lost_and_settled_twice(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "!company loses the answer", "yes", "!clock +20m")
    return {"settling": world.settling(), "settling too": world.settling()}


def _unsent_and_settled_twice(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "!company loses the request", "yes", "!clock +20m")
    return {"settling": world.settling(), "settling too": world.settling()}


def _link_at_two_devices(world: World) -> Mapping[str, Act]:
    world.tell("!customer Ada", "!device kitchen", "!outage", "!link")
    return {
        "kitchen": world.says(KIT),
        "bedroom": world.says("ask no nicks to buy a refill pack", device="bedroom"),
    }


def _disabled_and_yes(world: World) -> Mapping[str, Act]:
    _offered(world, KIT)
    return {"yes": world.says("yes"), "disabled": world.disables()}


def _disabled_and_answer(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "!pay late", "yes")
    return {"answer": world.answer_comes(), "disabled": world.disables()}


def _disabled_and_webhook(world: World) -> Mapping[str, Act]:
    _decided(world)
    return {"webhook": world.webhooks(), "disabled": world.disables()}


def _outboxes(world: World) -> Mapping[str, Act]:
    _offered(world, KIT, "yes")
    return {"one": world.outbox(), "other": world.outbox()}


_ASKED_AGAIN = ("!device bath", CHECK_OUT, "yes")

RACES: Mapping[str, Race] = MappingProxyType(
    {
        race.name: race
        for race in (
            Race("yes-twice", (ALEXA, *SERVER), _yes_twice, _ASKED_AGAIN),
            Race("yes-and-anew", (ALEXA, *SERVER), _yes_and_anew, ("!device bedroom", "yes")),
            Race("yes-and-cart", (ALEXA, *SERVER), _yes_and_cart, ("!device bedroom", "yes")),
            Race("first-yes-twice", (ALEXA,), _first_yes_twice, _ASKED_AGAIN),
            Race("charge-answer-twice", (ALEXA,), _charge_answer_twice, _ASKED_AGAIN),
            Race("charge-answer-and-customer", (ALEXA,), _charge_answer_and_customer, ("yes",)),
            Race("pending-answers-and-customer", (ALEXA,), _pending_and_paid, _ASKED_AGAIN),
            Race("setup-answer-twice", (ALEXA,), _setup_twice, _ASKED_AGAIN),
            Race("setup-answer-and-yes", (ALEXA,), _setup_and_other_device, ("!device kitchen", "yes")),
            Race("retry-twice", (ALEXA, *SERVER), _retry_twice, _ASKED_AGAIN),
            Race("start-twice", SERVER, _start_twice),
            Race("start-at-two-devices", SERVER, _start_at_two_devices),
            Race("two-workers", SERVER, _two_workers),
            Race("two-workers-and-the-end", SERVER, _two_workers_and_the_end),
            Race("worker-and-the-end", SERVER, _worker_and_the_end),
            Race("worker-and-disabled", SERVER, _worker_and_disabled),
            Race("refund-all-and-part", SERVER, _refunds),
            Race("refund-two-parts", SERVER, _refund_parts),
            Race("ship-and-cancel", (*SERVER, *SHIPPED), _ship_and_cancel),
            Race("ship-twice", SHIPPED, _ship_twice),
            Race("cancel-and-refund", SERVER, _cancel_and_refund),
            Race("wish-and-refund", SERVER, _wish_and_refund),
            Race("webhook-and-settling", SERVER, _webhook_and_settling),
            Race("webhook-settling-and-customer", SERVER, _webhook_settling_and_customer),
            Race("webhook-twice", SERVER, _webhook_twice),
            Race("lost-and-settled-twice", SERVER, _lost_and_settled_twice),
            Race("unsent-and-settled-twice", SERVER, _unsent_and_settled_twice),
            Race("link-at-two-devices", SERVER, _link_at_two_devices, ("!device kitchen", "yes", *_ASKED_AGAIN)),
            Race("disabled-and-yes", (ALEXA, *SERVER), _disabled_and_yes),
            Race("disabled-and-answer", (ALEXA,), _disabled_and_answer),
            Race("disabled-and-webhook", SERVER, _disabled_and_webhook),
            Race("two-outboxes", SERVER, _outboxes),
        )
    }
)
"""All of them, by name."""
