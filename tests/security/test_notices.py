"""Forged, replayed and false notifications at the real web door: none places an order, each refusal is logged.

What a reader of notifications refuses in all its forms is in tests/gateways; here it is what the shop does then.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from simulator.amazon_pay_v2.books import Change
from simulator.amazon_pay_v2.topic import Topic
from simulator.stage.companies import TILL
from simulator.stage.web_browser import Visit
from simulator.testing import OpenShop, Shop
from tests.security.conftest import MOMENT
from tests.security.warnings import warned, why, written
from tests.web.house import House, Keeper, asked, event
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.gateways.amazon_pay_v2.notices import AmazonPayNotices
from voicetill.gateways.fetching import Answered
from voicetill.gateways.ppro.notices import PproNotices

PATHS = {"ppro": "/webhooks/ppro", "amazon_pay_v2": "/webhooks/amazon-pay"}
REFUSED = "notification refused"


@dataclass
class Post:
    """Somebody who sends notifications to our door."""

    shop: Shop
    route: str

    @property
    def company(self) -> Any:
        return self.shop.company

    def sends(self, headers: Mapping[str, str], body: bytes) -> int:
        visit = Visit("POST", f"{TILL}{PATHS[self.route]}", dict(headers), {}, body)
        return self.shop.back_office.doors.visited(visit).status

    def genuine(self) -> tuple[dict[str, str], bytes]:
        """The company's own news that the pending charge was paid, as it would be delivered now."""
        self.company.decide(paid=True)
        told = self.company.news()[-1]
        return dict(told.headers()), told.body


@pytest.fixture(params=sorted(PATHS))
def post(open_shop: OpenShop, request: pytest.FixtureRequest) -> Post:
    """A shop with a charge that its company has not decided yet; nothing is delivered by itself."""
    shop = open_shop(at=MOMENT, route=request.param)
    shop.link()
    shop.company.news()
    shop.back_office.webhooks.held = True
    shop.company.leave_pending()
    shop.say("open no nicks", "a starter kit", "yes")
    # While a charge is young, whoever made it brings its result.
    shop.pass_time(minutes=5)
    assert shop.orders == []
    return Post(shop, request.param)


def test_the_companys_own_news_places_the_order_once(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    headers, body = post.genuine()

    statuses = [post.sends(headers, body) for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert len(post.shop.orders) == 1
    assert REFUSED not in warned(caplog)


Spoil = Callable[[Mapping[str, str], bytes], tuple[dict[str, str], bytes]]


def _without(name: str) -> Spoil:
    return lambda headers, body: ({key: it for key, it in headers.items() if key != name}, body)


def _with(name: str, value: str) -> Spoil:
    return lambda headers, body: ({**headers, name: value}, body)


SPOILT: dict[str, dict[str, Spoil]] = {
    "ppro": {
        "no signature": _without("ppro-signature"),
        "an empty one": _with("ppro-signature", ""),
        "another digest": _with("ppro-signature", f"t={int(MOMENT.timestamp())},s={'0' * 64}"),
        "a time of its own": lambda headers, body: (
            {**headers, "ppro-signature": headers["ppro-signature"].replace("t=", "t=1")},
            body,
        ),
        "the older header": lambda headers, body: (
            {"webhook-signature": headers["ppro-signature"].partition("s=")[2]},
            body,
        ),
        "another body": lambda headers, body: (dict(headers), body.replace(b"paymentCharge", b"paymentChange")),
        "a longer body": lambda headers, body: (dict(headers), body + b" "),
        "no body": lambda headers, body: (dict(headers), b""),
    },
    "amazon_pay_v2": {
        "another topic": _with("x-amz-sns-topic-arn", "arn:aws:sns:us-east-1:000000000000:ANOTHER"),
        "no topic": _without("x-amz-sns-topic-arn"),
        "another body": lambda headers, body: (dict(headers), body.replace(b"STATE_CHANGE", b"STATE_CHANGED")),
        "another kind": lambda headers, body: (
            dict(headers),
            body.replace(b'"Notification"', b'"SubscriptionConfirmation"'),
        ),
        "a certificate of somebody's": lambda headers, body: (
            dict(headers),
            body.replace(
                b"https://sns.us-east-1.amazonaws.com/", b"https://sns.us-east-1.amazonaws.com.evil.example/"
            ),
        ),
        "a certificate in a bucket": lambda headers, body: (
            dict(headers),
            body.replace(b"https://sns.us-east-1.amazonaws.com/", b"https://sns.s3-us-west-2.amazonaws.com/"),
        ),
        "another signature": lambda headers, body: (
            dict(headers),
            body.replace(b'"Signature": "', b'"Signature": "AAAA'),
        ),
        "another version": lambda headers, body: (
            dict(headers),
            body.replace(b'"SignatureVersion": "1"', b'"SignatureVersion": "3"'),
        ),
        "no body": lambda headers, body: (dict(headers), b""),
    },
}


def test_a_forged_notification_is_refused_logged_and_moves_nothing(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    headers, body = post.genuine()
    before = post.shop.items
    for case, spoil in SPOILT[post.route].items():
        caplog.clear()

        status = post.sends(*spoil(headers, body))

        assert (case, status) == (case, 401)
        assert (case, warned(caplog)) == (case, [REFUSED])
        assert all(isinstance(reason, str) and reason for reason in why(caplog, REFUSED))
        assert post.shop.items == before
        said = written(caplog)
        assert body.decode() not in said
        assert headers.get("ppro-signature", "no signature at all") not in said


@pytest.mark.parametrize("hours", [7, 24 * 30])
def test_a_notification_that_was_recorded_is_too_old_later(
    post: Post, hours: int, caplog: pytest.LogCaptureFixture
) -> None:
    headers, body = post.genuine()
    post.shop.pass_time(hours=hours)
    caplog.clear()

    assert post.sends(headers, body) == 401
    assert warned(caplog) == [REFUSED]


def test_what_is_signed_well_and_false_places_no_order(post: Post) -> None:
    """Whoever stole the secret of notifications can make us look, and no more: money is read at the company."""
    if post.route == "ppro":
        hooks = post.company.double.webhooks
        hooks.about_charge("CAPTURE_SUCCEEDED", list(post.company.double.charges.values())[-1])
    else:
        books = post.company.double.books
        charge = list(books.charges.values())[-1]
        books.changes.append(Change("CHARGE", charge.id, charge.permission_id))
    told = post.company.news()[-1]

    assert post.sends(told.headers(), told.body) == 200
    assert post.shop.orders == []
    assert post.shop.purse.taken == []


@pytest.mark.parametrize("post", ["ppro"], indirect=True)
def test_one_of_the_other_environment_is_signed_with_another_secret(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """Each environment has a secret of its own, and the merchant tells each deployment its own."""
    _, body = post.genuine()
    caplog.clear()

    status = post.sends(post.company.double.webhooks.signed(body, secret="whsec_of_live"), body)

    assert status == 401
    assert warned(caplog) == [REFUSED]


def test_a_secret_that_leaked_is_worth_nothing_once_it_was_changed() -> None:
    """Rotation: two secrets count while they are changed; the old one is then taken out, and is refused."""
    keeper = Keeper()
    reader = PproNotices(merchant_id="merch_1", secrets=keeper)
    house = House(readers={"ppro": reader})
    house.clock.now = MOMENT
    body = json.dumps({"specversion": "1.0", "id": "evt_1", "type": "SOMETHING", "data": {}}).encode()

    def status(secret: str) -> int:
        moment = str(int(house.clock().timestamp()))
        digest = hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
        headers = {"ppro-signature": f"t={moment},s={digest}"}
        return asked(house.door, event("POST", PATHS["ppro"], body=body, headers=headers)).status

    heard = []
    for kept in ("old", "old new", "new"):
        keeper.text = keeper.kept = kept
        heard.append((status("old"), status("new")))

    assert heard == [(200, 401), (200, 200), (401, 200)]


# The subscription of the topic.


@pytest.mark.parametrize("post", ["amazon_pay_v2"], indirect=True)
def test_a_subscription_of_a_foreign_topic_is_confirmed_by_nobody(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """It would be signed well: anybody can have a topic at SNS, and have it deliver to us."""
    theirs = Topic(clock=post.shop.room.clock, arn="arn:aws:sns:us-east-1:111111111111:THEIRS")
    delivery = theirs.subscription()
    caplog.clear()

    assert post.sends(delivery.headers, delivery.body) == 401
    assert warned(caplog) == [REFUSED]
    assert why(caplog, REFUSED) == ["another topic"]


def _fetching(answer: Answered, asked_for: list[str]) -> Any:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answered:
        asked_for.append(url)
        return answer

    return send


@pytest.mark.parametrize(
    "answer",
    [
        Answered(302, {"location": "https://evil.example/cert.pem"}, b""),
        Answered(200, {}, b"-----BEGIN CERTIFICATE-----\n" + b"A" * 120_000 + b"\n-----END CERTIFICATE-----\n"),
        Answered(200, {}, b"\x30\x82\x01\x0a not PEM"),
        Answered(500, {}, b""),
    ],
    ids=["a redirect", "a huge one", "no PEM", "an error"],
)
def test_a_certificate_that_cannot_be_had_proves_nothing_and_leads_nowhere(answer: Answered) -> None:
    asked_for: list[str] = []
    topic = Topic(clock=lambda: MOMENT)
    reader = AmazonPayNotices(
        topic_arn=topic.arn,
        merchant_id=topic.merchant_id,
        send=_fetching(answer, asked_for),
        ticks=lambda: 0.0,
    )
    delivery = topic.message(json.dumps({"NotificationVersion": "V2", "MerchantID": topic.merchant_id}))

    with pytest.raises(GatewayUnavailableError):
        reader.read_notice(delivery.headers, delivery.body, at=MOMENT + timedelta(seconds=1), within=3)

    assert asked_for == [topic.certificate_url]


# Whoever is not set up.


@pytest.mark.parametrize("path", sorted(PATHS.values()))
def test_a_company_without_a_secret_or_topic_is_heard_by_nobody(path: str) -> None:
    """Without anything to prove them by, no notification is believed."""
    assert asked(House().door, event("POST", path, body=b"{}")).status == 404
