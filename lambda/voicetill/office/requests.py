"""What a back office may ask for, as JSON: one verb (`do`) with what belongs to it, and nothing else.

Amounts are decimal strings in the order's currency (`"4.50"`), days are ISO 8601 (`"2026-03-01"`).
"""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from voicetill.domain.orders import Wish
from voicetill.domain.refunds import Reason
from voicetill.domain.sales import By
from voicetill.services.finding import Mark

MOST_LISTED = 1000

_ORDER_OR_CUSTOMER = "name either an order or a customer"

_LINE = r"^[^\x00-\x1f\x7f]*$"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_LINE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=_LINE)]
Amount = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")]
CustomerId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Fa-f]{32}$")]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128, pattern=r"^[!-~]+$")]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Change(_Request):
    """Something that changes: `dry_run` only says what would happen, `confirm` that it is really meant."""

    dry_run: bool = False
    confirm: bool = False


class ListOrders(_Request):
    """Orders of a time, newest first; the last 30 days unless told."""

    do: Literal["orders"]
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    market: Name | None = None
    state: Mark | None = None
    wishes: bool = False
    limit: int = Field(default=100, ge=1, le=MOST_LISTED)


class ShowOrder(_Request):
    """All that is needed to decide about an order; where it goes only if `address` says so."""

    do: Literal["order"]
    order: Name
    address: bool = False


class Ship(_Change):
    """A parcel leaves, and arrives on that day, if it is known.

    `captured` names the capture that was made in Seller Central for a reserved order.
    """

    do: Literal["ship"]
    order: Name
    products: tuple[Name, ...] | None = Field(default=None, min_length=1, max_length=100)
    carrier: Name | Literal[""] = ""
    tracking: Name | Literal[""] = ""
    captured: Id | None = None
    arrives: date | None = None


class Refund(_Change):
    """Money goes back: all that is left, unless an `amount` is named.

    `key` is the caller's own name for this request: the same key refunds once. `over` allows more than was paid,
    as far as the provider does. `record` writes down what was made elsewhere. `second` is the reference of a
    second payment for the same order, which goes back instead.
    """

    do: Literal["refund"]
    order: Name
    amount: Amount | None = None
    reason: Reason = Reason.CUSTOMER_REQUEST
    note: Line = ""
    over: bool = False
    key: Key = ""
    record: bool = False
    second: Id | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if self.second and (self.record or self.over):
            raise ValueError("second goes with neither record nor over")
        return self


class Approve(_Change):
    """Do what the customer asked for; `wish` says which, where they asked for both."""

    do: Literal["approve"]
    order: Name
    wish: Wish | None = None
    amount: Amount | None = None
    note: Line = ""
    record: bool = False


class Refuse(_Change):
    """Say no to what the customer asked for. `because` stays with the merchant."""

    do: Literal["refuse"]
    order: Name
    because: Annotated[Line, StringConstraints(min_length=1)]
    wish: Wish | None = None


class Cancel(_Change):
    """Call an order off; `record` writes down what was done elsewhere."""

    do: Literal["cancel"]
    order: Name
    reason: Reason = Reason.CUSTOMER_REQUEST
    note: Line = ""
    record: bool = False


class Resend(_Change):
    """Mail the confirmation once more, to `email` or to the address that is known."""

    do: Literal["resend"]
    order: Name
    email: Email = ""


class CloseAgreement(_Change):
    """End an agreement: an order's, or the one named. `record`: it was ended elsewhere already."""

    do: Literal["close_agreement"]
    order: Name | None = None
    agreement: Id | None = None
    provider: Name | None = None
    record: bool = False

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.order) == bool(self.agreement):
            raise ValueError("name either an order or an agreement")
        return self


class Erase(_Change):
    """Forget a customer: the one of an order, or the one whose `customer_id` is told."""

    do: Literal["erase"]
    order: Name | None = None
    customer: CustomerId | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.order) == bool(self.customer):
            raise ValueError(_ORDER_OR_CUSTOMER)
        return self


class Export(_Request):
    """Tell all that is stored of a customer, named as in `Erase`."""

    do: Literal["export"]
    order: Name | None = None
    customer: CustomerId | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.order) == bool(self.customer):
            raise ValueError(_ORDER_OR_CUSTOMER)
        return self


class Settle(_Change):
    """Find out about a charge in doubt, by its reference or the order's number; or say what became of it.

    `paid` is the merchant's word on a request that nobody can look up, or whose company has not told about it for
    a day: whether money moved, a refund's as well; if true, with the company's id of it.
    """

    do: Literal["settle"]
    named: Name
    paid: bool | None = None
    charge_id: Id | None = None
    order_reference_id: Id | None = None
    capture_id: Id | None = None

    @model_validator(mode="after")
    def _proves(self) -> Self:
        ids = (self.charge_id, self.order_reference_id, self.capture_id)
        if self.paid and not self.charge_id:
            raise ValueError("paid needs charge_id: the id under which the company shows it")
        if not self.paid and any(ids):
            raise ValueError("ids of a charge go with paid only")
        return self


class ListSubscriptions(_Request):
    """Running subscriptions, the next to be charged first; or all of one order's customer."""

    do: Literal["subscriptions"]
    order: Name | None = None
    limit: int = Field(default=100, ge=1, le=MOST_LISTED)


class ShowSubscription(_Request):
    """One subscription."""

    do: Literal["subscription"]
    subscription: Name


class CancelSubscription(_Change):
    """End a subscription."""

    do: Literal["cancel_subscription"]
    subscription: Name


class SalesReport(_Request):
    """What was sold, day by day or by product or market; days are inclusive."""

    do: Literal["report"]
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    by: By = By.DAY


class ListTasks(_Request):
    """Whatever waits for a person; wishes of the last so many days."""

    do: Literal["tasks"]
    days: int = Field(default=90, ge=1, le=3660)
    limit: int = Field(default=100, ge=1, le=MOST_LISTED)


class CloseTask(_Change):
    """A task is done."""

    do: Literal["close_task"]
    task: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[!-~]+$")]


class CloseShop(_Change):
    """Nothing new is sold any more, by voice, on the pages or by renewals; what is under way goes on."""

    do: Literal["close"]


class OpenShop(_Change):
    """The shop sells again."""

    do: Literal["open"]


class ShowSwitch(_Request):
    """Whether the shop sells."""

    do: Literal["switch"]


Request = (
    ListOrders
    | ShowOrder
    | Ship
    | Refund
    | Approve
    | Refuse
    | Cancel
    | Resend
    | CloseAgreement
    | Erase
    | Export
    | Settle
    | ListSubscriptions
    | ShowSubscription
    | CancelSubscription
    | SalesReport
    | ListTasks
    | CloseTask
    | CloseShop
    | OpenShop
    | ShowSwitch
)

VERBS: tuple[str, ...] = tuple(kind.model_fields["do"].annotation.__args__[0] for kind in Request.__args__)
"""Every verb there is."""

_READ: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="do")])


class FaultyRequestError(Exception):
    """Raised when a request cannot be read; `faults` names each field and what is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


# Nobody mends a field by more of its name.
_LONGEST_NAME = 64


def verb(raw: object) -> str:
    """Return what a request asks for; blank if it is nothing that we know."""
    do = raw.get("do") if isinstance(raw, dict) else None
    return do if isinstance(do, str) and do in VERBS else ""


def read(raw: object) -> Request:
    """Read a request; raises FaultyRequestError."""
    if not isinstance(raw, dict):
        raise FaultyRequestError(["the request must be an object with a field do"])
    if not verb(raw):
        raise FaultyRequestError([f"do: must be one of {', '.join(VERBS)}"])
    try:
        return _READ.validate_python(raw, strict=False)
    except ValidationError as error:
        raise FaultyRequestError([_said(fault) for fault in error.errors(include_input=False)]) from None


def _visible(name: str) -> str:
    """Return a field's name as it can be written: the name of one that we do not know is anybody's text."""
    text = name[:_LONGEST_NAME].encode("utf-8", "backslashreplace").decode()
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _said(fault: Any) -> str:  # noqa: ANN401 - pydantic's own
    place = ".".join(_visible(str(part)) for part in fault["loc"][1:])
    words = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        words = "is not known here"
    elif fault["type"] == "string_pattern_mismatch":
        words = "has characters, or a shape, that do not belong there"
    return f"{place}: {words}" if place else words
