"""A skill may ask Amazon Pay where the buyer lives, and who it is, with the token of its request."""

import json
from datetime import timedelta
from random import Random
from typing import Any
from urllib.request import Request, urlopen

import pytest
from werkzeug.test import Client, TestResponse

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.tokens import AccessTokens, served_at
from simulator.amazon_pay.addresses import ADDRESSES
from simulator.amazon_pay.buyer_service import ON_DEMAND, BuyerService, Call
from simulator.amazon_pay.service import AmazonPay
from simulator.cloud.shop import SANDBOX_EMAIL, SELLER_ID
from simulator.customers import Consent, Customer, Device, Speaker
from simulator.loopback import LoopbackServer
from tests.simulator.amazon_pay.tills import NOON

LIVE = f"/live/v1/buyer/addresses?sellerId={SELLER_ID}"
SANDBOX = f"/sandbox/v1/buyer/addresses?sellerId={SELLER_ID}"
BUYER_ID = "/live/v1/buyer/id"


class House:
    """A customer at a device, and the service that the skill asks on their behalf."""

    def __init__(self) -> None:
        self.now = NOON
        self.customer = Customer("ann")
        self.pay = AmazonPay(
            seller_ids=frozenset({SELLER_ID}), sandbox_emails=frozenset({SANDBOX_EMAIL}), clock=lambda: self.now
        )
        self.tokens = AccessTokens(lambda: self.now, Random(1))
        self.slept: list[float] = []
        self.service = BuyerService(self.pay, self.tokens, sleep=self.slept.append)

    def token(self, locale: str = "en-US") -> str:
        return self.tokens.issue(Speaker(self.customer, Device("kitchen", locale)))

    def get(self, path: str, *, locale: str = "en-US", host: str | None = None, **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token(locale)}", "Accept": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        base = f"https://{host}" if host else None
        return Client(self.service).get(path, base_url=base, headers={**sent, **named})


@pytest.fixture
def house() -> House:
    return House()


def refusal(answer: TestResponse) -> tuple[int, str]:
    body: dict[str, Any] = answer.get_json()
    assert set(body) == {"errorCode", "errorDescription"}
    assert body["errorDescription"]
    return answer.status_code, body["errorCode"]


@pytest.mark.parametrize(
    ("locale", "country"), [("en-US", "US"), ("es-US", "US"), ("en-CA", "US"), ("fr-FR", "FR"), ("ja-JP", "JP")]
)
def test_the_default_address_is_told(house: House, locale: str, country: str) -> None:
    answer = house.get(LIVE, locale=locale)

    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.get_json() == {
        "addresses": [{"address": ADDRESSES[country], "addressType": "DefaultOneClickShippingAddress"}]
    }


def test_the_sandbox_wants_the_email_of_its_buyer(house: House) -> None:
    told = house.get(SANDBOX, x_amz_pay_sandbox_email_id=SANDBOX_EMAIL)
    missing = house.get(SANDBOX)
    wrong = house.get(SANDBOX, x_amz_pay_sandbox_email_id="somebody@nonicks.example")

    assert told.get_json()["addresses"]
    assert refusal(missing) == refusal(wrong) == (400, "InvalidSandboxCustomerEmail")
    assert "x-amz-pay-sandbox-email-id" in missing.get_json()["errorDescription"]


def test_the_buyer_id_is_the_same_always(house: House) -> None:
    first, later = house.get(BUYER_ID), house.get(BUYER_ID, locale="de-DE")
    house.customer = Customer("bob")
    other = house.get(BUYER_ID)

    assert first.get_json() == later.get_json() != other.get_json()
    assert list(first.get_json()) == ["buyerId"]


def test_the_address_is_the_one_that_the_buyer_has_now(house: House) -> None:
    buyer = house.pay.buyer(house.customer.user_id)
    buyer.change_address({"addressLine1": "", "addressLine2": "Back House"})
    moved = house.get(LIVE).get_json()["addresses"][0]["address"]
    buyer.forget_address()
    homeless = house.get(LIVE)

    assert "addressLine1" not in moved
    assert moved["addressLine2"] == "Back House"
    assert (homeless.status_code, homeless.get_json()) == (200, {"addresses": []})


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer nobody-wrote-this"])
def test_a_token_that_is_none_is_refused(house: House, header: str) -> None:
    assert refusal(house.get(BUYER_ID, Authorization=header)) == (401, "UnauthorizedAccess")


def test_a_call_without_a_token_is_refused(house: House) -> None:
    assert refusal(Client(house.service).get(LIVE)) == (401, "UnauthorizedAccess")


def test_a_token_ends_after_an_hour(house: House) -> None:
    token = house.token()

    house.now += timedelta(minutes=59, seconds=59)
    good = house.get(BUYER_ID, Authorization=f"Bearer {token}")
    house.now += timedelta(seconds=1)
    ended = house.get(BUYER_ID, Authorization=f"Bearer {token}")

    assert good.status_code == 200
    assert refusal(ended) == (401, "UnauthorizedAccess")
    assert ended.get_json()["errorDescription"].endswith("2026-11-23T13:00:00.000Z")


@pytest.mark.parametrize(
    ("locale", "region", "domain"), [("en-US", "na", "com"), ("it-IT", "eu", "eu"), ("ja-JP", "fe", "jp")]
)
def test_a_token_counts_in_its_own_region_only(house: House, locale: str, region: str, domain: str) -> None:
    for path in ("na", "eu", "fe"):
        expected = 200 if path == region else 401
        assert house.get(f"/{path}{LIVE}", locale=locale).status_code == expected
    for end in ("com", "eu", "jp"):
        expected = 200 if end == domain else 401
        assert house.get(BUYER_ID, locale=locale, host=f"pay-api.amazon.{end}").status_code == expected


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        (Consent.DENIED, "ACCESS_DENIED"),
        (Consent.ABSENT, "ACCESS_NOT_REQUESTED"),
        (Consent.OTHERS, "ACCESS_NOT_REQUESTED"),
    ],
)
def test_without_consent_nothing_is_told(house: House, consent: Consent, code: str) -> None:
    token = house.token()
    house.customer.consent = consent

    for path in (LIVE, BUYER_ID):
        assert refusal(house.get(path, Authorization=f"Bearer {token}")) == (403, code)


def test_the_seller_is_named_and_known(house: House) -> None:
    missing = house.get("/live/v1/buyer/addresses")
    old_name = house.get(f"/live/v1/buyer/addresses?requestorId={SELLER_ID}")
    stranger = house.get("/live/v1/buyer/addresses?sellerId=SOMEBODYELSE")

    assert refusal(missing) == refusal(old_name) == (400, "InvalidParameterValue")
    assert "sellerId" in missing.get_json()["errorDescription"]
    assert refusal(stranger) == (400, "InvalidSellerId")


def test_an_environment_that_is_not_allowed_is_refused(house: House) -> None:
    house.pay.environments = frozenset({"SANDBOX"})

    assert refusal(house.get(LIVE)) == (403, "ReleaseEnvironmentNotAllowed")


@pytest.mark.parametrize("path", ["/", "/sandbox/v1/buyer/id", "/live/v2/buyer/id", "/xx/live/v1/buyer/id"])
def test_there_is_nothing_else(house: House, path: str) -> None:
    assert refusal(house.get(path)) == (404, "NotFound")


def test_calls_only_read(house: House) -> None:
    assert refusal(Client(house.service).post(BUYER_ID)) == (405, "MethodNotAllowed")


@pytest.mark.parametrize("code", ON_DEMAND)
def test_it_fails_as_often_as_it_is_told(house: House, code: str) -> None:
    house.service.fail(code, times=2)

    answers = [house.get(LIVE), house.get(BUYER_ID), house.get(LIVE)]

    assert [refusal(answer)[1] for answer in answers[:2]] == [code, code]
    assert answers[2].status_code == 200


def test_only_what_it_can_answer_can_be_demanded(house: House) -> None:
    with pytest.raises(ValueError, match="it can RequestThrottled"):
        house.service.fail("DuplicateRequest")


def test_it_is_as_slow_as_it_is_told(house: House) -> None:
    house.service.slow(2.5)
    house.service.slow(9, times=2)

    for _ in range(4):
        house.get(BUYER_ID)

    assert house.slept == [2.5, 9, 9]


def test_it_remembers_what_was_asked_but_no_token(house: House) -> None:
    house.get(BUYER_ID)
    house.get("/nothing")

    assert house.service.calls == [Call("GET", BUYER_ID, 200), Call("GET", "/nothing", 404)]


def test_it_answers_on_loopback(house: House) -> None:
    with LoopbackServer(house.service) as server:
        asked = Request(f"{server.endpoint}/eu{LIVE}", headers={"Authorization": f"Bearer {house.token('de-DE')}"})
        with urlopen(asked, timeout=5) as answer:
            told = json.load(answer)

    assert told["addresses"][0]["address"] == ADDRESSES["DE"]


@pytest.mark.parametrize(("locale", "country"), [("en-US", "US"), ("en-GB", "GB"), ("ja-JP", "JP")])
def test_a_skill_needs_no_more_than_what_stands_in_its_request(house: House, locale: str, country: str) -> None:
    with LoopbackServer(house.service) as server:
        envelopes = Envelopes(
            "skill-1", clock=lambda: house.now, tokens=house.tokens, endpoints=served_at(server.endpoint)
        )
        speaker = Speaker(house.customer, Device("kitchen", locale))
        event = envelopes.write(speaker, {"type": "LaunchRequest"}, session=None)

        system = event["context"]["System"]
        headers = {"Authorization": f"Bearer {system['apiAccessToken']}"}
        with urlopen(Request(f"{system['apiEndpoint']}{LIVE}", headers=headers), timeout=5) as answer:
            told = json.load(answer)

    assert told["addresses"][0]["address"] == ADDRESSES[country]
