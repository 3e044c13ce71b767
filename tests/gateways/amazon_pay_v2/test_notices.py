"""Only what the vendor signed, for our topic and our merchant, is a notice; whatever else is forged."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon_pay_v2.books import Change
from simulator.amazon_pay_v2.topic import Delivery, Topic
from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.errors import ForgedNoticeError, GatewayUnavailableError
from voicetill.gateways.amazon_pay_v2.notices import AmazonPayNotices
from voicetill.gateways.fetching import Answered, NoAnswerError
from voicetill.services.provider_ports import ProviderNotices

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
CHARGE = Change("CHARGE", "S01-1234567-7654321-C000002", "S01-1234567-7654321")


@cache
def a_topic(version: str = "1") -> Topic:
    return Topic(lambda: NOON, version=version)


@dataclass
class Web:
    """Holds the certificate, and notes what was asked."""

    certificate: bytes = b""
    status: int = 200
    asked: list[str] = field(default_factory=list)
    lost: bool = False

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        self.asked.append(url)
        if self.lost:
            raise NoAnswerError("lost")
        return Answered(self.status, {}, self.certificate if url.endswith(".pem") else b"<ok/>")


def a_web(**changes: object) -> Web:
    return replace(Web(a_topic().certificate), **changes)  # type: ignore[arg-type]


def a_reader(web: Web, **changes: object) -> ProviderNotices:
    topic = a_topic()
    told = {"topic_arn": topic.arn, "merchant_id": topic.merchant_id, "send": web, "ticks": lambda: 0.0, **changes}
    return AmazonPayNotices(**told)  # type: ignore[arg-type]


def read(delivery: Delivery, web: Web | None = None, at: datetime = NOON, **changes: object) -> Notice:
    return a_reader(web or a_web(), **changes).read_notice(delivery.headers, delivery.body, at=at, within=3)


def changed(delivery: Delivery, **parts: object) -> Delivery:
    told = {**json.loads(delivery.body), **parts}
    kept = {name: value for name, value in told.items() if value is not ...}
    return Delivery(delivery.headers, json.dumps(kept).encode())


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [None, "", "Amazon Pay", "zwei\nZeilen ü"])
def test_a_signed_notification_is_a_hint(version: str, subject: str | None) -> None:
    topic = a_topic(version)

    notice = read(topic.notification(CHARGE, subject=subject), a_web(certificate=topic.certificate))

    assert (notice.kind, notice.object_id) == (NoticeKind.CHARGE, CHARGE.object_id)
    assert (notice.agreement_id, notice.at) == (CHARGE.permission_id, NOON)
    assert notice.id


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("CHARGE", NoticeKind.CHARGE),
        ("REFUND", NoticeKind.REFUND),
        ("CHARGE_PERMISSION", NoticeKind.AGREEMENT),
        ("CHARGEBACK", NoticeKind.DISPUTE),
        ("SOMETHING_NEW", NoticeKind.OTHER),
    ],
)
def test_each_type_of_object_has_its_kind(named: str, kind: NoticeKind) -> None:
    assert read(a_topic().notification(replace(CHARGE, object_type=named))).kind is kind


def test_the_same_notification_told_twice_has_the_same_id() -> None:
    delivery = a_topic().notification(CHARGE)

    assert read(delivery) == read(delivery)
    assert read(a_topic().notification(CHARGE)).id != read(delivery).id


def test_the_certificate_is_fetched_once_a_day() -> None:
    web = a_web()
    reader = a_reader(web, max_age=None)
    for hours in (0, 1, 23, 24, 25):
        delivery = a_topic().notification(CHARGE)
        reader.read_notice(delivery.headers, delivery.body, at=NOON + timedelta(hours=hours), within=3)

    assert web.asked == [a_topic().certificate_url] * 2


@pytest.mark.parametrize(
    "parts",
    [
        {"Message": '{"NotificationVersion":"V2"}'},
        {"MessageId": "another"},
        {"Subject": "added"},
        {"Timestamp": "2026-12-01T12:00:01.000Z"},
        {"TopicArn": "arn:aws:sns:us-east-1:000000000000:ANOTHER"},
        {"Type": "SubscriptionConfirmation"},
        {"Type": "Something"},
        {"Signature": base64.b64encode(b"x" * 256).decode()},
        {"Signature": "no base64!"},
        {"Signature": ""},
        {"SignatureVersion": "2"},
        {"SignatureVersion": "3"},
        {"SignatureVersion": 1},
        {"Message": ...},
        {"MessageId": None},
        {"Timestamp": "yesterday"},
        {"Timestamp": "2026-12-01T12:00:00"},
        {"SigningCertURL": ...},
        {"Message": "\ud800"},
    ],
    ids=str,
)
def test_whatever_was_changed_is_forged(parts: dict[str, object]) -> None:
    with pytest.raises(ForgedNoticeError):
        read(changed(a_topic().notification(CHARGE), **parts))


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.us-east-1.amazonaws.com/cert.pem",
        "https://sns.us-east-1.amazonaws.com.evil.example/cert.pem",
        "https://evil.example/sns.us-east-1.amazonaws.com/cert.pem",
        "https://sns.us-east-1.amazonaws.com@evil.example/cert.pem",
        "https://evil.example#sns.us-east-1.amazonaws.com/cert.pem",
        "https://sns.us-east-1.amazonaws.com:8443/cert.pem",
        "https://sns.us-east-1.amazonaws.com/cert.txt",
        "https://sns.us-east-1.amazonaws.com/../x?.pem",
        "https://sns.us-east-1.amazonaws.com\\@evil.example/cert.pem",
        "https://snsXus-east-1.amazonaws.com/cert.pem",
        "https://sns.u.amazonaws.com/cert.pem",
        "https://sns.us-east-1.amazonaws.com/cert.pem\n",
        "https://s3.amazonaws.com/bucket/cert.pem",
        # Buckets of the name "sns", as S3 used to write its regions.
        "https://sns.s3-us-west-2.amazonaws.com/cert.pem",
        "https://sns.s3-website-us-east-1.amazonaws.com/cert.pem",
        "https://sns.us-east-1.amazonaws.com/?Action=GetEndpointAttributes&x=.pem",
        "//sns.us-east-1.amazonaws.com/cert.pem",
        "",
    ],
)
def test_a_certificate_from_elsewhere_is_never_fetched(url: str) -> None:
    web = a_web()

    with pytest.raises(ForgedNoticeError):
        read(changed(a_topic().notification(CHARGE), SigningCertURL=url), web)

    assert not web.asked


@pytest.mark.parametrize(
    "host",
    [
        "sns.us-east-1.amazonaws.com",
        "sns.ap-southeast-2.amazonaws.com",
        "sns.me-central-1.amazonaws.com",
        "sns.us-gov-west-1.amazonaws.com",
        "sns.cn-north-1.amazonaws.com.cn",
    ],
)
def test_the_certificate_of_any_region_is_fetched(host: str) -> None:
    topic = Topic(lambda: NOON, host=host)
    web = a_web(certificate=topic.certificate)

    read(topic.notification(CHARGE), web)

    assert web.asked == [topic.certificate_url]


@pytest.mark.parametrize("headers", [{}, {"x-amz-sns-topic-arn": "arn:aws:sns:us-east-1:1:other"}])
def test_the_header_must_name_the_same_topic(headers: dict[str, str]) -> None:
    with pytest.raises(ForgedNoticeError, match="topic"):
        read(Delivery(headers, a_topic().notification(CHARGE).body))


def test_another_topic_is_refused_though_it_is_signed_well() -> None:
    with pytest.raises(ForgedNoticeError, match="topic"):
        read(a_topic().notification(CHARGE), topic_arn="arn:aws:sns:us-east-1:1:ours")


def test_another_merchant_is_refused_though_it_is_signed_well() -> None:
    with pytest.raises(ForgedNoticeError, match="merchant"):
        read(a_topic().notification(CHARGE), merchant_id="A2EXAMPLEOTHER")


@pytest.mark.parametrize("late", [timedelta(hours=7), -timedelta(minutes=6)])
def test_what_is_too_old_or_to_come_is_refused(late: timedelta) -> None:
    with pytest.raises(ForgedNoticeError, match="old"):
        read(a_topic().notification(CHARGE), at=NOON + late)


def test_the_window_can_be_set() -> None:
    delivery = a_topic().notification(CHARGE)

    assert read(delivery, at=NOON + timedelta(days=30), max_age=None)
    with pytest.raises(ForgedNoticeError):
        read(delivery, at=NOON + timedelta(minutes=2), max_age=timedelta(minutes=1))


@pytest.mark.parametrize(
    "web",
    [
        Web(lost=True),
        Web(status=404),
        Web(b"no certificate"),
        Web(b""),
        Web(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    ],
)
def test_without_the_certificate_nothing_is_proven_now(web: Web) -> None:
    with pytest.raises(GatewayUnavailableError):
        read(a_topic().notification(CHARGE), web)


def test_a_certificate_that_has_ended_proves_nothing() -> None:
    with pytest.raises(GatewayUnavailableError):
        read(a_topic().notification(CHARGE), at=NOON + timedelta(days=400), max_age=None)


def test_what_another_key_signed_is_forged() -> None:
    other = Topic(lambda: NOON)

    with pytest.raises(ForgedNoticeError, match="signature"):
        read(other.notification(CHARGE))


# The subscription itself.


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_subscription_is_confirmed(version: str) -> None:
    topic = a_topic(version)
    web = a_web(certificate=topic.certificate)

    notice = read(topic.subscription(), web)

    assert notice.kind is NoticeKind.CONFIRM_ENDPOINT
    assert "Action=ConfirmSubscription" in web.asked[-1]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?Action=ConfirmSubscription",
        "http://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
        "https://sns.us-east-1.amazonaws.com@evil.example/?Action=ConfirmSubscription",
        "https://sns.us-east-1.amazonaws.com/? spaces",
    ],
)
def test_a_subscription_is_never_confirmed_elsewhere(url: str) -> None:
    web = a_web()

    with pytest.raises(ForgedNoticeError):
        read(a_topic().subscription(url=url), web)

    assert web.asked == [a_topic().certificate_url]


def test_a_forged_subscription_visits_nothing() -> None:
    web = a_web()

    with pytest.raises(ForgedNoticeError):
        read(changed(a_topic().subscription(), Token="another"), web)

    assert web.asked == [a_topic().certificate_url]


def test_a_subscription_that_cannot_be_confirmed_now_is_told_again() -> None:
    web = a_web()
    reader = a_reader(web)
    read_by = a_topic().notification(CHARGE)
    reader.read_notice(read_by.headers, read_by.body, at=NOON, within=3)
    delivery = a_topic().subscription()
    for trouble in ({"lost": True}, {"lost": False, "status": 500}):
        for name, value in trouble.items():
            setattr(web, name, value)

        with pytest.raises(GatewayUnavailableError):
            reader.read_notice(delivery.headers, delivery.body, at=NOON, within=3)


def test_the_end_of_a_subscription_does_nothing() -> None:
    web = a_web()

    notice = read(a_topic().subscription(ends=True), web)

    assert notice.kind is NoticeKind.OTHER
    assert web.asked == [a_topic().certificate_url]


# Whatever anybody sends.


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", '{"NotificationVersion":"V1"}', '{"NotificationVersion":["V2"]}']
)
def test_what_the_topic_says_of_other_things_is_no_news(text: str) -> None:
    if not text:
        with pytest.raises(ForgedNoticeError):
            read(a_topic().message(text))
        return

    assert read(a_topic().message(text)).kind is NoticeKind.OTHER


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"[" * 100_000,
        b'{"Type":' + b"9" * 10_000 + b"}",
        b'{"Type":{"a":1}}',
        b"{" + b" " * 600_000 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_hostile_body_is_forged_and_nothing_else(body: bytes) -> None:
    with pytest.raises(ForgedNoticeError):
        read(Delivery(a_topic().notification(CHARGE).headers, body))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "Subject")


@settings(deadline=None, max_examples=150)
@given(parts=st.dictionaries(st.sampled_from(NAMES), json_values, min_size=1, max_size=4))
def test_any_damage_is_forged_and_nothing_else(parts: dict[str, object]) -> None:
    delivery = a_topic().notification(CHARGE)
    told = json.loads(delivery.body)
    damaged = Delivery(delivery.headers, json.dumps({**told, **parts}).encode())

    try:
        notice: Notice | None = read(damaged)
    except ForgedNoticeError:
        notice = None

    # A null subject is none, and what is not signed may be anything.
    unharmed = all(
        told.get(name) == value or (name == "Subject" and not isinstance(value, str))
        for name, value in parts.items()
    )
    assert (notice is not None) is unharmed


@settings(deadline=None, max_examples=60)
@given(body=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_forged_and_nothing_else(body: bytes) -> None:
    with pytest.raises(ForgedNoticeError):
        read(Delivery(a_topic().notification(CHARGE).headers, body))
