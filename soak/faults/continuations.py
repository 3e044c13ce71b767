"""How the world goes on after a fault: each way is one that happens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from soak.faults.world import Act, World

GoOn = Callable[[World, Act, Sequence[Act]], None]
"""Goes on in a world with what the customer wants, and what was still to be done, the struck act first."""

OTHER_DEVICE = "bedroom"


def _again(world: World, wish: Act, rest: Sequence[Act]) -> None:
    """The same is said again at once, and everything goes on as it was meant to."""
    world.comes_back()
    for act in rest:
        world.do(act)


def _answer_again(world: World, wish: Act, rest: Sequence[Act]) -> None:
    """The last answer comes once more: Amazon Pay's through Alexa, or every notification, the wrong way round."""
    if world.route is None:
        world.do("!redeliver")
    else:
        world.do(_notified_backwards)
    world.perseveres(wish)
    for act in rest[1:]:
        world.do(act)


def _notified_backwards(world: World) -> None:
    world.shop.back_office.webhooks.deliver(times=2, backwards=True)


def _customer(world: World, wish: Act, rest: Sequence[Act]) -> None:
    """The customer starts over, and wants the same."""
    world.perseveres(wish)
    for act in rest[1:]:
        world.do(act)


def _other_device(world: World, wish: Act, rest: Sequence[Act]) -> None:
    """The customer wants the same in another room, comes back to the first, and says yes there, too."""
    world.do(f"!device {OTHER_DEVICE}")
    world.perseveres(wish)
    world.do("!device kitchen")
    world.do("yes")
    for act in rest[1:]:
        world.do(act)


def _clock(world: World, wish: Act, rest: Sequence[Act]) -> None:
    """The clock does its work for two hours; then the customer comes."""
    world.waits("2 hours")
    world.perseveres(wish)
    for act in rest[1:]:
        world.do(act)


def _silence(world: World, wish: Act, rest: Sequence[Act]) -> None:
    """Nothing happens for an hour; then the clock works for days, and the customer never comes back."""
    world.passes(timedelta(hours=1))
    world.waits("9 days")


CONTINUATIONS: Mapping[str, GoOn] = MappingProxyType(
    {
        "again": _again,
        "answer-again": _answer_again,
        "customer": _customer,
        "other-device": _other_device,
        "clock": _clock,
        "silence": _silence,
    }
)
"""Every way of going on, by its name."""
