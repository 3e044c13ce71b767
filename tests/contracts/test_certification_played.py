"""The rules that are played with the real skill: an answer that is spoiled on its way is found."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scripts.certification.certifying import Studio
from scripts.certification.review import OpenShop
from scripts.certification.submission import DATA, Submission, read_submission
from simulator.testing import Shop
from tests.contracts.certification import (
    Json,
    a_copy,
    english_only,
    in_file,
    play_only,
    the_shipped_shop,
    verdict_on,
)

Answer = Callable[[Json], Json]
"""What answers an event: the skill, or somebody who stands before it."""

Spoil = Callable[[Answer], Answer]
"""Puts somebody before the skill who spoils what it answers."""

LAUNCH, FALLBACK, HELP, YES = "LaunchRequest", "AMAZON.FallbackIntent", "AMAZON.HelpIntent", "AMAZON.YesIntent"


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio() as opened:
        yield opened


def spoiled(studio: Studio, spoil: Spoil) -> OpenShop:
    """The shipped skill, with somebody before it."""

    @contextmanager
    def open_shop(submission: Submission, locale: str) -> Iterator[Shop]:
        with studio(submission, locale) as shop:
            answer = spoil(skill_of(shop))
            shop.room.handler = lambda event, _: answer(event)
            yield shop

    return open_shop


def skill_of(shop: Shop) -> Answer:
    handler = shop.room.handler

    def answer(event: Json) -> Json:
        response = handler(event, None)
        assert isinstance(response, dict)
        return copy.deepcopy(response)

    return answer


def kind_of(event: Json) -> str:
    request = event["request"]
    return str(request["intent"]["name"] if request["type"] == "IntentRequest" else request["type"])


def is_answer_to(name: str, event: Json) -> bool:
    request: Json = event["request"]
    return (request["type"], request.get("name")) == ("Connections.Response", name)


def says(words: str) -> Json:
    speech = {"type": "PlainText", "text": words}
    return {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": False}}


def silent(response: Json) -> Json:
    kept = {key: value for key, value in response["response"].items() if key not in ("outputSpeech", "reprompt")}
    return {**response, "response": {**kept, "shouldEndSession": True}}


def instead(words: str, *of: str) -> Spoil:
    """Answers some kinds of request with these words, and the skill hears nothing of them."""
    return lambda skill: lambda event: says(words) if kind_of(event) in of else skill(event)


def no_speech_after(name: str) -> Spoil:
    """Says nothing when Amazon Pay has answered."""
    return lambda skill: lambda event: silent(skill(event)) if is_answer_to(name, event) else skill(event)


def changed(change: Callable[[Json], object]) -> Spoil:
    """Changes every response."""

    def spoil(skill: Answer) -> Answer:
        def answer(event: Json) -> Json:
            response = skill(event)
            change(response["response"])
            return response

        return answer

    return spoil


def never_said(*words: str) -> Spoil:
    """Leaves words out of everything that is spoken."""

    def change(response: Json) -> None:
        speech = response.get("outputSpeech", {})
        for word in words:
            speech |= {
                member: speech[member].replace(word, "it") for member in ("ssml", "text") if member in speech
            }

    return changed(change)


def never_written(*words: str) -> Spoil:
    """Leaves words out of every card."""

    def change(response: Json) -> None:
        card = response.get("card", {})
        for word in words:
            card |= {"text": card["text"].replace(word, "")} if "text" in card else {}

    return changed(change)


def no_card(response: Json) -> None:
    response.pop("card", None)


def stays_open(response: Json) -> None:
    response |= {"shouldEndSession": False} if "card" in response else {}


def asks_for_the_name(response: Json) -> None:
    if "permissions" in response.get("card", {}):
        response["card"]["permissions"] = ["alexa::profile:name:read"]


def charges_unasked(skill: Answer) -> Answer:
    """Says yes in the customer's place, as soon as Amazon Pay has told the address."""

    def answer(event: Json) -> Json:
        response = skill(event)
        if not is_answer_to("Setup", event):
            return response
        agreed = copy.deepcopy(event)
        agreed["session"]["attributes"] = response.get("sessionAttributes", {})
        kept = {key: event["request"][key] for key in ("requestId", "timestamp", "locale")}
        yes = {"name": YES, "confirmationStatus": "NONE", "slots": {}}
        agreed["request"] = {**kept, "type": "IntentRequest", "dialogState": "STARTED", "intent": yes}
        return skill(agreed)

    return answer


def confirms_whatever_comes(skill: Answer) -> Answer:
    """Sends a card with the order's number, whatever Amazon Pay answered to the Charge."""
    numbers: list[str] = []

    def answer(event: Json) -> Json:
        response = skill(event)
        for directive in response["response"].get("directives", ()):
            if directive.get("name") == "Charge":
                numbers.append(directive["payload"]["sellerOrderAttributes"]["sellerOrderId"])
        if is_answer_to("Charge", event):
            content = f"Order number: {numbers[-1]}"
            response["response"]["card"] = {"type": "Simple", "title": "Order", "content": content}
        return response

    return answer


def says_nothing_to(kind: str) -> Spoil:
    nothing = {"version": "1.0", "response": {"shouldEndSession": True}}
    return lambda skill: lambda event: nothing if kind_of(event) == kind else skill(event)


def ends_after(kind: str) -> Spoil:
    def spoil(skill: Answer) -> Answer:
        def answer(event: Json) -> Json:
            response = skill(event)
            if kind_of(event) == kind:
                response["response"] |= {"shouldEndSession": True}
                response["response"].pop("reprompt", None)
            return response

        return answer

    return spoil


def breaks_at(kind: str) -> Spoil:
    def spoil(skill: Answer) -> Answer:
        def answer(event: Json) -> Json:
            if kind_of(event) == kind:
                raise RuntimeError("a bug")
            return skill(event)

        return answer

    return spoil


FAULTS: list[Any] = [
    ("example-phrases", says_nothing_to("BuyIntent"), "let the phrase be understood"),
    ("consent-card", changed(no_card), "answer with the card AskForPermissionsConsent"),
    ("consent-card", changed(asks_for_the_name), "ask for 'payments:autopay_consent'"),
    ("consent-card", never_said("Amazon Pay"), "say that it is about Amazon Pay"),
    ("consent-card", changed(stays_open), "end the session after the consent card"),
    ("read-back", never_said("No Nicks"), "say the seller of record (No Nicks)"),
    ("read-back", never_said("starter kit", "Starter kit"), "say what is ordered (starter kit)"),
    ("read-back", never_said("1234 Main Street", "Cupertino"), "say where it is delivered to"),
    ("read-back", never_said("nine dollars"), "say the total with tax and delivery (nine dollars)"),
    ("read-back", charges_unasked, "a Charge left after BuyIntent"),
    ("read-back", instead("Thank you.", YES), "no Charge went through"),
    ("confirmation", changed(no_card), "send a card with the order number"),
    ("confirmation", never_written("$9.00"), "send a card with the total ($9.00)"),
    ("confirmation", no_speech_after("Charge"), "confirm the order by voice"),
    ("confirmation", instead("Thank you.", YES), "no Charge went through"),
    ("decline", no_speech_after("Charge"), "say that the order is not placed"),
    ("decline", instead("Welcome.", LAUNCH), "offer the cart that was left"),
    ("decline", confirms_whatever_comes, "send no order confirmation"),
    ("cart-kept", instead("Welcome.", LAUNCH), "offer the cart that was left"),
    ("cart-kept", instead("Fine.", YES), "let yes go on with the cart"),
    ("cart-kept", instead("Done.", "AMAZON.StartOverIntent"), "let AMAZON.StartOverIntent empty the cart"),
    ("refund-and-cancel", changed(no_card), "send a card with +1 555 010 0199"),
    ("refund-and-cancel", never_written("help@nonicks.example"), "send a card with help@nonicks.example"),
    ("order-status", instead("I do not know.", "OrderStatusIntent"), "tell of the order"),
    ("help", never_said("refund"), "let help name words that mean RefundIntent"),
    ("help", instead("I did not get that.", HELP), "let help name words that mean ContactIntent"),
    ("help", ends_after(HELP), "keep the session open after help"),
    ("help", breaks_at(HELP), "mend the conversation"),
]


@pytest.mark.parametrize(("name", "spoil", "told"), FAULTS, ids=[f"{name}: {told}" for name, _, told in FAULTS])
def test_an_answer_that_a_reviewer_refuses_is_found(studio: Studio, name: str, spoil: Spoil, told: str) -> None:
    submission = english_only(the_shipped_shop())

    verdict = verdict_on(submission, play_only(name), spoiled(studio, spoil))

    found = verdict.findings(submit=False)
    assert any(told in remark.mend for remark in found), found
    assert all(remark.place.startswith("en-US") for remark in found)


@pytest.mark.parametrize("intent", ["RefundIntent", "CancelOrderIntent", "ContactIntent"])
def test_an_intent_that_is_answered_like_noise_is_found(studio: Studio, intent: str) -> None:
    submission = english_only(the_shipped_shop())
    deaf = spoiled(studio, instead("I did not get that.", intent, FALLBACK))

    verdict = verdict_on(submission, play_only("refund-and-cancel"), deaf)

    assert any(intent in remark.place for remark in verdict.findings(submit=False))


def test_a_fault_in_one_locales_words_is_found_in_that_locale(studio: Studio, tmp_path: Path) -> None:
    shop = a_copy(tmp_path)
    in_file(DATA / "speech/de-DE.toml", "Erstattung, Kontakt", "Kontakt")(shop)

    verdict = verdict_on(read_submission(shop), play_only("help"), studio)

    (found,) = verdict.findings(submit=False)
    assert found.place == "de-DE, AMAZON.HelpIntent"
    assert found.mend.startswith("let help name words that mean RefundIntent")
