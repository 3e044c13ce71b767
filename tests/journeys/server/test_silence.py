"""Requests for money that no company answers: looked after, raised, and in the end decided by a person."""

from collections.abc import Mapping
from typing import Any

import pytest

from simulator.cloud.crossings import Crossing, Go, Outside, Service, Trouble
from simulator.testing import OpenShop, Shop
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import books_are_right, kinds

WORD = {"paid": True, "charge_id": "seen-at-the-company"}


class Dark(Outside):
    """While it is dark, no call of these methods comes to a company, and nobody hears that it did not."""

    is_dark = False
    methods: tuple[str, ...] = ("GET", "POST", "PATCH", "DELETE")

    def carry(self, crossing: Crossing, go: Go) -> Any:
        if self.is_dark and crossing.service is Service.COMPANY and crossing.operation.startswith(self.methods):
            return crossing.troubles[Trouble.NO_ANSWER]()
        return go()


@pytest.fixture
def outside() -> Dark:
    return Dark()


@pytest.fixture
def shop(open_shop: OpenShop, route: str, outside: Dark) -> Shop:
    return open_shop(at=MOMENT, route=route, outside=outside)


def wait(shop: Shop, span: str) -> Mapping[str, Any]:
    """Let time pass, and return what settling tells at the end of it."""
    shop.wait(span)
    return shop.back_office.tick().settled


def open_attempts(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.back_office.doors.merchant({"do": "tasks"})["attempts"]
    return found


@pytest.fixture
def dark(linked: Shop, outside: Dark) -> Shop:
    """A customer has said yes, and it is dark."""
    linked.say("open no nicks", "a starter kit")
    outside.is_dark = True
    linked.say("yes")
    return linked


def test_what_a_company_does_not_answer_is_raised_once_and_grows_old(dark: Shop) -> None:
    hour, day = wait(dark, "2 hours"), wait(dark, "1 day")

    assert (hour["open_attempts"], hour["open_doubts"]) == (1, 1)
    assert 7200 <= hour["oldest_seconds"] < 7300
    assert day["oldest_seconds"] == hour["oldest_seconds"] + 86_400
    assert kinds(dark).count("merchant.task") == 1
    assert not dark.purse.taken


def test_nobody_s_word_is_taken_for_a_day_and_then_it_ends_the_doubt(dark: Shop) -> None:
    dark.wait("2 hours")
    (attempt,) = open_attempts(dark)
    early = dark.merchant("settle", named=attempt["reference"], paid=False)
    dark.wait("1 day")

    late = dark.merchant("settle", named=attempt["reference"], paid=False)

    assert (early["error"]["code"], late["ok"]) == ("ask_provider", True)
    assert not dark.orders
    settled = wait(dark, "3 days")
    assert (settled["open_attempts"], settled["open_doubts"], settled["oldest_seconds"]) == (0, 0, 0)
    assert "payment.failed" in kinds(dark)
    assert not dark.purse.taken
    assert "starter kit" in dark.say("open no nicks").speech


def test_the_word_that_it_was_paid_places_the_order(dark: Shop) -> None:
    dark.wait("26 hours")
    (attempt,) = open_attempts(dark)

    dry = dark.merchant("settle", named=attempt["reference"], dry_run=True, **WORD)
    done = dark.merchant("settle", named=attempt["reference"], **WORD)

    assert (dry["dry_run"], done["ok"]) == (True, True)
    assert "seen-at-the-company" in dry["told"]
    (order,) = dark.orders
    assert order["payment"]["provider_charge_id"] == "seen-at-the-company"
    assert open_attempts(dark) == []
    dark.back_office.tick()
    assert [letter.reference for letter in dark.mail] == [f"{order['id']}.order.placed"]


def test_a_customer_who_was_told_of_a_failure_may_buy_again_and_pays_once(dark: Shop, outside: Dark) -> None:
    dark.wait("26 hours")
    (attempt,) = open_attempts(dark)
    dark.merchant("settle", named=attempt["reference"], paid=False)
    outside.is_dark = False

    dark.say("ask no nicks to buy a starter kit", "yes")
    dark.wait("2 days")

    assert len(dark.purse.taken) == len(dark.orders) == 1
    assert books_are_right(dark)


def test_light_after_a_day_shows_what_was_never_asked_for_and_charges_at_most_once(
    dark: Shop, outside: Dark, route: str
) -> None:
    """PPRO has forgotten the key, so that nothing is sent again; Amazon Pay is sent the very same request."""
    dark.wait("2 days")
    outside.is_dark = False

    settled = wait(dark, "2 days")

    made = route == "amazon_pay_v2"
    assert len(dark.purse.taken) == len(dark.orders) == int(made)
    assert settled["open_attempts"] == int(not made)
    assert books_are_right(dark)


@pytest.mark.parametrize("paid", [True, False])
def test_a_refund_that_nobody_answers_is_decided_by_a_word(linked: Shop, outside: Dark, *, paid: bool) -> None:
    linked.say("open no nicks", "a starter kit", "yes", "no")
    linked.back_office.tick()
    number = str(linked.orders[-1]["number"])
    outside.is_dark = True
    linked.merchant("refund", order=number, reason="customer_request")
    raised = wait(linked, "26 hours")

    answer = linked.merchant("settle", named=number, **(WORD if paid else {"paid": False}))

    assert raised["open_attempts"] == 1
    assert answer["ok"], answer
    linked.back_office.tick()
    assert ("order.refunded" if paid else "refund.failed") in kinds(linked)
    assert open_attempts(linked) == []
    again = linked.merchant("refund", order=number, reason="customer_request")
    assert again["ok"] is not paid


@pytest.mark.parametrize("paid", [True, False])
def test_a_renewal_that_nobody_answers_is_decided_by_a_word(linked: Shop, outside: Dark, *, paid: bool) -> None:
    linked.intend("SubscribeIntent", product="refill_subscription")
    linked.say("yes")
    linked.wait("29 days")
    before = len(linked.orders)
    # Agreements can be read, else nothing is charged at all.
    outside.is_dark, outside.methods = True, ("POST",)
    linked.wait("4 days")
    (attempt,) = open_attempts(linked)

    answer = linked.merchant("settle", named=attempt["reference"], **(WORD if paid else {"paid": False}))

    assert attempt["for"] == "renewal"
    assert answer["ok"], answer
    assert len(linked.orders) - before == int(paid)
    assert attempt["reference"] not in {each["reference"] for each in open_attempts(linked)}


def test_what_is_not_confirmed_is_not_called_undone(linked: Shop, outside: Dark) -> None:
    """Of an end that nobody confirmed, and of a refund that nobody can look up, the merchant hears just that."""
    linked.say("open no nicks", "a starter kit", "yes", "no")
    number = str(linked.orders[-1]["number"])
    outside.is_dark = True

    closing = linked.merchant("close_agreement", order=number)
    refunds = [linked.merchant("refund", order=number, reason="customer_request") for _ in range(2)]
    outside.is_dark = False
    again = linked.merchant("close_agreement", order=number)

    assert closing["error"]["code"] == "not_confirmed"
    assert "may be closed" in closing["error"]["message"]
    assert all("Certainly nothing" not in str(refund) for refund in refunds)
    assert again["ok"], again
