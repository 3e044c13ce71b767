"""The merchant's side over every gateway that charges from the server, with its company's double behind it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import a_checkout, a_line, a_product, a_quote, a_standing, an_order
from tests.contracts.providers import Provider
from tests.contracts.server_payments import ALL_TROUBLES, a_wish, charged, needs
from tests.fakes.ledger import MemoryLedger
from tests.services.office import PretendOffice
from voicetill.domain.charging import Ability, Authorized, Paid
from voicetill.domain.checkout_record import State
from voicetill.domain.money import Money
from voicetill.domain.orders import Order
from voicetill.domain.payments import Capture
from voicetill.domain.refunds import Asked, Reason, RefundState
from voicetill.services.canceling import Canceled, Canceling
from voicetill.services.caring import NotDone, Office
from voicetill.services.providers import Providers
from voicetill.services.refunding import Refunding
from voicetill.services.shipping import Parcel, Shipped, Shipping


class Desk:
    """An office over one real gateway."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.behind = PretendOffice(ledger=MemoryLedger())
        ways = {provider.payments.name: lambda: provider.payments}
        self.office: Office = replace(self.behind.office, providers=Providers(ways))

    def sold(self, capture: Capture = Capture.NOW) -> Order:
        wish = a_wish(self.provider, capture=capture)
        result = charged(self.provider, wish)
        assert isinstance(result, Paid | Authorized)
        state = State.PAID if capture is Capture.NOW else State.AUTHORIZED
        quote = a_quote(a_line(a_product(), unit_price=wish.amount))
        checkout = a_checkout(state, id=wish.reference[:26], quote=quote, provider=self.provider.payments.name)
        order = replace(
            an_order(checkout=checkout), payment=result.payment, agreement_id=wish.agreement_id, version=0
        )
        self.behind.ledger.save(a_standing(), a_standing(current=replace(checkout, version=0)), order=order)
        return self.behind.order(order.id)

    def order(self, order: Order) -> Order:
        return self.behind.order(order.id)

    def settle_all(self) -> None:
        """Do what the clock does later, when the company has done its part."""
        for attempt in list(self.behind.journal.attempts.values()):
            if attempt.is_open:
                if attempt.charge_id and attempt.reference[-3] == "r":
                    self.provider.finish_refund(attempt.charge_id, done=True)
                Refunding(self.office).settle(attempt)
        for attempt in list(self.behind.journal.attempts.values()):
            if attempt.is_open:
                self.provider.finish_refund(attempt.charge_id, done=True)
                Refunding(self.office).settle(attempt)


@pytest.fixture
def desk(provider: Provider) -> Desk:
    return Desk(provider)


def part(order: Order, minor: int | None) -> Asked:
    amount = None if minor is None else Money(minor, order.payment.amount.currency)
    return Asked(amount, Reason.CUSTOMER_REQUEST)


def test_in_two_parts_all_of_it_goes_back(desk: Desk) -> None:
    order = desk.sold()
    refunding = Refunding(desk.office)

    for minor in (100, None):
        refunding.refund(desk.order(order), part(order, minor))
        desk.settle_all()

    assert desk.provider.given_back(order.payment.provider_charge_id) == order.payment.amount
    assert [each.state for each in desk.order(order).refunds] == [RefundState.DONE] * 2
    assert desk.behind.happenings == ["order.refunded"] * 2


@pytest.mark.parametrize("trouble", ALL_TROUBLES.values(), ids=list(ALL_TROUBLES))
def test_whatever_happens_to_the_answer_money_goes_back_once(
    desk: Desk, trouble: Callable[[Provider], None]
) -> None:
    order = desk.sold()
    refunding = Refunding(desk.office)
    trouble(desk.provider)

    refunding.refund(order, part(order, 100))
    desk.settle_all()
    if not desk.order(order).given_back.minor:
        # It certainly never arrived: the merchant asks once more.
        refunding.refund(desk.order(order), part(order, 100))
        desk.settle_all()

    assert desk.provider.given_back(order.payment.provider_charge_id).minor == 100
    assert desk.order(order).given_back.minor == 100
    assert desk.behind.happenings == ["order.refunded"]


@pytest.mark.parametrize("trouble", [None, *ALL_TROUBLES.values()], ids=["none", *ALL_TROUBLES])
def test_what_was_reserved_is_taken_once_when_it_ships(
    desk: Desk, trouble: Callable[[Provider], None] | None
) -> None:
    needs(desk.provider, Ability.CAPTURE_LATER)
    order = desk.sold(Capture.ON_SHIPPING)
    if trouble:
        trouble(desk.provider)

    for _ in range(3):
        Shipping(desk.office).ship(desk.order(order), Parcel(carrier="UPS", tracking="1Z999"))

    assert desk.order(order).is_captured
    assert len(desk.order(order).shipments) == 1
    assert desk.provider.taken(order.payment.reference) == order.payment.amount
    assert desk.behind.happenings == ["order.paid", "order.shipped"]


@pytest.mark.parametrize("trouble", [None, *ALL_TROUBLES.values()], ids=["none", *ALL_TROUBLES])
def test_what_was_reserved_is_let_go_when_it_is_canceled(
    desk: Desk, trouble: Callable[[Provider], None] | None
) -> None:
    needs(desk.provider, Ability.CAPTURE_LATER, Ability.CANCEL)
    order = desk.sold(Capture.ON_SHIPPING)
    if trouble:
        trouble(desk.provider)

    for _ in range(3):
        Canceling(desk.office).cancel(desk.order(order))

    assert desk.order(order).is_canceled
    assert desk.provider.reserved(order.payment.reference).is_zero
    assert desk.provider.taken(order.payment.reference).is_zero
    assert desk.behind.happenings == ["order.canceled"]


def test_a_paid_order_is_canceled_by_giving_all_of_it_back(desk: Desk) -> None:
    order = desk.sold()

    off = Canceling(desk.office).cancel(order)
    desk.settle_all()

    assert isinstance(off, Canceled)
    assert desk.order(order).is_canceled
    assert desk.provider.given_back(order.payment.provider_charge_id) == order.payment.amount
    assert isinstance(Shipping(desk.office).ship(desk.order(order), Parcel()), NotDone)
    assert sorted(desk.behind.happenings) == ["order.canceled", "order.refunded"]


def test_a_parcel_that_the_company_cannot_track_leaves_all_the_same(desk: Desk) -> None:
    order = desk.sold()

    told = Shipping(desk.office).ship(order, Parcel(carrier="UPS", tracking="1Z999"))

    assert isinstance(told, Shipped)
    assert desk.order(order).shipments
