"""Subscriptions lived through: taken up, heard of, ended; never promised without renewals, never begun twice."""

from dataclasses import replace
from typing import Any

import pytest

from simulator.testing import OpenShop, Shop
from tests.journeys.conftest import MOMENT, Shelf
from tests.journeys.locales import LOCALES, Customer, customer_of
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Refusal

RENEWED = {"RENEW_ALEXA_AGREEMENTS": "true"}
SUBSCRIBE = "subscribe to the refill subscription"
IN_EUROPE = ("en-GB", "de-DE", "fr-FR", "it-IT", "es-ES")

every_locale = pytest.mark.parametrize("customer", [pytest.param(customer_of(it), id=it) for it in LOCALES])


@pytest.fixture
def shop(open_shop: OpenShop, shelf: Shelf) -> Shop:
    """The sample shop, with renewals that can be charged."""
    return open_shop(at=MOMENT, catalogue=shelf, settings=RENEWED)


def without_trial(shelf: Shelf) -> None:
    plan = shelf.products["refill_subscription"].plan
    assert plan is not None
    shelf.change("refill_subscription", plan=replace(plan, trial_days=0))


def subscriptions(shop: Shop) -> list[dict[str, Any]]:
    return [item for item in shop.items if item["sk"].startswith("SUBSCRIPTION#")]


def happenings(shop: Shop) -> list[str]:
    told = [item for item in shop.items if item["sk"].startswith("OCCURRENCE#")]
    return sorted(item["sk"].split(".", 1)[1] for item in told)


def price_of(record: dict[str, Any]) -> Money:
    total = record["quote"]["total"]
    return Money(int(total["minor"]), Currency(total["currency"]))


@every_locale
def test_a_trial_is_told_begun_asked_about_and_ended(shop: Shop, customer: Customer) -> None:
    customer.at(shop)
    say, speech = shop.say, customer.speech

    told = say(customer.open, customer.subscribe)
    begun = say(customer.yes)
    (subscription,) = subscriptions(shop)
    status = say(customer.open, customer.subscriptions)
    asked = say(customer.end_subscription)
    ended = say(customer.yes)
    nothing = say(customer.open, customer.subscriptions)

    price = speech.amount(price_of(subscription))
    for part in (price, speech.period(1), customer.market.seller):
        assert part in told.speech
    assert begun.sent == []
    assert price in begun.speech
    assert price in status.speech
    assert asked.sent == []
    assert ended.speech == speech.say("ended_trial")
    assert nothing.speech == speech.say("subscriptions_none")
    assert shop.charged == []
    assert shop.orders == []
    assert happenings(shop) == ["subscription.ended", "subscription.started"]


@every_locale
def test_its_terms_are_on_the_card_and_so_is_its_end(shop: Shop, customer: Customer) -> None:
    customer.at(shop)
    speech = customer.speech

    begun = shop.say(customer.open, customer.subscribe, customer.yes)
    ended = shop.say(customer.open, customer.cancel_subscription, customer.yes)

    (subscription,) = subscriptions(shop)
    assert begun.card is not None
    assert ended.card is not None
    text = begun.card["text"]
    assert speech.write("renews", amount=speech.money(price_of(subscription)), period=speech.period(1)) in text
    assert speech.write("how_to_stop") in text
    assert any(line in text for line in subscription["address"]["lines"])
    for card in (begun.card, ended.card):
        assert customer.market.contact.phone in card["text"]
        assert customer.market.contact.email in card["text"]


@every_locale
def test_buying_it_by_name_tells_its_terms_and_keeps_the_cart(shop: Shop, customer: Customer) -> None:
    customer.at(shop)

    shop.say(customer.open, customer.voucher, customer.no)
    told = shop.say(customer.subscription)
    declined = shop.say(customer.no)

    assert customer.speech.period(1) in told.speech
    assert declined.speech == customer.speech.say("subscribe_declined")
    (record,) = (item for item in shop.items if item["sk"] == "NOW#CUSTOMER")
    assert [line["product_id"] for line in record["cart"]] == ["barber_voucher"]
    assert subscriptions(shop) == []


@every_locale
def test_without_renewals_no_subscription_is_promised(open_shop: OpenShop, customer: Customer) -> None:
    shop = customer.at(open_shop(at=MOMENT))
    begin = customer.speech.say("subscriptions_unsold", offers="|").partition("|")[0]

    asked = shop.say(customer.open, customer.subscribe)
    bought = shop.say(customer.subscription)

    assert asked.speech.startswith(begin)
    assert asked.sent == bought.sent == []
    assert shop.charged == []


@pytest.mark.parametrize("locale", LOCALES)
def test_in_europe_setup_asks_for_charges_with_the_customer_away(shop: Shop, locale: str) -> None:
    customer = customer_of(locale)
    customer.at(shop)

    told = shop.say(customer.open, customer.subscribe)

    asked = told.directives[0]["payload"]["billingAgreementAttributes"]
    kind = "MerchantInitiatedTransaction" if locale in IN_EUROPE else None
    assert asked.get("billingAgreementType") == kind
    # The agreement carries other purchases, too, so that not every charge on it is of this amount.
    assert "subscriptionAmount" not in asked


def test_without_a_trial_the_first_period_is_charged_at_once(shop: Shop, shelf: Shelf) -> None:
    without_trial(shelf)

    told = shop.say("open no nicks", SUBSCRIBE)
    begun = shop.say("yes")

    assert "The first charge is today, the next on December twenty-third" in told.speech
    assert shop.charged == ["7.50 USD"]
    (order,) = shop.orders
    (subscription,) = subscriptions(shop)
    assert order["subscription_id"] == subscription["id"] == order["id"]
    assert price_of(order) == price_of(subscription)
    assert "The next charge is seven dollars and fifty cents, on December twenty-third" in begun.speech
    assert begun.card is not None
    assert order["number"] in begun.card["text"]
    assert "Next charge: December 23, 2026" in begun.card["text"]


@pytest.mark.parametrize("trial", [True, False], ids=["trial", "paid today"])
@every_locale
def test_where_nothing_is_sent_the_yes_comes_first_and_then_setup(
    shop: Shop, shelf: Shelf, customer: Customer, *, trial: bool
) -> None:
    if not trial:
        without_trial(shelf)
    shelf.change("refill_subscription", delivered=False)
    customer.at(shop)

    told = shop.say(customer.open, customer.subscribe)
    begun = shop.say(customer.yes)

    assert told.sent == []
    assert begun.sent == (["Setup"] if trial else ["Setup", "Charge"])
    assert customer.speech.period(1) in told.speech
    (subscription,) = subscriptions(shop)
    assert "address" not in subscription
    assert customer.speech.amount(price_of(subscription)) in told.speech


def test_a_returning_customer_is_asked_at_once_and_not_set_up_again(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes", "no")

    told = shop.say("ask no nicks to subscribe to the refill subscription")
    begun = shop.say("yes")

    assert told.sent == begun.sent == []
    assert "1234 Main Street" in told.speech
    assert len(subscriptions(shop)) == 1
    assert shop.charged == ["9.00 USD"]


def test_a_payment_that_is_declined_begins_nothing(shop: Shop, shelf: Shelf) -> None:
    without_trial(shelf)
    shop.say("open no nicks", SUBSCRIBE)
    shop.pay("declined-amazon-rejected")

    refused = shop.say("yes")

    assert refused.speech == (
        "I'm sorry, the payment could not be set up. Your subscription has not started, and nothing was charged."
    )
    assert (subscriptions(shop), shop.orders, shop.charged) == ([], [], [])


def test_a_decline_that_may_pass_is_tried_again_and_begins_one(shop: Shop, shelf: Shelf) -> None:
    without_trial(shelf)
    shop.say("open no nicks", SUBSCRIBE)
    shop.pay("declined-processing-failure")

    asked = shop.say("yes")
    begun = shop.say("yes")

    assert asked.speech.endswith("Shall I try again?")
    assert begun.speech.startswith("Thank you. Your subscription has started")
    assert len(subscriptions(shop)) == len(shop.charged) == 1


def test_without_the_permission_to_pay_nothing_begins_and_the_card_asks_for_it(shop: Shop) -> None:
    shop.consent("absent")

    refused = shop.say("open no nicks", SUBSCRIBE)

    assert refused.speech.startswith("To start your subscription, I need your permission")
    assert refused.card is not None
    assert refused.card["type"] == "AskForPermissionsConsent"
    shop.consent("granted")
    assert shop.say("open no nicks", SUBSCRIBE, "yes").speech.startswith("Thank you.")


@pytest.mark.parametrize("locale", IN_EUROPE)
def test_an_agreement_of_another_kind_begins_no_subscription(shop: Shop, locale: str) -> None:
    customer = customer_of(locale)
    customer.at(shop)
    shop.say(customer.open, customer.kit, customer.yes, customer.no)
    charged = list(shop.charged)

    refused = shop.say(customer.open, customer.subscribe)

    assert refused.sent == ["Setup"]
    assert refused.speech == customer.speech.say(f"refused.{Refusal.CANNOT_RENEW.value}")
    assert refused.card is not None
    assert refused.card["content"] == customer.speech.write("help.renewal")
    assert (subscriptions(shop), shop.charged) == ([], charged)


def test_once_that_agreement_is_ended_a_new_one_allows_it(shop: Shop) -> None:
    customer = customer_of("de-DE")
    customer.at(shop)
    shop.say(customer.open, customer.kit, customer.yes, customer.no, customer.open, customer.subscribe)
    shop.agreement("closed")
    shop.pass_time(hours=1)

    begun = shop.say(customer.open, customer.subscribe, customer.yes)

    assert begun.speech.startswith("Vielen Dank, Ihr Abo läuft.")
    assert len(subscriptions(shop)) == 1


def test_who_has_it_already_is_told_so_and_not_sold_another(shop: Shop) -> None:
    shop.say("open no nicks", SUBSCRIBE, "yes")

    again = shop.say("open no nicks", SUBSCRIBE)
    bought = shop.say("buy a refill subscription")

    for reply in (again, bought):
        assert reply.speech.startswith("You have that subscription already. You have a refill subscription.")
        assert reply.sent == []
    assert len(subscriptions(shop)) == 1


def test_a_trial_is_given_once(shop: Shop) -> None:
    shop.say("open no nicks", SUBSCRIBE, "yes", "open no nicks", "cancel my subscription", "yes")

    told = shop.say("open no nicks", SUBSCRIBE)
    shop.say("yes")

    assert "free until" not in told.speech
    assert shop.charged == ["7.50 USD"]
    assert [it["state"] for it in subscriptions(shop)].count("ENDED") == 1


@pytest.mark.parametrize("trial", [True, False], ids=["trial", "paid today"])
@pytest.mark.parametrize("answers", ["late", "twice"])
def test_late_and_double_answers_begin_exactly_one(shop: Shop, shelf: Shelf, answers: str, *, trial: bool) -> None:
    if not trial:
        without_trial(shelf)
    shop.pay(answers)

    shop.say("open no nicks", SUBSCRIBE)
    deliver(shop, answers)
    shop.say("yes")
    shop.redeliver()
    shop.redeliver()

    assert len(subscriptions(shop)) == 1
    assert len(shop.charged) == len(shop.orders) == (0 if trial else 1)
    assert happenings(shop).count("subscription.started") == 1


def deliver(shop: Shop, answers: str) -> None:
    if answers == "late":
        shop.pass_time(minutes=3)
        shop.deliver()


def test_an_answer_told_again_after_the_start_says_the_same(shop: Shop) -> None:
    shop.say("open no nicks", SUBSCRIBE)
    begun = shop.say("yes")

    again = shop.redeliver()

    assert again.speech == begun.speech
    assert again.cards == begun.cards


def test_a_no_at_the_end_keeps_it_running(shop: Shop) -> None:
    shop.say("open no nicks", SUBSCRIBE, "yes")

    kept = shop.say("open no nicks", "cancel my subscription", "no")

    assert kept.speech == "All right, I changed nothing. What would you like?"
    assert subscriptions(shop)[0]["state"] == "ACTIVE"


def test_check_out_with_an_empty_cart_goes_on_with_what_was_about_to_begin(shop: Shop) -> None:
    shop.pay("suspended")
    refused = shop.say("open no nicks", SUBSCRIBE)
    shop.agreement("open")

    told = shop.say("open no nicks", "check out")

    assert "Your subscription has not started" in refused.speech
    assert told.speech.startswith("One refill subscription")


def test_an_offer_that_stood_too_long_is_made_anew(shop: Shop) -> None:
    shop.switch_to(device="hall", kind="show")
    shop.say("open no nicks", SUBSCRIBE)
    shop.pass_time(days=2)

    told = shop.press("Start it")

    assert "free until December twenty-fifth" in told.speech
    assert subscriptions(shop) == []


@pytest.mark.parametrize("device", ["show", "spot", "tv"])
def test_it_begins_and_ends_by_touch(shop: Shop, device: str) -> None:
    shop.switch_to(device="hall", kind=device)

    shop.say("open no nicks", SUBSCRIBE)
    terms = shop.screen.texts
    shop.press("Start it")
    shop.say("open no nicks", "cancel my subscription")
    shop.press("Cancel it")

    assert "Price: $7.50 every month" in [text.replace("\u00a0", " ") for text in terms]
    assert [it["state"] for it in subscriptions(shop)] == ["ENDED"]


def test_another_customer_s_touch_ends_nothing(shop: Shop) -> None:
    shop.switch_to(device="hall", kind="show")
    shop.say("open no nicks", SUBSCRIBE, "yes", "open no nicks", "cancel my subscription")
    (subscription,) = subscriptions(shop)
    shop.switch_to(customer="a stranger")
    shop.say("open no nicks")

    shop.touch("end subscription", subscription["id"])

    assert [it["state"] for it in subscriptions(shop)] == ["ACTIVE"]


def test_an_order_and_a_subscription_live_beside_each_other(shop: Shop) -> None:
    shop.say("open no nicks", SUBSCRIBE, "yes")

    shop.say("open no nicks", "a starter kit", "yes", "no")
    status = shop.say("open no nicks", "what are my subscriptions")

    assert shop.charged == ["9.00 USD"]
    assert "It's free until December twenty-third" in status.speech


@pytest.mark.parametrize("point", ["before-save", "after-save"])
def test_a_function_that_dies_begins_at_most_one(shop: Shop, point: str) -> None:
    shop.say("open no nicks", SUBSCRIBE)
    shop.crash(point)
    shop.say("yes")

    shop.say("open no nicks", SUBSCRIBE)
    if shop.listening:
        shop.say("yes")

    assert len(subscriptions(shop)) == 1
    assert happenings(shop) == ["subscription.started"]
