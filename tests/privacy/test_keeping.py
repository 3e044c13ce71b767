"""What is kept no longer than somebody needs it, whoever the customer is."""

import json
from dataclasses import replace

import pytest

from tests.builders import AGREEMENT_ID, CHECKOUT_ID, NOW, a_checkout, a_money, a_quote, an_address
from voicetill.domain import attempts
from voicetill.domain.attempts import Owner
from voicetill.domain.charging import ChargeWish, Occasion, Prepared
from voicetill.domain.checkout_record import State
from voicetill.domain.links import Link, Visit, over
from voicetill.gateways.ppro.payloads import Terms, prepared_charge
from voicetill.services.remembering import given_up

HOME = an_address()


def a_prepared(*, tells_address: bool = True) -> Prepared:
    wish = ChargeWish(
        reference=f"{CHECKOUT_ID}01",
        agreement_id="agr_1234567890",
        amount=a_money(),
        occasion=Occasion.CUSTOMER_PRESENT,
        seller="No Nicks",
        order_number="1234-5678",
        quote=a_quote(),
        address=HOME,
    )
    return prepared_charge(wish, Terms(tells_address=tells_address), at=NOW)


def an_attempt(prepared: Prepared) -> attempts.Attempt:
    return attempts.begin(
        prepared, provider="ppro", customer_id="customer", owner=Owner.CHECKOUT, owner_id=CHECKOUT_ID, at=NOW
    )


def test_where_somebody_lives_goes_out_of_a_request_with_its_result() -> None:
    """It is repeated to the letter until then; afterwards nothing is sent, and only looked at."""
    attempt = an_attempt(a_prepared())
    assert HOME.lines[0] in attempt.prepared.body

    looked = attempts.looked(attempt, at=NOW)
    settled = attempts.settled(looked, at=NOW, charge_id="charge_1")

    assert looked.prepared == attempt.prepared
    whole, rest = json.loads(attempt.prepared.body), json.loads(settled.prepared.body)
    place = whole["order"].pop("shippingAddress")
    assert place["name"] == HOME.name
    assert rest == whole
    assert HOME.name not in repr(settled)
    assert attempts.settled(settled, at=NOW) == settled


def test_a_request_without_an_address_stays_as_it_was() -> None:
    attempt = an_attempt(a_prepared(tells_address=False))

    settled = attempts.settled(attempt, at=NOW)

    assert json.loads(settled.prepared.body) == json.loads(attempt.prepared.body)


@pytest.mark.parametrize("state", [State.PAID, State.AUTHORIZED, State.ENROLLED])
def test_what_was_sold_and_is_no_more_the_latest_knows_its_place_by_its_order_only(state: State) -> None:
    checkout = a_checkout(state, address=HOME, billing_address=HOME)

    past = given_up(checkout, at=NOW)

    assert past == replace(checkout, address=None, billing_address=None)


@pytest.mark.parametrize("state", [State.DECLINED, State.AWAITING_SETUP, State.AWAITING_YES, State.UNKNOWN])
def test_what_may_still_become_an_order_keeps_its_place(state: State) -> None:
    """Money wins from every state: a late proof must find where the goods go. It expires by itself otherwise."""
    checkout = a_checkout(state, address=HOME, agreement_id=AGREEMENT_ID)

    past = given_up(checkout, at=NOW)

    assert past is not None
    assert past.address == HOME


def test_a_visit_that_is_over_holds_nothing_of_what_was_told_on_it() -> None:
    link = Link("l" * 26, "en-US", NOW, NOW, name=HOME.name, email="robin@mail.example", address=HOME)
    visit = Visit("v" * 26, "digest", link, until=NOW)

    done = over(visit, at=NOW)

    assert done.done_at == NOW
    assert done.link == Link("l" * 26, "en-US", NOW, NOW)
