"""What people do, in the words that the simulator understands: journeys, to be played with faults everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from soak.faults.world import Act

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""When every journey begins; the time stands still but for what a journey lets pass."""

ROUTES = ("ppro", "amazon_pay_v2")
_KIT, _VOUCHER = "ask no nicks to buy a starter kit", "ask no nicks to buy a barber voucher"
_PACKS, _STATUS = "ask no nicks to buy two refill packs", "ask no nicks where is my order"
_SUBSCRIBE = "!intent SubscribeIntent product=refill_subscription"
_FIRST = ("open no nicks", "a starter kit")
_BOUGHT = (*_FIRST, "yes", "no")
_LATER: Mapping[str, str] = {"CAPTURE": "on_shipping", "PPRO_SEPARATE_CAPTURES": "true"}


@dataclass(frozen=True, slots=True)
class Journey:
    """One journey on one route: `before` is done without faults, and then `steps`, each with all that it causes.

    `wish` is what the customer says who wants to get there in spite of everything. `orders` is how many orders
    stand in the end if nothing went wrong: a journey that does not get there proves nothing.
    """

    name: str
    steps: Sequence[Act]
    before: Sequence[Act] = ()
    wish: Act = _STATUS
    route: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    orders: int = 1
    buys: bool = False
    """Whether it is a purchase: those are played with pairs of faults, too."""


def _alexa() -> list[Journey]:
    return [
        Journey("first-purchase", (*_FIRST, "yes"), wish=_KIT, buys=True),
        Journey("returning", (_PACKS, "yes"), before=_BOUGHT, wish=_PACKS, orders=2, buys=True),
        Journey("no-delivery", (_VOUCHER, "yes"), wish=_VOUCHER, buys=True),
        Journey(
            "declined-then-cured",
            (
                "!pay declined-invalid-payment-method-hard",
                "yes",
                "!wallet repair",
                "ask no nicks to check out",
                "yes",
            ),
            before=_FIRST,
            wish=_KIT,
            buys=True,
        ),
        Journey(
            "agreement-renewed",
            ("!pay InvalidBillingAgreementStatus", "yes", "yes"),
            before=(*_BOUGHT, _PACKS),
            wish=_PACKS,
            orders=2,
            buys=True,
        ),
        Journey("up-sell", ("yes", "yes", "yes"), before=_FIRST, wish=_KIT, orders=2, buys=True),
    ]


def _server() -> list[Journey]:
    linked = ("!link",)
    bought = (*linked, *_BOUGHT)
    return [
        Journey("link", ("!link",), wish="!link", orders=0),
        Journey("first-purchase", (*_FIRST, "yes"), before=linked, wish=_KIT, buys=True),
        Journey("returning", (_PACKS, "yes"), before=bought, wish=_PACKS, orders=2, buys=True),
        Journey("no-delivery", (_VOUCHER, "yes"), before=linked, wish=_VOUCHER, buys=True),
        Journey(
            "declined-then-cured",
            ("!company declines", "yes", "ask no nicks to check out", "yes"),
            before=(*linked, *_FIRST),
            wish=_KIT,
            buys=True,
        ),
        Journey("up-sell", ("yes", "yes", "yes"), before=(*linked, *_FIRST), wish=_KIT, orders=2, buys=True),
        Journey("subscription-start", (_SUBSCRIBE, "yes"), before=linked, wish=_SUBSCRIBE, orders=0),
        Journey("renewal", ("!wait 1 month",), before=(*linked, _SUBSCRIBE, "yes", "!wait 2 days")),
        Journey(
            "subscription-canceled",
            ("ask no nicks to cancel my subscription", "yes"),
            before=(*linked, _SUBSCRIBE, "yes"),
            wish="ask no nicks to cancel my subscription",
            orders=0,
        ),
        Journey(
            "shipping",
            ("!merchant ship last --carrier UPS --tracking 1Z1", "!tick"),
            before=bought,
            settings=_LATER,
        ),
        Journey("reserved", ("yes",), before=(*linked, *_FIRST), wish=_KIT, settings=_LATER, buys=True),
        Journey(
            "refund",
            ("!merchant refund last --amount 4.50", "!company finishes refunds", "!tick", "!merchant refund last"),
            before=bought,
        ),
        Journey(
            "consent-by-card",
            ("!consent", "ask no nicks to check out", "yes"),
            before=("!link without payment", *_FIRST),
            wish="ask no nicks to check out",
        ),
        Journey(
            "webhook",
            ("yes", "!company pays", "!tick"),
            before=(*linked, *_FIRST, "!company is pending"),
            wish=_KIT,
        ),
        Journey("cancelation", ("ask no nicks to cancel my order", "!merchant cancel last"), before=bought),
        Journey(
            "notifying",
            ("!merchant ship last --carrier UPS --tracking 1Z1", "!tick"),
            before=(*linked, "!notices on", *_BOUGHT),
        ),
    ]


def journeys() -> Mapping[str, Journey]:
    """Return all journeys by their names, such as ppro/first-purchase."""
    named: dict[str, Journey] = {f"alexa/{journey.name}": journey for journey in _alexa()}
    for route in ROUTES:
        for journey in _server():
            named[f"{route}/{journey.name}"] = _on(journey, route)
    return named


def _on(journey: Journey, route: str) -> Journey:
    return Journey(
        journey.name,
        journey.steps,
        journey.before,
        journey.wish,
        route,
        journey.settings,
        journey.orders,
        journey.buys,
    )
