"""The Buyer Address API: asked as Amazon's library asks, read with suspicion, and never in the way."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.alexa.tokens import AccessTokens
from simulator.amazon_pay.buyer_service import ON_DEMAND, BuyerService
from simulator.amazon_pay.service import AmazonPay
from simulator.customers import Consent, Customer, Device, Speaker
from simulator.loopback import LoopbackServer
from tests.builders import NOW
from tests.gateways.hostile_servers import a_server, answering, dribbling
from voicetill.domain.addresses import Address
from voicetill.domain.payments import Access, Environment
from voicetill.gateways.amazon_pay.buyers import PATIENCE, AmazonPayBuyers
from voicetill.gateways.fetching import Fetch, NoAnswerError, WebFetch

SELLER, EMAIL, TOKEN = "A1SELLER & CO", "buyer@nonicks.example", "a.secret-token"
AMERICA = Access("https://api.amazonalexa.com", TOKEN)
HOME = {"addressLine1": "1234 Main Street", "city": "Cupertino", "countryCode": "US"}


class Web:
    """Answers every call alike, and remembers what was asked."""

    def __init__(self, status: int = 200, body: object = b"") -> None:
        self.answer = (status, body if isinstance(body, bytes) else json.dumps(body).encode())
        self.asked: list[tuple[str, Mapping[str, str], float]] = []

    def __call__(self, url: str, headers: Mapping[str, str], *, within: float) -> tuple[int, bytes]:
        self.asked.append((url, headers, within))
        return self.answer


def buyers(
    fetch: Fetch, *, live: bool = False, endpoint: str | None = None, seller: str = SELLER
) -> AmazonPayBuyers:
    return AmazonPayBuyers(
        seller_id=seller,
        environment=Environment.LIVE if live else Environment.SANDBOX,
        sandbox_email=None if live else EMAIL,
        fetch=fetch,
        endpoint=endpoint,
    )


def told(*entries: object) -> dict[str, object]:
    return {"addresses": list(entries)}


def default(address: object) -> dict[str, object]:
    return {"address": address, "addressType": "DefaultOneClickShippingAddress"}


# How it asks.


@pytest.mark.parametrize(
    ("alexa", "host"),
    [
        ("https://api.amazonalexa.com", "pay-api.amazon.com"),
        ("https://api.eu.amazonalexa.com", "pay-api.amazon.eu"),
        ("https://api.eu.amazonalexa.com/", "pay-api.amazon.eu"),
        ("https://api.fe.amazonalexa.com", "pay-api.amazon.jp"),
        ("https://evil.example", "pay-api.amazon.com"),
        ("", "pay-api.amazon.com"),
    ],
)
def test_the_host_is_amazon_s_own_and_fits_the_region(alexa: str, host: str) -> None:
    """A token is sent to no other place, whatever a request says."""
    web = Web()

    buyers(web, live=True).home(Access(alexa, TOKEN))

    assert [url for url, _, _ in web.asked] == [f"https://{host}/live/v1/buyer/addresses?sellerId=A1SELLER+%26+CO"]


def test_live_sends_the_token_and_no_test_buyer() -> None:
    web = Web()

    buyers(web, live=True).home(AMERICA)

    assert web.asked[0][1:] == ({"Accept": "application/json", "Authorization": f"Bearer {TOKEN}"}, PATIENCE)


def test_sandbox_names_its_test_buyer() -> None:
    web = Web()

    buyers(web).home(AMERICA)

    url, headers, _ = web.asked[0]
    assert url.startswith("https://pay-api.amazon.com/sandbox/v1/buyer/addresses?")
    assert headers["x-amz-pay-sandbox-email-id"] == EMAIL


def test_a_rehearsal_is_led_elsewhere() -> None:
    web = Web()

    buyers(web, endpoint="http://127.0.0.1:8000/eu/").home(AMERICA)

    assert web.asked[0][0].startswith("http://127.0.0.1:8000/eu/sandbox/v1/buyer/addresses?")


@pytest.mark.parametrize("token", ["", " ", "two words", "a\r\nX: y", "\x00", "ü", "a" * 10_000])
def test_a_token_that_cannot_be_one_is_sent_to_nobody(token: str) -> None:
    web = Web(body=told(default(HOME)))

    assert buyers(web).home(Access(AMERICA.endpoint, token)) is None
    assert web.asked == []


# What it reads.


def test_the_default_address_is_read_among_others() -> None:
    other = {"address": {**HOME, "city": "Springfield"}, "addressType": "Other"}
    german = {"addressLine2": "Musterstrasse 5", "city": "Berlin", "countryCode": "DE", "phone": 5}

    home = buyers(Web(body=told(other, "odd", default(german), default(HOME)))).home(AMERICA)

    assert home == Address(lines=("Musterstrasse 5",), city="Berlin", country="DE")


NOT_KNOWN: dict[str, object] = {
    "nothing": b"",
    "no JSON": b"<html>",
    "no text": b"\xff\xfe\x00",
    "endless nesting": b"[" * 100_000,
    "endless number": b"9" * 100_000,
    "a list": [],
    "null": None,
    "no addresses": {},
    "addresses are an object": {"addresses": {"0": default(HOME)}},
    "none": told(),
    "no default": told({"address": HOME, "addressType": "Other"}),
    "type is a list": told({"address": HOME, "addressType": ["DefaultOneClickShippingAddress"]}),
    "no address": told({"addressType": "DefaultOneClickShippingAddress"}),
    "address is a text": told(default("1234 Main Street")),
    "blank": told(default({})),
    "only numbers": told(default(dict.fromkeys(HOME, 5))),
    "endless line": told(default({"addressLine1": "a" * 10_000})),
    "no Unicode": told(default({"city": "\ud800"})),
}


@pytest.mark.parametrize("body", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_is_odd_reads_as_not_known(body: object) -> None:
    assert buyers(Web(body=body)).home(AMERICA) is None


@pytest.mark.parametrize("status", [201, 204, 301, 400, 401, 403, 404, 429, 500, 503])
def test_an_answer_of_any_other_status_is_not_read(status: int) -> None:
    assert buyers(Web(status, told(default(HOME)))).home(AMERICA) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["address", "addresses", "addressType", *HOME]), inner)
    ),
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()), st.integers(100, 599))
def test_no_answer_is_so_odd_that_it_raises(body: bytes, status: int) -> None:
    home = buyers(Web(status, body)).home(AMERICA)

    assert home is None or isinstance(home, Address)


@pytest.mark.parametrize("trouble", [NoAnswerError("no answer in time"), TimeoutError(), OSError(TOKEN)])
def test_trouble_on_the_way_is_not_known_and_noted(trouble: OSError, caplog: pytest.LogCaptureFixture) -> None:
    def fail(url: str, headers: Mapping[str, str], *, within: float) -> tuple[int, bytes]:
        raise trouble

    assert buyers(fail).home(AMERICA) is None
    (record,) = caplog.records
    assert record.getMessage() == "buyer address not read"


@pytest.mark.parametrize("body", [told(default(HOME)), {"errorCode": "X", "errorDescription": "1234 Main Street"}])
@pytest.mark.parametrize("status", [200, 403])
def test_the_log_holds_nothing_of_a_person(caplog: pytest.LogCaptureFixture, status: int, body: object) -> None:
    with caplog.at_level(logging.DEBUG):
        buyers(Web(status, body)).home(AMERICA)

    written = " ".join(str(record.__dict__) for record in caplog.records)
    for private in (TOKEN, EMAIL, "Main Street", "Cupertino"):
        assert private not in written


# Against the pretend service, over a real socket.


class House:
    def __init__(self) -> None:
        self.customer = Customer("ann")
        pay = AmazonPay(seller_ids=frozenset({SELLER}), sandbox_emails=frozenset({EMAIL}), clock=lambda: NOW)
        self.pay, self.tokens = pay, AccessTokens(lambda: NOW, Random(1))
        self.service = BuyerService(pay, self.tokens)

    def access(self, locale: str = "en-US") -> Access:
        token = self.tokens.issue(Speaker(self.customer, Device("kitchen", locale)))
        return Access("https://api.amazonalexa.com", token)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def asking(house: House) -> Iterator[AmazonPayBuyers]:
    with LoopbackServer(house.service) as server:
        yield buyers(WebFetch(), endpoint=server.endpoint)


@pytest.mark.parametrize(
    ("locale", "street", "country"),
    [("en-US", "1234 Main Street", "US"), ("de-DE", "Musterstrasse 5", "DE"), ("ja-JP", "見本町1-2-3", "JP")],
)
def test_the_pretend_service_tells_where_a_buyer_lives(
    house: House, asking: AmazonPayBuyers, locale: str, street: str, country: str
) -> None:
    home = asking.home(house.access(locale))

    assert home is not None
    assert (home.lines, home.country) == ((street,), country)
    assert [(call.path, call.status) for call in house.service.calls] == [("/sandbox/v1/buyer/addresses", 200)]


@pytest.mark.parametrize("code", ON_DEMAND)
def test_its_errors_are_not_known(house: House, asking: AmazonPayBuyers, code: str) -> None:
    house.service.fail(code)

    assert asking.home(house.access()) is None
    assert asking.home(house.access()) is not None


def test_its_refusals_are_not_known(house: House, asking: AmazonPayBuyers) -> None:
    assert asking.home(Access(AMERICA.endpoint, "unknown")) is None
    house.pay.buyer(house.customer.user_id).forget_address()
    assert asking.home(house.access()) is None
    house.customer.consent = Consent.DENIED
    assert asking.home(house.access()) is None
    assert [call.status for call in house.service.calls] == [401, 200, 403]


@pytest.mark.parametrize(
    "manners",
    [
        dribbling(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.2),
        answering("HTTP/1.1 302 Found\nLocation: http://127.0.0.1:9/\nContent-Length: 0"),
        answering("HTTP/1.1 200 OK", b"[" * 200_000),
    ],
    ids=["slow headers", "redirect", "huge body"],
)
def test_a_hostile_server_costs_no_more_than_a_second_and_a_half(manners: Any) -> None:
    with a_server(manners) as url:
        began = time.monotonic()

        assert buyers(WebFetch(), endpoint=url).home(AMERICA) is None

        assert time.monotonic() - began < PATIENCE + 5  # they would go on for ever
