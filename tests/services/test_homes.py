"""Where a customer has goods sent is asked for before Setup, and moves what comes of the wish."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import a_cart, a_delivery_rule, a_market, a_money, an_address, an_agreement
from tests.fakes.addresses import ACCESS, AddressBook
from tests.fakes.ledger import MemoryLedger
from tests.services.till import DOUBT, Till, a_visitor, handed_off, named
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import ADDRESS_LIFETIME
from voicetill.domain.checkout_record import State
from voicetill.domain.customers import Standing
from voicetill.domain.markets import DeliveryFee
from voicetill.domain.payments import Access, Refusal
from voicetill.services.outcomes import Refused, StillProcessing, TotalTold

ABROAD = an_address(country="NZ")
MOVED = an_address(lines=("9 Other Street",))
CANADIAN = an_address(country="CA", region="ON")


def a_till(home: Address | None = None, *, returning: bool = False, **changes: object) -> Till:
    """A till whose customer can be asked about."""
    till = Till(addresses=AddressBook(home), visitor=replace(a_visitor(), access=ACCESS), **changes)  # type: ignore[arg-type]
    till.know(an_agreement() if returning else None)
    return till


# Whether it is asked for.


def test_a_wish_for_goods_asks_once_with_what_the_turn_brought() -> None:
    till = a_till(an_address())

    till.buy()

    assert till.addresses.asked == [ACCESS]


def test_a_lost_race_asks_no_second_time() -> None:
    till = a_till(an_address())
    till.ledger.meanwhile(lambda: till.filling.start_over(a_visitor()))

    till.buy()

    assert till.addresses.asked == [ACCESS]


@pytest.mark.parametrize(
    "visitor",
    [a_visitor(), replace(a_visitor(may_pay=False), access=ACCESS)],
    ids=["no token", "no permission"],
)
def test_without_token_or_permission_nobody_is_asked(visitor: object) -> None:
    till = a_till(an_address())

    till.buying.buy(visitor, named("starter_kit"), None)  # type: ignore[arg-type]

    assert till.addresses.asked == []


def test_where_nothing_is_delivered_nobody_is_asked() -> None:
    till = a_till(ABROAD)

    assert isinstance(till.buy("barber_voucher"), TotalTold)
    assert till.addresses.asked == []


def test_while_a_payment_is_under_way_nobody_is_asked() -> None:
    till = a_till(an_address())
    till.answer(till.charging().token, DOUBT)
    till.addresses.asked.clear()

    assert till.buy() == StillProcessing()
    assert till.addresses.asked == []


@pytest.mark.parametrize(("seconds", "asked"), [(3, [ACCESS]), (3.1, [])])
def test_a_turn_that_is_late_already_asks_nobody(seconds: float, asked: list[Access]) -> None:
    class SlowLedger(MemoryLedger):
        def standing(self, customer_id: str, *, checkout_id: str | None = None) -> Standing:
            till.clock.pass_by(timedelta(seconds=seconds))
            return super().standing(customer_id, checkout_id=checkout_id)

    till = a_till(an_address(), ledger=SlowLedger())

    handed_off(till.buy(), "Setup")

    assert till.addresses.asked == asked


def test_one_thing_more_after_an_order_goes_where_that_goes() -> None:
    till = a_till(an_address(), returning=True)
    till.bought()
    till.addresses.asked.clear()

    assert isinstance(till.buying.buy_more(till.visitor, "refill_pack"), TotalTold)
    assert till.addresses.asked == []


# A country that we do not deliver to.


@pytest.mark.parametrize("returning", [False, True])
def test_a_place_that_is_not_delivered_to_is_said_before_anybody_pays(returning: bool) -> None:
    till = a_till(ABROAD, returning=returning)

    outcome = till.buy("starter_kit", "2")

    assert outcome == Refused(Refusal.NOT_DELIVERED_THERE)
    assert till.customer.cart == a_cart(starter_kit=2)
    assert (till.current.state, till.current.attempt) == (State.ABANDONED, 0)
    assert (till.ledger.reads, till.ledger.writes) == (1, 1)


def test_what_was_offered_before_is_given_up_with_it() -> None:
    till = a_till(an_address(), returning=True)
    told = till.told()
    till.addresses.address = ABROAD

    till.buying.check_out(till.visitor)

    assert till.checkout(told.checkout.id).state is State.ABANDONED
    assert isinstance(till.yes_to(told), Refused)


def test_whoever_comes_home_again_buys_what_was_kept() -> None:
    till = a_till(ABROAD, returning=True)
    till.buy("starter_kit", "2")
    till.addresses.address = an_address()

    told = till.buying.check_out(till.visitor)

    assert isinstance(told, TotalTold)
    assert told.checkout.quote.total == a_money(1800)


def test_an_address_from_setup_outweighs_the_one_that_was_asked_for() -> None:
    till = a_till(an_address())

    outcome = till.set_up(till.buy(), an_agreement(address=ABROAD))

    assert outcome == Refused(Refusal.NOT_DELIVERED_THERE)


# A returning customer.


def test_the_same_address_is_as_fresh_as_one_from_setup() -> None:
    till = a_till(an_address(city="CUPERTINO", phone="555"), returning=True)
    till.clock.pass_by(ADDRESS_LIFETIME * 3)

    told = till.buy()

    assert isinstance(told, TotalTold)
    assert told.checkout.address == an_address()
    assert till.customer.agreement == an_agreement(read_at=till.clock.now)


def test_a_customer_who_moved_is_set_up_again() -> None:
    till = a_till(MOVED, returning=True)

    told = till.set_up(till.buy(), an_agreement(address=MOVED))

    assert isinstance(told, TotalTold)
    assert told.checkout.address == MOVED


@pytest.mark.parametrize(("age", "name"), [(timedelta(0), "Charge"), (timedelta(seconds=1), "Setup")])
def test_an_address_that_cannot_be_read_is_ours_for_thirty_days(age: timedelta, name: str) -> None:
    till = a_till(None, returning=True)
    till.clock.pass_by(ADDRESS_LIFETIME + age)

    outcome = till.buy()

    assert till.addresses.asked == [ACCESS]
    handed_off(till.yes_to(outcome) if isinstance(outcome, TotalTold) else outcome, name)


def test_a_known_place_that_is_not_delivered_to_may_have_changed() -> None:
    """We cannot ask, and what we know is a place we don't deliver to: only Setup can tell."""
    till = a_till(None)
    till.know(an_agreement(address=ABROAD))

    handed_off(till.buy(), "Setup")


# Delivery and tax follow the place.


@pytest.fixture
def abroad() -> Till:
    """A till that delivers to Canada, too, for a fee of its own."""
    fees = {"CA": DeliveryFee(a_money(1250), None)}
    return a_till(market=a_market(delivery=a_delivery_rule(countries=frozenset({"US", "CA"}), fees=fees)))


def test_the_total_is_that_of_the_place_that_setup_tells(abroad: Till) -> None:
    setup = abroad.buy()
    assert abroad.current.quote.total == a_money(900)

    told = abroad.set_up(setup, an_agreement(address=CANADIAN))

    assert isinstance(told, TotalTold)
    assert (told.checkout.quote.delivery, told.checkout.quote.total) == (a_money(1250), a_money(2150))
    assert handed_off(abroad.yes_to(told), "Charge").handoff.payload["amount"] == "21.50"


def test_a_total_that_was_heard_stays_for_its_place_whatever_the_fees_become(abroad: Till) -> None:
    told = abroad.set_up(abroad.buy(), an_agreement(address=CANADIAN))
    abroad.know(None)
    setup = abroad.yes_to(told)
    object.__setattr__(abroad.market, "delivery", a_delivery_rule(countries=frozenset({"US", "CA"})))

    charge = abroad.set_up(setup, an_agreement(address=replace(CANADIAN, city="cupertino ")))

    assert handed_off(charge, "Charge").handoff.payload["amount"] == "21.50"


def test_another_place_after_the_yes_has_its_own_total_and_needs_its_own_yes(abroad: Till) -> None:
    told = abroad.set_up(abroad.buy())
    abroad.know(None)

    again = abroad.set_up(abroad.yes_to(told), an_agreement(address=CANADIAN))

    assert isinstance(again, TotalTold)
    assert again.checkout.quote.total == a_money(2150)
    assert isinstance(abroad.yes_to(told), TotalTold)
    assert handed_off(abroad.yes_to(again), "Charge").handoff.payload["amount"] == "21.50"


def test_a_token_is_not_printed_with_a_visitor() -> None:
    assert "secret" not in repr(replace(a_visitor(), access=replace(ACCESS, token="secret")))
    assert "secret" not in repr(replace(ACCESS, token="secret"))
