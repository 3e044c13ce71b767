"""What is for sale."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.money import Money


class ProductKind(StrEnum):
    """What sort of thing a product is; it decides delivery and how it is charged."""

    GOODS = "goods"
    SERVICE = "service"
    DONATION = "donation"
    SUBSCRIPTION = "subscription"

    @property
    def needs_delivery(self) -> bool:
        """Whether something is sent to the customer."""
        return self in (ProductKind.GOODS, ProductKind.SUBSCRIPTION)


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms of a subscription: its period in months, its free trial in days.

    `notice_days` before each renewal the customer is told of it; 0: they are not.
    """

    period_months: int
    trial_days: int = 0
    notice_days: int = 0


@dataclass(frozen=True, slots=True)
class ProductText:
    """How a product is written and said in one locale."""

    title: str
    one: str
    other: str
    a: str
    details: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue, with a gross price for each market and a text for each locale.

    `upsell` is the id of a product that is offered once to whoever has bought this one. `delivered` is false for
    what would be sent by its kind, but is not: a subscription to a service.
    """

    id: str
    kind: ProductKind
    offered: bool
    sold_out: bool
    max_quantity: int
    prices: Mapping[str, Money]
    texts: Mapping[str, ProductText]
    plan: Plan | None = None
    upsell: str | None = None
    delivered: bool = True

    @property
    def needs_delivery(self) -> bool:
        """Whether something of it is sent to the customer."""
        return self.kind.needs_delivery and self.delivered
