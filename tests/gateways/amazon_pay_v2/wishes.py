"""What the gateway's tests wish for, and how they tamper with what is answered."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from tests.gateways.amazon_pay_v2.wire import House
from voicetill.domain.charging import (
    CancelWish,
    CaptureWish,
    ChargeWish,
    ConsentWish,
    Occasion,
    Prepared,
    RefundWish,
)
from voicetill.domain.money import Currency, Money

SELLER = "No Nicks"
REFERENCE = "k3v9x2m7q4t8w1z6b5n0c3d7f201"
_serial = count(1)


def a_wish(house: House, **changes: object) -> ChargeWish:
    told = {
        "reference": f"k3v9x2m7q4t8w1z6b5n0{next(_serial):06d}01",
        "agreement_id": changes.get("agreement_id") or house.permit(),
        "amount": Money(14_00, Currency.USD),
        "occasion": Occasion.CUSTOMER_PRESENT,
        "seller": SELLER,
        "order_number": "4711",
        **changes,
    }
    return ChargeWish(**told)  # type: ignore[arg-type]


def a_charge(house: House, **changes: object) -> Prepared:
    return house.gateway.prepare_charge(a_wish(house, **changes))


def a_capture(house: House, charge_id: str, minor: int = 14_00) -> Prepared:
    wish = CaptureWish(REFERENCE, charge_id, Money(minor, Currency.USD), SELLER)
    return house.gateway.prepare_capture(wish)


def a_cancel(house: House, charge_id: str) -> Prepared:
    return house.gateway.prepare_cancel(CancelWish(REFERENCE, charge_id, "customer_request"))


def a_refund(house: House, charge_id: str, minor: int = 4_00) -> Prepared:
    wish = RefundWish(REFERENCE, charge_id, Money(minor, Currency.USD), "return", SELLER)
    return house.gateway.prepare_refund(wish)


def a_consent(**changes: object) -> ConsentWish:
    told = {
        "reference": "consent1",
        "return_url": "https://shop.example/done?state=abc",
        "country": "US",
        "currency": "USD",
        "language": "en-US",
        "seller": SELLER,
        **changes,
    }
    return ConsentWish(**told)  # type: ignore[arg-type]


def changing(**members: object) -> Callable[[bytes], bytes]:
    """Lay members over the object that is answered; `...` takes one away, `a__b` names b in a."""

    def change(body: bytes) -> bytes:
        told: dict[str, Any] = json.loads(body)
        for name, value in members.items():
            *outer, last = name.split("__")
            place = told
            for step in outer:
                place = place[step]
            if value is ...:
                del place[last]
            else:
                place[last] = value
        return json.dumps(told).encode()

    return change
