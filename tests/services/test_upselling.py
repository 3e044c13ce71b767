"""One thing more, offered once after a paid order, and charged on the same agreement."""

from dataclasses import replace

import pytest

from tests.services.till import Till, a_refusal, handed_off, question_of, some_products
from voicetill.domain.checkout_record import State
from voicetill.services.outcomes import NotForSale, NothingMore, OrderPlaced, TotalTold


def some_that_lead_on() -> Till:
    kit, *others = some_products()
    return Till(goods=(replace(kit, upsell="refill_pack"), *others))


@pytest.fixture
def till() -> Till:
    return some_that_lead_on()


def test_a_paid_order_offers_one_thing_more(till: Till) -> None:
    placed = till.bought()

    assert placed.upsell == till.shelf.products["refill_pack"]


def test_a_yes_reads_the_total_and_charges_the_same_agreement_without_another_setup(till: Till) -> None:
    first = till.bought()

    told = till.buying.buy_more(till.visitor, "refill_pack")
    charge = handed_off(till.yes_to(told), "Charge")
    second = till.pay(charge)

    assert isinstance(told, TotalTold)
    assert [line.product_id for line in told.checkout.quote.lines] == ["refill_pack"]
    assert charge.handoff.payload["agreement"] == first.order.agreement_id
    assert isinstance(second, OrderPlaced)
    assert len(till.orders) == 2


def test_it_is_offered_once_and_not_after_itself(till: Till) -> None:
    till.shelf.lead_on("refill_pack", "barber_voucher")
    till.bought()
    told = till.buying.buy_more(till.visitor, "refill_pack")

    second = till.pay(handed_off(till.yes_to(told), "Charge"))

    assert isinstance(second, OrderPlaced)
    assert second.upsell is None


def test_once_it_was_refused_an_answer_that_comes_again_offers_it_no_more(till: Till) -> None:
    charge = till.charging()
    first = till.pay(charge)
    same = till.pay(charge)
    till.buying.want_no_more(till.visitor)

    again = till.pay(charge)

    assert same == first
    assert isinstance(again, OrderPlaced)
    assert again.upsell is None


def test_a_no_to_its_total_takes_it_out_of_the_cart_again_and_ends_it(till: Till) -> None:
    till.buy("barber_voucher")
    till.bought()
    told = till.buying.buy_more(till.visitor, "refill_pack")
    assert isinstance(told, TotalTold)

    outcome = till.buying.refuse(till.visitor, question_of(told))

    assert outcome == NothingMore()
    assert till.customer.cart.is_empty
    assert till.current.state is State.ABANDONED


def test_once_it_was_wanted_an_answer_that_comes_again_offers_it_no_more(till: Till) -> None:
    charge = till.charging()
    till.pay(charge)
    till.buying.buy_more(till.visitor, "refill_pack")

    again = till.pay(charge)

    assert isinstance(again, OrderPlaced)
    assert again.upsell is None


def test_nothing_is_offered_that_cannot_be_bought_or_was_bought_already(till: Till) -> None:
    till.shelf.sell_out("refill_pack")
    sold_out = till.bought()
    till.shelf.stock("refill_pack", sold_out=False)
    till.buy("refill_pack")
    both = till.pay(till.charging())

    assert sold_out.upsell is None
    assert isinstance(both, OrderPlaced)
    assert both.upsell is None


def test_nothing_is_offered_that_lies_in_the_cart_already(till: Till) -> None:
    """A yes would set how many there are of it, and a no would take them away."""
    charge = till.charging()
    drawer = till.drawer
    assert drawer.customer is not None
    drawer.customer = replace(drawer.customer, cart=drawer.customer.cart.holding("refill_pack", 2))

    placed = till.pay(charge)

    assert isinstance(placed, OrderPlaced)
    assert placed.upsell is None
    assert till.customer.cart.quantity_of("refill_pack") == 2


def test_what_was_chosen_meanwhile_is_bought_as_it_was_chosen_and_a_no_keeps_it(till: Till) -> None:
    till.bought()
    drawer = till.drawer
    assert drawer.customer is not None
    drawer.customer = replace(drawer.customer, cart=drawer.customer.cart.holding("refill_pack", 2))

    told = till.buying.buy_more(till.visitor, "refill_pack")
    assert isinstance(told, TotalTold)
    till.buying.refuse(till.visitor, question_of(told))

    assert [line.quantity for line in told.checkout.quote.lines] == [2]
    assert till.customer.cart.quantity_of("refill_pack") == 2


def test_a_decline_offers_nothing(till: Till) -> None:
    charge = till.charging()

    till.answer(charge.token, a_refusal())

    assert till.current.state is State.DECLINED


def test_what_sold_out_meanwhile_is_not_sold(till: Till) -> None:
    till.bought()
    till.shelf.sell_out("refill_pack")

    outcome = till.buying.buy_more(till.visitor, "refill_pack")

    assert isinstance(outcome, NotForSale)


def test_a_product_that_a_session_made_up_is_not_bought(till: Till) -> None:
    till.bought()
    writes = till.ledger.writes

    till.buying.buy_more(till.visitor, "a_spaceship")
    till.buying.buy_more(till.visitor, "")

    assert till.ledger.writes == writes
