"""Who speaks to the till: this skill's Alexa, for one customer, and about what is theirs alone."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.testing import Shop
from tests.alexa.door import knock
from tests.alexa.envelopes import (
    ABSENT,
    NAMES,
    USER_ID,
    Json,
    a_product_slot,
    an_intent,
    changed,
    recorded,
)
from tests.alexa.purchases import a_charge_answer, hears_the_total
from tests.alexa.tills import CUSTOMER_ID, Customer, Till, a_till, paid
from tests.alexa.touches import a_touch
from tests.security.conftest import THIEF
from tests.security.warnings import warned
from voicetill.alexa.session import CODE, ORDER, RETRY

CONTEXT, SESSION = "context.System.application.applicationId", "session.application.applicationId"
OTHER_SKILL = "amzn1.ask.skill.of-somebody-else"
NOTHING = {"version": "1.0", "response": {}}


@pytest.fixture
def till() -> Till:
    return a_till()


def somebody_else(envelope: Json) -> Json:
    """The same envelope, sent by another customer of the same skill."""
    for place in ("context.System.user.userId", "session.user.userId"):
        envelope = changed(envelope, place, f"{USER_ID}2")
    return envelope


# Another skill.


def _told(name: str, **ids: object) -> Json | None:
    envelope = recorded(name)
    for place, id_ in ((CONTEXT, ids["context"]), (SESSION, ids["session"])):
        if place == SESSION and "session" not in envelope:
            return None
        envelope = changed(envelope, place, id_)
    return envelope


@pytest.mark.parametrize("name", NAMES)
def test_another_skill_is_refused_wherever_it_is_named(till: Till, name: str) -> None:
    """One place that names us does not outweigh the other: Alexa writes the same into both."""
    ours = recorded("launch")["context"]["System"]["application"]["applicationId"]
    for context, session in (
        (OTHER_SKILL, ours),
        (ours, OTHER_SKILL),
        (OTHER_SKILL, ABSENT),
        (ABSENT, OTHER_SKILL),
    ):
        envelope = _told(name, context=context, session=session)
        if envelope is None:
            continue

        answer, records = knock(till.handler, envelope)

        assert answer == NOTHING
        assert [record.getMessage() for record in records.alarms] == ["not for this skill"]
        assert till.ledger.reads == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_request_that_names_no_skill_at_all_is_refused(till: Till, name: str) -> None:
    envelope = changed(recorded(name), CONTEXT, ABSENT)
    if "session" in envelope:
        envelope = changed(envelope, SESSION, ABSENT)

    answer, records = knock(till.handler, envelope)

    assert answer == NOTHING
    assert len(records.alarms) == 1
    assert OTHER_SKILL not in records.written


def test_a_skill_that_is_named_in_one_place_only_is_enough(till: Till) -> None:
    """Alexa's events have no session: the context alone says for whom they are."""
    answer, _ = knock(till.handler, changed(recorded("launch"), SESSION, ABSENT))

    assert "Welcome" in answer["response"]["outputSpeech"]["ssml"]


# A request that was recorded, and comes again.


def _requests(shop: Shop) -> list[Json]:
    return [copy.deepcopy(turn.request) for turn in shop.room.turns]


def _again(shop: Shop, requests: list[Json]) -> Iterator[Any]:
    """Every request word for word, as somebody would send them who had recorded them."""
    handler: Any = shop.room.handler
    return (handler(copy.deepcopy(request), None) for request in requests)


def _handed_off(answers: Iterator[Any]) -> list[str]:
    directives = [each for answer in answers for each in answer["response"].get("directives", [])]
    return [each["name"] for each in directives if each["type"] == "Connections.SendRequest"]


@pytest.mark.parametrize(("hours", "backwards"), [(0, False), (1, True), (24 * 40, False)])
def test_a_recorded_purchase_played_again_charges_nothing(by_voice: Shop, *, backwards: bool, hours: int) -> None:
    """Lambda lets nobody but Alexa in; whoever came in all the same with what they had recorded moves no money."""
    by_voice.say("open no nicks", "a starter kit", "yes")
    requests = _requests(by_voice)
    by_voice.pass_time(hours=hours)

    handed_off = _handed_off(_again(by_voice, requests[::-1] if backwards else requests))

    assert "Charge" not in handed_off
    assert by_voice.charged == ["9.00 USD"]
    assert len(by_voice.orders) == 1


@pytest.mark.parametrize(("hours", "backwards"), [(0, False), (1, True), (24 * 40, False)])
def test_a_recorded_purchase_played_again_charges_no_agreement(
    linked: Shop, *, backwards: bool, hours: int
) -> None:
    linked.say("open no nicks", "a starter kit", "yes", "no")
    requests = _requests(linked)
    linked.pass_time(hours=hours)

    list(_again(linked, requests[::-1] if backwards else requests))
    linked.wait("1 hour")

    assert [move.amount for move in linked.purse.taken] == [linked.purse.taken[0].amount]
    assert len(linked.orders) == 1


# Another customer's checkout.


def test_another_customers_paid_answer_is_nobodys_and_is_logged(till: Till) -> None:
    answer = a_charge_answer(till)

    told, records = knock(till.handler, somebody_else(answer))

    assert "placed" not in str(told)
    assert [record.getMessage() for record in records.alarms] == ["answer for no checkout"]
    assert till.orders == []
    assert "placed" in str(knock(till.handler, answer)[0]), "and its own customer still gets the order"


@pytest.mark.parametrize("asked", [ORDER, RETRY, CODE])
@pytest.mark.parametrize("intent", ["AMAZON.YesIntent", "AMAZON.NoIntent", "VoiceCodeIntent"])
def test_a_question_of_another_customer_cannot_be_answered(till: Till, asked: str, intent: str) -> None:
    owner = Customer(till)
    told = hears_the_total(owner)
    before = till.ledger.drawer(CUSTOMER_ID).current
    forged = somebody_else(changed(recorded("intent"), "session.attributes", {**told.attributes, "asked": asked}))
    forged = changed(forged, "request.intent", {"name": intent, "slots": {}})

    answer, _ = knock(till.handler, forged)

    assert "Connections.SendRequest" not in str(answer)
    assert "Cupertino" not in str(answer)
    assert till.ledger.drawer(CUSTOMER_ID).current == before
    assert owner.says("AMAZON.YesIntent").directive["name"] == "Charge"


def test_a_forged_question_reads_the_true_one_back_and_charges_nothing(till: Till) -> None:
    """A version or a checkout of somebody's own making is no yes to the total that stands."""
    customer = Customer(till)
    told = hears_the_total(customer)
    real = told.attributes["question"]
    for question in (
        {**real, "version": real["version"] + 1},
        {**real, "version": real["version"] - 1},
        {**real, "version": True},
        {**real, "checkout": "a" * 26},
        {"checkout": real["checkout"]},
        "yes",
    ):
        customer.attributes = {**told.attributes, "question": question}

        again = customer.says("AMAZON.YesIntent")

        assert again.directives == []
        assert "nine dollars" in again.speech


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_button_of_another_customers_screen_does_nothing(till: Till, word: str) -> None:
    owner = Customer(till)
    told = hears_the_total(owner)
    real = told.attributes["question"]

    answer, _ = knock(till.handler, somebody_else(a_touch([word, real["checkout"], real["version"]])))

    assert "Charge" not in str(answer)
    assert "Cupertino" not in str(answer)
    assert owner.pays(owner.says("AMAZON.YesIntent")).card["title"]


@pytest.mark.parametrize("remembered", ["nothing", "all of it", "the id alone"])
def test_a_checkout_never_gets_the_id_of_another_customers(till: Till, remembered: str) -> None:
    """Not in the same session either, nor out of forged attributes: it would share its charge."""
    told = hears_the_total(Customer(till))
    theirs = told.attributes["question"]["checkout"]
    attributes = {"nothing": {}, "all of it": told.attributes, "the id alone": {"about": theirs}}[remembered]
    wish = an_intent("BuyIntent", product=a_product_slot("starter_kit"), quantity="1")

    answer, _ = knock(till.handler, somebody_else(changed(wish, "session.attributes", attributes)))

    (directive,) = [it for it in answer["response"]["directives"] if it["type"] == "Connections.SendRequest"]
    assert directive["name"] == "Setup"
    assert directive["token"] != theirs


# What another customer has.


def _number(shop: Shop) -> str:
    return str(shop.orders[0]["number"]).replace("-", "")


@pytest.mark.parametrize("intent", ["OrderStatusIntent", "CancelOrderIntent", "RefundIntent"])
@pytest.mark.parametrize("digits", [4, 8])
def test_another_customers_order_is_not_found_by_its_number(by_voice: Shop, intent: str, digits: int) -> None:
    by_voice.say("open no nicks", "a starter kit", "yes")
    before = by_voice.orders

    with by_voice.speaking(customer=THIEF, device="elsewhere"):
        by_voice.say("open no nicks")
        reply = by_voice.intend(intent, order=_number(by_voice)[-digits:])

    assert "Cupertino" not in str(reply.response)
    assert "starter kit" not in reply.speech
    assert by_voice.orders == before


def test_another_customers_cart_is_nowhere(by_voice: Shop) -> None:
    by_voice.say("open no nicks", "a starter kit", "no")

    with by_voice.speaking(customer=THIEF, device="elsewhere"):
        cart = by_voice.say("open no nicks", "what is in my cart")

    assert "starter kit" not in cart.speech.casefold().replace("starter kit, refills", "")
    assert "Cupertino" not in str(cart.response)


@pytest.mark.parametrize("word", ["end subscription", "resume subscription"])
def test_another_customers_subscription_is_neither_ended_nor_brought_back(
    linked: Shop, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    linked.say("open no nicks", "subscribe to the refill subscription", "yes")
    (subscription,) = (item for item in linked.items if str(item["sk"]).startswith("SUBSCRIPTION#"))

    with linked.speaking(customer=THIEF, device="elsewhere", kind="show"):
        linked.say("open no nicks")
        if word == "resume subscription":
            # Also whoever is linked themselves.
            linked.link()
            linked.say("open no nicks")
        linked.touch(word, subscription["id"])

    assert warned(caplog) == ["no subscription of this customer"]
    (after,) = (item for item in linked.items if str(item["sk"]).startswith("SUBSCRIPTION#"))
    assert after == subscription


def test_a_paid_answer_of_the_same_customer_with_a_forged_reference_places_nothing(till: Till) -> None:
    customer = Customer(till)
    hears_the_total(customer)
    asked = customer.says("AMAZON.YesIntent")
    answer = paid(asked)
    forged = changed(answer, "request.payload.authorizationDetails.authorizationReferenceId", "a" * 26 + "01")

    told, _ = knock(till.handler, forged)

    assert "placed" not in str(told)
    assert till.orders == []
