"""The route of the server, as a customer meets it: cards, the phone, the code of four digits, and the order."""

import json

import pytest

from tests.alexa.door import knock
from tests.alexa.envelopes import USER_ID, a_product_slot, changed, recorded
from tests.alexa.server_tills import LinkedCustomer, ServerTill, a_server_till
from tests.alexa.tills import CUSTOMER_ID, Turn
from tests.services.live_till import PAGES
from voicetill.stores.files import shipped
from voicetill.stores.markets import load_markets

LOCALES = load_markets().locales
CODE = "4821"
START = "Connections.StartConnection"
NOT_NEEDED = "No such number is needed here. What would you like?"


def _guarded() -> dict[str, str]:
    """The shipped markets, each with a limit of one major unit over which the code is asked."""
    lines = []
    for line in shipped("markets.toml").splitlines():
        lines.append(line)
        if line.startswith("ledger_currency"):
            yen = "JPY" in line
            lines.append(f'voice_code_over = "{100 if yen else "1.00"}"')
    return {"markets.toml": "\n".join(lines)}


@pytest.fixture
def shop() -> ServerTill:
    return a_server_till()


def _buys(customer: LinkedCustomer, product: str = "starter_kit") -> Turn:
    customer.opens()
    return customer.says("BuyIntent", product=a_product_slot(product), quantity="1")


@pytest.mark.parametrize("locale", LOCALES)
def test_who_is_not_linked_gets_the_card_in_every_locale(shop: ServerTill, locale: str) -> None:
    customer = LinkedCustomer(shop.till, locale=locale)

    told = _buys(customer)

    assert told.card == {"type": "LinkAccount"}
    assert told.speech
    assert not told.waits
    assert told.directives == []


@pytest.mark.parametrize("locale", LOCALES)
def test_who_has_not_consented_gets_the_page_in_every_locale(shop: ServerTill, locale: str) -> None:
    customer = LinkedCustomer(shop.till, locale=locale, token=shop.link(consent=False))

    told = _buys(customer)

    assert told.card["type"] == "Simple"
    assert f"{PAGES}/consent/" in told.card["content"]
    assert not told.waits
    assert told.directives == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_is_sent_to_the_phone_where_that_is_switched_on(locale: str) -> None:
    shop = a_server_till(SEND_TO_PHONE="true")
    customer = LinkedCustomer(shop.till, locale=locale, token=shop.link(consent=False))

    told = _buys(customer)

    sent = told.directive
    assert (sent["type"], sent["uri"], sent["onCompletion"]) == (
        START,
        "connection://AMAZON.LinkApp/2",
        "SEND_ERRORS_ONLY",
    )
    page = sent["input"]["links"]["GOOGLE_PLAY_STORE"]["primary"]["WEBSITE_LINK"]["url"]
    assert page in told.card["content"]
    assert sent["input"]["prompt"]["topic"]
    assert sent["input"]["sendToDevice"] == {"enabled": True}
    assert told.response["shouldEndSession"] is True


@pytest.mark.parametrize("locale", LOCALES)
def test_a_phone_that_was_not_reached_is_owned_up_to(locale: str) -> None:
    customer = LinkedCustomer(a_server_till().till, locale=locale)
    cause = {"type": "ConnectionCompleted", "token": "page", "status": {"code": "400", "message": "no"}}

    told = customer.sends(changed(recorded("session_resumed"), "request.cause", cause))

    assert told.speech
    assert not told.waits


def test_who_comes_back_from_elsewhere_is_greeted(shop: ServerTill) -> None:
    customer = LinkedCustomer(shop.till)

    assert "No Nicks" in customer.sends(recorded("session_resumed")).speech


@pytest.mark.parametrize("locale", LOCALES)
def test_a_purchase_is_two_turns_in_every_locale(shop: ServerTill, locale: str) -> None:
    customer = LinkedCustomer(shop.till, locale=locale, token=shop.link())

    told = _buys(customer, "barber_voucher")
    placed = customer.says("AMAZON.YesIntent")

    assert told.waits
    assert placed.card["type"] == "Standard"
    assert len(shop.till.orders) == 1
    assert shop.company.calls == ["charge"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_code_is_asked_compared_and_locked_in_every_locale(locale: str) -> None:
    shop = a_server_till(files=_guarded())
    customer = LinkedCustomer(shop.till, locale=locale, token=shop.link(code=CODE))
    _buys(customer, "barber_voucher")

    asked = customer.says("AMAZON.YesIntent")
    unclear = customer.says("VoiceCodeIntent", code="?")
    wrong = customer.says("VoiceCodeIntent", code="1111")
    placed = customer.says("VoiceCodeIntent", code=CODE)

    assert all(turn.waits for turn in (asked, unclear, wrong))
    assert len({asked.speech, unclear.speech, wrong.speech}) == 3
    assert placed.card["type"] == "Standard"
    assert len(shop.till.orders) == 1

    _buys(customer, "barber_voucher")
    customer.says("AMAZON.YesIntent")
    heard = [customer.says("VoiceCodeIntent", code="1111") for _ in range(3)]
    assert not heard[-1].waits
    assert len(shop.till.orders) == 1


def test_the_code_is_said_logged_and_remembered_nowhere() -> None:
    shop = a_server_till(files=_guarded())
    token = shop.link(code=CODE)
    customer = LinkedCustomer(shop.till, token=token)
    _buys(customer)
    asked = customer.says("AMAZON.YesIntent")
    envelope = changed(recorded("intent"), "request.intent", _code("7395"))
    envelope = changed(envelope, "session.attributes", asked.attributes)
    envelope = changed(envelope, "context.System.user.accessToken", token)

    answer, records = knock(shop.till.handler, envelope)

    assert "7395" not in json.dumps(answer)
    assert "7395" not in records.written
    assert token not in records.written
    assert "7395" not in repr(shop.till.ledger.drawer(CUSTOMER_ID))


def test_a_code_that_nobody_asked_for_is_not_needed(shop: ServerTill) -> None:
    customer = LinkedCustomer(shop.till, token=shop.link(code=CODE))
    customer.opens()

    assert (
        customer.says("VoiceCodeIntent", code=CODE).speech == "No such number is needed here. What would you like?"
    )


def test_no_to_the_code_is_no_to_the_order() -> None:
    shop = a_server_till(files=_guarded())
    customer = LinkedCustomer(shop.till, token=shop.link(code=CODE))
    _buys(customer)
    customer.says("AMAZON.YesIntent")

    refused = customer.says("AMAZON.NoIntent")
    later = customer.says("VoiceCodeIntent", code=CODE)

    assert refused.waits
    assert later.speech == NOT_NEEDED
    assert shop.company.calls == []


def test_repeating_the_question_for_the_code_keeps_it_open() -> None:
    shop = a_server_till(files=_guarded())
    customer = LinkedCustomer(shop.till, token=shop.link(code=CODE))
    _buys(customer)
    asked = customer.says("AMAZON.YesIntent")

    again = customer.says("AMAZON.RepeatIntent")
    placed = customer.says("VoiceCodeIntent", code=CODE)

    assert again.speech == asked.speech
    assert placed.card["type"] == "Standard"


def test_a_linked_account_is_adopted_before_the_customer_speaks(shop: ServerTill) -> None:
    token = shop.link()
    event = recorded("permission_changed")
    event["request"] = {
        **event["request"],
        "type": "AlexaSkillEvent.SkillAccountLinked",
        "body": {"accessToken": token},
    }

    answer, records = knock(shop.till.handler, event)

    assert answer["response"] == {}
    assert token not in records.written
    kept = shop.till.ledger.drawer(CUSTOMER_ID).customer
    assert kept is not None
    assert kept.open_agreement is not None


@pytest.mark.parametrize("body", [None, {}, {"accessToken": None}, {"accessToken": "no token of ours"}])
def test_an_event_without_a_good_token_changes_nothing(shop: ServerTill, body: object) -> None:
    event = recorded("permission_changed")
    event["request"] = {**event["request"], "type": "AlexaSkillEvent.SkillAccountLinked", "body": body}

    answer, _ = knock(shop.till.handler, event)

    assert answer["response"] == {}
    assert shop.till.ledger.drawer(CUSTOMER_ID).customer is None


def test_an_event_that_cannot_be_stored_is_answered_without_a_word(shop: ServerTill) -> None:
    event = recorded("permission_changed")
    body = {"accessToken": shop.link()}
    event["request"] = {**event["request"], "type": "AlexaSkillEvent.SkillAccountLinked", "body": body}
    shop.till.ledger.is_down = True

    answer, records = knock(shop.till.handler, event)

    assert answer["response"] == {}
    assert records.alarms


def test_a_token_reaches_us_even_in_an_envelope_that_the_sdk_cannot_read(shop: ServerTill) -> None:
    customer = LinkedCustomer(shop.till, token=shop.link())
    customer.opens()
    envelope = changed(recorded("intent"), "request.intent", _buy())
    envelope = changed(envelope, "context.System.user.accessToken", customer.token)
    envelope = changed(envelope, "context.Viewports", [{"type": "NEW", "shape": "TRIANGLE"}])

    answer, _ = knock(shop.till.handler, envelope)

    assert "total" in json.dumps(answer)


def test_somebody_else_at_the_same_device_is_not_linked(shop: ServerTill) -> None:
    customer = LinkedCustomer(shop.till, token=shop.link())
    _buys(customer)
    stranger = LinkedCustomer(shop.till)
    envelope = changed(recorded("intent"), "request.intent", _buy())
    for place in ("context.System.user.userId", "session.user.userId"):
        envelope = changed(envelope, place, f"{USER_ID}2")

    assert stranger.sends(envelope).card == {"type": "LinkAccount"}


def _buy() -> dict[str, object]:
    slots = {"product": {"name": "product", **a_product_slot("starter_kit")}}
    return {"name": "BuyIntent", "confirmationStatus": "NONE", "slots": slots}


def _code(said: str) -> dict[str, object]:
    return {
        "name": "VoiceCodeIntent",
        "confirmationStatus": "NONE",
        "slots": {"code": {"name": "code", "value": said}},
    }
