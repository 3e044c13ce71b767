"""Looking around: who is welcomed how, what is offered, and that nothing is written."""

import pytest

from tests.builders import (
    a_donation,
    a_market,
    a_money,
    a_product,
    a_subscription,
    an_agreement,
)
from tests.services.till import Till, a_visitor, named
from voicetill.services.outcomes import Detailed, NotForSale, NotSoldHere, NotUnderstood, Offered, Welcomed
from voicetill.services.visits import Named


def _shop_of(count: int) -> Till:
    return Till(goods=tuple(a_product(f"thing_{number}") for number in range(count)))


def test_a_new_customer_is_welcomed_with_a_few_products() -> None:
    till = _shop_of(5)

    welcomed = till.browsing.welcome(till.visitor)

    assert isinstance(welcomed, Welcomed)
    assert [product.id for product in welcomed.offers] == ["thing_0", "thing_1", "thing_2"]
    assert (welcomed.returning, welcomed.cart) == (False, None)


def test_a_returning_customer_is_welcomed_as_one_and_offered_the_cart() -> None:
    till = Till()
    till.know(an_agreement())
    till.buy("starter_kit", "2")

    welcomed = till.browsing.welcome(till.visitor)

    assert isinstance(welcomed, Welcomed)
    assert welcomed.returning
    assert welcomed.cart is not None
    assert welcomed.cart.total == a_money(1800)


def test_a_cart_of_which_nothing_can_be_bought_is_not_offered() -> None:
    till = Till()
    till.buy("starter_kit")
    till.shelf.sell_out("starter_kit")

    welcomed = till.browsing.welcome(till.visitor)

    assert isinstance(welcomed, Welcomed)
    assert welcomed.cart is None


@pytest.mark.parametrize(
    ("page", "shown", "more"),
    [(0, [0, 1, 2], True), (1, [3, 4], False), (2, [0, 1, 2], True), (-1, [0, 1, 2], True)],
)
def test_the_offers_come_a_few_at_a_time_and_begin_anew(page: int, shown: list[int], more: bool) -> None:
    till = _shop_of(5)

    offered = till.browsing.browse(till.visitor, page=page)

    assert isinstance(offered, Offered)
    assert [product.id for product in offered.offers] == [f"thing_{number}" for number in shown]
    assert offered.more is more


def test_a_full_last_page_has_no_more() -> None:
    till = _shop_of(6)

    offered = till.browsing.browse(till.visitor, page=1)

    assert isinstance(offered, Offered)
    assert (len(offered.offers), offered.more) == (3, False)


def test_what_cannot_be_bought_is_not_among_the_offers() -> None:
    gone = (a_product("sold_out", sold_out=True), a_subscription(offered=False), a_donation())
    elsewhere = a_product("elsewhere", prices={"UK": a_money()})
    nameless = a_product("nameless", texts={})
    till = Till(goods=(*gone, elsewhere, nameless, a_product()))

    offered = till.browsing.browse(till.visitor)

    assert isinstance(offered, Offered)
    assert [product.id for product in offered.offers] == ["starter_kit"]


def test_donations_are_offered_where_the_market_allows_them() -> None:
    till = Till(goods=(a_donation(),), market=a_market(donations=True))

    offered = till.browsing.browse(till.visitor)

    assert isinstance(offered, Offered)
    assert [product.id for product in offered.offers] == ["donation"]


def test_a_product_is_told_in_detail_sold_out_or_not() -> None:
    till = Till()
    till.shelf.sell_out("starter_kit")

    detailed = till.browsing.details(till.visitor, named("starter_kit"))

    assert detailed == Detailed(till.shelf.products["starter_kit"], till.market)


def test_a_withdrawn_product_is_said_to_be_not_for_sale() -> None:
    till = Till()
    till.shelf.withdraw("starter_kit")

    outcome = till.browsing.details(till.visitor, named("starter_kit"))

    assert isinstance(outcome, NotForSale)
    assert not outcome.sold_out


def test_words_alone_are_never_matched() -> None:
    """Products are resolved by entity-resolution ids; words that merely look like a product are not understood."""
    till = Till()

    outcome = till.browsing.details(till.visitor, Named("starter kit"))

    assert isinstance(outcome, NotUnderstood)
    assert outcome.heard == "starter kit"


def test_an_id_that_the_catalogue_does_not_know_is_not_understood() -> None:
    till = Till()

    assert isinstance(till.browsing.details(till.visitor, Named("thing", ("gone_for_ever",))), NotUnderstood)


def test_nothing_is_sold_where_no_market_is() -> None:
    till = Till()
    abroad = a_visitor(locale="fr-FR")

    assert till.browsing.welcome(abroad) == NotSoldHere()
    assert till.browsing.browse(abroad) == NotSoldHere()
    assert till.browsing.details(abroad, named("starter_kit")) == NotSoldHere()
