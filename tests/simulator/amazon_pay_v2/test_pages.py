"""The pretend service on loopback: the real line, and the page that a buyer sees."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client

from simulator.amazon_pay_v2.pages import HANG, as_application
from simulator.loopback import LoopbackServer
from tests.gateways.amazon_pay_v2.keys import SANDBOX_KEY_ID, private_pem
from tests.gateways.amazon_pay_v2.wire import STORE_ID, UNLIMITED, House
from tests.gateways.amazon_pay_v2.wishes import a_charge, a_consent
from voicetill.domain.charging import ConsentState, Paid, Unknown
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2.gateway import AmazonPayV2
from voicetill.gateways.fetching import WebSend


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def gateway(house: House) -> Iterator[AmazonPayV2]:
    """The gateway with the real line to the pretend service."""
    with LoopbackServer(as_application(house.service)) as server:
        house.service.base = server.endpoint
        yield AmazonPayV2(
            public_key_id=SANDBOX_KEY_ID,
            private_key=private_pem,
            region="us",
            environment=Environment.SANDBOX,
            store_id=STORE_ID,
            send=WebSend(),
            clock=house.clock,
            ticks=house.clock.ticks,
            rates=UNLIMITED,
            base=server.endpoint,
        )


def test_a_charge_goes_over_the_line(house: House, gateway: AmazonPayV2) -> None:
    prepared = a_charge(house)

    assert isinstance(gateway.charge(prepared, within=10), Paid)
    assert house.service.books.ledger.times(prepared.reference) == 1


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_line_that_is_cut_leaves_it_unknown(house: House, gateway: AmazonPayV2, after_acting: bool) -> None:
    prepared = a_charge(house)
    house.service.troubles.lose(after_acting=after_acting)

    assert gateway.charge(prepared, within=10) == Unknown()
    assert isinstance(gateway.settle(prepared, charge_id="", within=10), Paid)
    assert house.service.books.ledger.times(prepared.reference) == 1


def test_a_release_has_a_body_over_the_line_too(house: House, gateway: AmazonPayV2) -> None:
    agreement_id = house.permit()

    gateway.close(agreement_id, reason="Kündigung", within=10)

    assert house.service.books.permissions[agreement_id].state == "Closed"


@pytest.mark.parametrize(("choice", "state"), [("approve", ConsentState.GIVEN), ("cancel", ConsentState.REFUSED)])
def test_a_buyer_approves_or_cancels_on_the_page(
    house: House, gateway: AmazonPayV2, choice: str, state: ConsentState
) -> None:
    wish = a_consent(first=Money(5_00, Currency.USD), seller="Nick's <shop>")
    page = gateway.start_consent(wish, within=10)
    browser = Client(as_application(house.service))
    seen = browser.get(urlsplit(page.url).path)
    assert "5.00 USD" in seen.text
    assert "<shop>" not in seen.text
    form = re.search(rf'action="([^"]+/{choice})"', seen.text)
    assert form is not None

    answer = browser.post(form[1])

    assert answer.status_code == 303
    assert answer.location.startswith("https://shop.example/done?state=abc&")
    back = parse_qs(urlsplit(answer.location).query)["amazonCheckoutSessionId"]
    assert back == [page.consent_id]
    assert gateway.read_consent(page.consent_id, within=10).state is state
    assert "Approve" not in browser.get(urlsplit(page.url).path).text


def test_a_page_of_ours_begins_by_the_button(house: House) -> None:
    button = house.gateway.consent_button(a_consent())
    browser = Client(as_application(house.service))
    told = {
        "payloadJSON": button.payload,
        "publicKeyId": button.public_key_id,
        "algorithm": button.algorithm,
        "signature": button.signature,
    }

    good = browser.post("/checkout/button", data=told)
    bad = browser.post("/checkout/button", data={**told, "payloadJSON": button.payload + " "})

    assert good.status_code == 303
    assert browser.get(urlsplit(good.location).path).status_code == 200
    assert bad.status_code == 403


@pytest.mark.parametrize("path", ["/checkout/nobody", "/checkout/", "/checkout/a/b/c"])
def test_a_page_that_there_is_not(house: House, path: str) -> None:
    assert Client(as_application(house.service)).get(path).status_code == 404


def test_where_no_line_can_be_cut_it_hangs(house: House) -> None:
    slept: list[float] = []
    house.service.troubles.lose(after_acting=False)

    answer = Client(as_application(house.service, sleep=slept.append)).get("/v2/charges/C1")

    assert answer.status_code == 504
    assert slept == [HANG]
