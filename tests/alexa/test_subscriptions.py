"""What a customer hears and sees of subscriptions, word by word in American English."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.alexa.envelopes import Json, a_product_slot, changed, recorded
from tests.alexa.tills import CUSTOMER_ID, Customer, Till, Turn, a_till
from voicetill.domain.subscriptions import Subscription, SubscriptionState

SUBSCRIPTION = a_product_slot("refill_subscription")
LATER = "2026-03-02T12:00:01Z"


@pytest.fixture
def till() -> Till:
    return a_till(RENEW_ALEXA_AGREEMENTS="true")


def hears_the_terms(customer: Customer) -> Turn:
    return customer.sets_up(customer.says("SubscribeIntent", product=SUBSCRIPTION))


def begins(customer: Customer) -> Turn:
    hears_the_terms(customer)
    return customer.says("AMAZON.YesIntent")


def the_subscription(till: Till) -> Subscription:
    (subscription,) = till.ledger.drawer(CUSTOMER_ID).subscriptions.values()
    return subscription


def put(till: Till, **changes: object) -> Subscription:
    """Let the stored subscription be in another state."""
    stored = replace(the_subscription(till), **changes)  # type: ignore[arg-type]
    till.ledger.drawer(CUSTOMER_ID).subscriptions[stored.id] = stored
    return stored


def test_the_terms_are_heard_before_the_yes(customer: Customer) -> None:
    turn = hears_the_terms(customer)

    assert turn.heard == (
        "One refill subscription, delivered to 1234 Main Street in Cupertino: free until April first, then "
        "seven dollars and fifty cents every month, tax and delivery included, sold by No Nicks. Nothing is due "
        "today. To stop, say: cancel my subscription. Shall I start it?"
    )
    assert turn.waits
    assert turn.reprompt == "Shall I start the subscription? Please say yes or no."


def test_a_yes_is_confirmed_with_the_terms_by_voice_and_card(customer: Customer, till: Till) -> None:
    turn = begins(customer)

    assert turn.heard == (
        "Thank you. Your subscription has started. It's free until April first, then seven dollars and fifty "
        "cents every month. The details are in your Alexa app."
    )
    assert not turn.waits
    assert turn.card["title"] == "No Nicks: your subscription"
    assert turn.card["text"].split("\n")[2:5] == [
        "Price: $7.50 every month",
        "Free until: April 1, 2026",
        "To stop it, say: cancel my subscription.",
    ]
    assert the_subscription(till).state is SubscriptionState.ACTIVE


def test_repeat_reads_the_terms_again_from_what_is_stored(customer: Customer) -> None:
    terms = hears_the_terms(customer)

    again = customer.says("AMAZON.RepeatIntent")

    assert again.speech == terms.speech
    assert customer.says("AMAZON.YesIntent").speech.startswith("Thank you. Your subscription has started")


def test_details_tell_how_often_it_is_paid(customer: Customer) -> None:
    turn = customer.says("ProductDetailsIntent", product=SUBSCRIPTION)

    assert turn.speech == (
        "The refill subscription brings four fresh blades each month. It costs five dollars every month. "
        "To start, say: buy a refill subscription."
    )


def test_status_tells_the_trial_and_then_the_next_charge(customer: Customer, till: Till) -> None:
    begins(customer)

    trial = customer.says("SubscriptionStatusIntent")
    till.clock.pass_by(timedelta(days=40))
    put(till, period=2, due_at=till.clock() + timedelta(days=20), noticed=2)
    later = customer.says("SubscriptionStatusIntent")

    assert trial.speech == (
        "You have a refill subscription. It's free until April first, then seven dollars and fifty cents every "
        "month. What else would you like?"
    )
    assert later.speech == (
        "You have a refill subscription. The next charge is seven dollars and fifty cents, on May first. "
        "What else would you like?"
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SubscriptionState.CHARGING, "A payment of seven dollars and fifty cents is being processed right now."),
        (
            SubscriptionState.PAST_DUE,
            "but a payment of seven dollars and fifty cents did not go through. I will try again on April first.",
        ),
    ],
)
def test_status_tells_what_a_payment_is_about_to_do(
    customer: Customer, till: Till, state: SubscriptionState, words: str
) -> None:
    begins(customer)
    put(till, state=state, due_at=the_subscription(till).charged_at)

    assert words in customer.says("SubscriptionStatusIntent").speech


def test_what_has_stopped_is_brought_back_by_a_yes(customer: Customer, till: Till) -> None:
    begins(customer)
    put(till, state=SubscriptionState.SUSPENDED, due_at=None)

    asked = customer.says("SubscriptionStatusIntent")
    resumed = customer.says("AMAZON.YesIntent")

    assert asked.speech == (
        "You have a refill subscription, but it has stopped, because a payment of seven dollars and fifty cents "
        "did not go through. Shall I start it again, and charge seven dollars and fifty cents?"
    )
    assert resumed.speech == (
        "All right, your subscription goes on. The payment of seven dollars and fifty cents follows shortly."
    )
    assert the_subscription(till).state is SubscriptionState.PAST_DUE


def test_a_no_leaves_it_stopped(customer: Customer, till: Till) -> None:
    begins(customer)
    put(till, state=SubscriptionState.SUSPENDED, due_at=None)
    customer.says("SubscriptionStatusIntent")

    turn = customer.says("AMAZON.NoIntent")

    assert turn.speech == "All right, I changed nothing. What would you like?"
    assert the_subscription(till).state is SubscriptionState.SUSPENDED


def test_subscribing_to_what_has_stopped_offers_the_way_back(customer: Customer, till: Till) -> None:
    begins(customer)
    put(till, state=SubscriptionState.SUSPENDED, due_at=None)

    turn = customer.says("SubscribeIntent", product=SUBSCRIPTION)

    assert turn.speech.startswith("You have that subscription already. You have a refill subscription, but it has")
    assert turn.speech.endswith("Shall I start it again, and charge seven dollars and fifty cents?")


def test_cancel_asks_and_then_says_that_nothing_was_charged(customer: Customer, till: Till) -> None:
    begins(customer)

    asked = customer.says("CancelSubscriptionIntent")
    ended = customer.says("AMAZON.YesIntent")

    assert asked.speech == (
        "You have a refill subscription. If I cancel it, nothing more is charged. Shall I cancel it?"
    )
    assert ended.speech == (
        "Done. Your subscription is canceled, and nothing was charged for it. The details are in your Alexa app."
    )
    assert ended.card["title"] == "No Nicks: your subscription is canceled"
    assert ended.card["text"].startswith("Refill Subscription: canceled. Nothing more will be charged.")
    assert the_subscription(till).state is SubscriptionState.ENDED


def test_one_that_was_paid_is_told_until_when(customer: Customer, till: Till) -> None:
    begins(customer)
    till.clock.pass_by(timedelta(days=40))
    put(till, period=2, due_at=till.clock() + timedelta(days=20), noticed=2)
    customer.says("CancelSubscriptionIntent")

    ended = customer.says("AMAZON.YesIntent")

    assert ended.speech.startswith("Done. Your subscription is canceled. It is paid until May first, and nothing")


def test_a_charge_under_way_is_told_before_and_after(customer: Customer, till: Till) -> None:
    begins(customer)
    put(till, state=SubscriptionState.CHARGING)

    asked = customer.says("CancelSubscriptionIntent")
    ended = customer.says("AMAZON.YesIntent")

    assert "A payment for it is already on its way; after that, nothing more would be charged." in asked.speech
    assert ended.speech == (
        "Done. Your subscription is canceled. The payment that is on its way may still be taken; after that, "
        "nothing more is charged."
    )


@pytest.mark.parametrize("state", [SubscriptionState.PAST_DUE, SubscriptionState.SUSPENDED])
def test_one_whose_payments_failed_just_ends(customer: Customer, till: Till, state: SubscriptionState) -> None:
    begins(customer)
    put(till, state=state, due_at=None)
    customer.says("CancelSubscriptionIntent")

    ended = customer.says("AMAZON.YesIntent")

    assert ended.speech.startswith("Done. Your subscription is canceled, and nothing more is charged.")


def test_of_several_one_must_be_named(customer: Customer, till: Till) -> None:
    begins(customer)
    first = the_subscription(till)
    other = replace(first, id="a8b4c1d9e2f7g3h6j5k0l4m8n1", product_id="gel_subscription")
    till.ledger.drawer(CUSTOMER_ID).subscriptions[other.id] = other

    turn = customer.says("CancelSubscriptionIntent")

    assert turn.speech == "Which subscription shall I cancel: a refill subscription or a refill subscription?"
    assert turn.waits


def test_a_forgotten_question_ends_nothing(customer: Customer, till: Till) -> None:
    begins(customer)
    customer.says("CancelSubscriptionIntent")
    customer.attributes = {}

    customer.says("AMAZON.YesIntent")

    assert the_subscription(till).state is SubscriptionState.ACTIVE


@pytest.mark.parametrize("id_", ["", "nonsense", "a8b4c1d9e2f7g3h6j5k0l4m8n1", 5, None, ["x"]])
def test_a_question_bent_on_its_way_ends_nothing(customer: Customer, till: Till, id_: object) -> None:
    begins(customer)
    customer.attributes = {"asked": "end a subscription", "product": id_}

    turn = customer.says("AMAZON.YesIntent")

    assert turn.speech.startswith("You don't have a subscription with us")
    assert the_subscription(till).state is SubscriptionState.ACTIVE


def test_without_renewals_a_subscription_that_runs_can_still_be_ended(customer: Customer, till: Till) -> None:
    begins(customer)
    switched_off = Customer(a_till(ledger=till.ledger))

    switched_off.says("CancelSubscriptionIntent")
    switched_off.says("AMAZON.YesIntent")

    assert the_subscription(till).state is SubscriptionState.ENDED


def an_event(kind: str, **body: object) -> Json:
    """A skill event of this customer: no session, nobody listens."""
    event = changed(recorded("session_ended"), "request.type", f"AlexaSkillEvent.{kind}")
    event["request"].pop("reason", None)
    if body:
        event["request"]["body"] = body
    return event


def test_disabling_the_skill_ends_what_would_be_charged_again(customer: Customer, till: Till) -> None:
    begins(customer)

    turn = customer.sends(changed(an_event("SkillDisabled"), "request.timestamp", LATER))

    assert not turn.speech
    assert the_subscription(till).end_reason == "skill_disabled"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ({"acceptedPermissions": []}, SubscriptionState.ENDED),
        ({"acceptedPermissions": [{"scope": "alexa::profile:email:read"}]}, SubscriptionState.ENDED),
        ({"acceptedPermissions": [{"scope": "payments:autopay_consent"}]}, SubscriptionState.ACTIVE),
        ({}, SubscriptionState.ACTIVE),
        ({"acceptedPermissions": None}, SubscriptionState.ACTIVE),
    ],
)
def test_withdrawing_the_permission_to_pay_ends_it_and_nothing_else_does(
    customer: Customer, till: Till, body: dict[str, object], state: SubscriptionState
) -> None:
    begins(customer)

    turn = customer.sends(changed(an_event("SkillPermissionChanged", **body), "request.timestamp", LATER))

    assert not turn.speech
    assert the_subscription(till).state is state
