"""Notices on the Echo: only where there are words and a wish for them, once, and under a stable name."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.alexa_api.rules import faults
from simulator.alexa_api.service import (
    DEVELOPMENT_PATH,
    LIVE_PATH,
    TOKEN_PATH,
    Account,
    AlexaApi,
    Answer,
    NoAnswer,
    Notice,
)
from simulator.alexa_api.site import AlexaSite
from simulator.loopback import LoopbackServer
from tests.builders import NOW
from tests.fakes.clock import FixedClock
from tests.messengers.samples import news
from voicetill.domain.news import Delivery, News
from voicetill.domain.occurrences import Happening
from voicetill.domain.payments import Access
from voicetill.gateways.alexa_api.profiles import AlexaProfiles
from voicetill.gateways.fetching import WebFetch, WebSend
from voicetill.messengers.notices import SCOPE, Notices, event, reference
from voicetill.messengers.tokens import SkillTokens
from voicetill.messengers.web import Web

USER = "amzn1.ask.account.INVENTED"
SELLERS = {"en-US": "No Nicks", "de-DE": "No Nicks"}
SECRET = json.dumps({"client_id": "id", "client_secret": "s&cret"})


class Phone:
    """A skill that sends notices to pretend Alexa."""

    def __init__(self, *, live: bool = False) -> None:
        self.clock = FixedClock()
        self.api = AlexaApi(self.clock, client_id="id", client_secret="s&cret")
        self.account = Account(USER)
        self.api.knows(self.account)
        self.read: list[bool] = []
        self.notices = self.over(self.api.send, live=live)

    def over(self, send: Web, *, live: bool = False, endpoint: str | None = None) -> Notices:
        token_endpoint = f"{endpoint}{TOKEN_PATH}" if endpoint else None
        tokens = SkillTokens(send, self._secret, self.clock, scope=SCOPE, endpoint=token_endpoint)
        return Notices(send, tokens, sellers=SELLERS, live=live, endpoint=endpoint)

    def _secret(self, *, fresh: bool = False) -> str:
        self.read.append(fresh)
        return SECRET

    def send(self, what: Happening = Happening.ORDER_PLACED, *, arrival: str = "") -> Delivery:
        return self.notices.send(about(what, at=self.clock(), arrival=arrival))

    def asked(self, path: str) -> int:
        return sum(called == path for _, called, _ in self.api.calls)


def about(
    what: Happening = Happening.ORDER_PLACED,
    *,
    at: datetime = NOW,
    locale: str = "en-US",
    user_id: str = USER,
    arrival: str = "",
) -> News:
    told = news(what, at=at, locale=locale, user_id=user_id)
    details = {"expected_arrival": arrival} if arrival else {}
    return replace(told, occurrence=replace(told.occurrence, details=details))


@pytest.fixture
def phone() -> Phone:
    return Phone()


def test_an_order_that_was_placed_is_told_to_its_customer_alone(phone: Phone) -> None:
    assert phone.send() is Delivery.SENT

    name = reference(about().occurrence.id)
    assert phone.api.notices == [Notice(USER, "ORDER_RECEIVED", name, "development")]


def test_a_parcel_is_told_with_its_arrival_where_that_is_known(phone: Phone) -> None:
    arrival = NOW + timedelta(days=2)

    phone.send(Happening.ORDER_SHIPPED, arrival=arrival.isoformat())

    (notice,) = phone.api.notices
    assert notice.status == "ORDER_SHIPPED"
    assert datetime.fromisoformat(notice.expected_arrival) == arrival


@pytest.mark.parametrize("arrival", ["", "tomorrow", "2026-03-09", "2026-01-01T00:00:00+00:00"])
def test_an_arrival_that_is_past_or_unclear_is_not_told(phone: Phone, arrival: str) -> None:
    phone.send(Happening.ORDER_SHIPPED, arrival=arrival)

    (notice,) = phone.api.notices
    assert notice.expected_arrival == ""


def test_the_published_skill_has_an_address_of_its_own() -> None:
    phone = Phone(live=True)

    phone.send()

    assert [notice.stage for notice in phone.api.notices] == ["live"]
    assert (phone.asked(LIVE_PATH), phone.asked(DEVELOPMENT_PATH)) == (1, 0)


@pytest.mark.parametrize(
    "nothing",
    [about(locale="en-GB"), about(locale="de-DE"), about(user_id=""), about(Happening.ORDER_REFUNDED)],
)
def test_where_there_are_no_words_or_nobody_to_hear_them_nobody_is_asked(phone: Phone, nothing: News) -> None:
    assert phone.notices.send(nothing) is Delivery.NOTHING_TO_SEND
    assert phone.api.calls == []


def test_what_is_a_day_old_is_no_news(phone: Phone) -> None:
    old = replace(about(), at=NOW + timedelta(hours=25))

    assert phone.notices.send(old) is Delivery.NOTHING_TO_SEND


def test_a_customer_who_allows_no_notices_hears_none(phone: Phone) -> None:
    phone.account.hears_notices = False

    assert phone.send() is Delivery.NOTHING_TO_SEND


def test_a_notice_that_left_before_is_not_heard_twice(phone: Phone) -> None:
    phone.send(Happening.ORDER_SHIPPED)
    phone.api.troubles.append(NoAnswer)

    lost = phone.send()
    again = phone.send()

    assert (lost, again) == (Delivery.NOT_NOW, Delivery.SENT)
    assert [notice.status for notice in phone.api.notices] == ["ORDER_SHIPPED", "ORDER_RECEIVED"]


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (429, Delivery.NOT_NOW),
        (500, Delivery.NOT_NOW),
        (503, Delivery.NOT_NOW),
        (302, Delivery.NOT_NOW),
        (400, Delivery.NEVER),
        (403, Delivery.NOTHING_TO_SEND),
        (409, Delivery.SENT),
    ],
)
def test_each_answer_means_what_it_means(phone: Phone, status: int, meaning: Delivery) -> None:
    phone.send(Happening.ORDER_SHIPPED)
    phone.api.troubles.append(status)

    assert phone.send() is meaning


# Keys.


def test_one_key_serves_many_notices_until_shortly_before_its_end(phone: Phone) -> None:
    for _ in range(3):
        phone.send()
    asked_at_first = phone.asked(TOKEN_PATH)
    phone.clock.pass_by(timedelta(minutes=57))
    phone.send(Happening.ORDER_SHIPPED)
    asked_before_the_end = phone.asked(TOKEN_PATH)
    phone.clock.pass_by(timedelta(minutes=2))
    phone.send(Happening.ORDER_SHIPPED)

    assert (asked_at_first, asked_before_the_end, phone.asked(TOKEN_PATH)) == (1, 1, 2)


def test_a_key_that_is_refused_is_fetched_anew_with_the_newest_secret(phone: Phone) -> None:
    phone.send(Happening.ORDER_SHIPPED)
    phone.api.forget_keys()

    assert phone.send() is Delivery.SENT
    assert phone.read == [False, True]


def test_a_second_refusal_is_for_later_and_no_circle(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    phone.send(Happening.ORDER_SHIPPED)
    calls = len(phone.api.calls)
    phone.api.troubles.extend([401, 200, 401])

    assert phone.send() is Delivery.NOT_NOW
    assert len(phone.api.calls) - calls <= 3


@pytest.mark.parametrize(
    "secret", ["", "{}", "[]", "no json", '{"client_id": "id"}', '{"client_id": 1, "client_secret": 2}']
)
def test_a_secret_that_is_none_sends_nothing(phone: Phone, secret: str) -> None:
    tokens = SkillTokens(phone.api.send, lambda *, fresh=False: secret, phone.clock, scope=SCOPE)
    notices = Notices(phone.api.send, tokens, sellers=SELLERS, live=False)

    assert notices.send(about()) is Delivery.NOT_NOW
    assert phone.api.calls == []


@pytest.mark.parametrize(
    "answered", [b"", b"{}", b"[]", b'{"access_token": 1}', b'{"access_token": "a\\r\\nX: y"}', b"\xff"]
)
def test_an_answer_without_a_key_sends_nothing(phone: Phone, answered: bytes) -> None:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answer:
        return Answer(200, answered)

    assert phone.over(send).send(about()) is Delivery.NOT_NOW


@pytest.mark.parametrize("life", [None, "3600", -1, 0, True, 10**9])
def test_however_long_a_key_says_to_live_it_is_kept_an_hour_at_most(phone: Phone, life: object) -> None:
    asked: list[str] = []

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answer:
        asked.append(url)
        return Answer(200, json.dumps({"access_token": "k", "expires_in": life}).encode())

    tokens = SkillTokens(send, lambda *, fresh=False: SECRET, phone.clock, scope=SCOPE)
    tokens()
    phone.clock.pass_by(timedelta(hours=1))
    tokens()

    assert len(asked) == 2


def test_the_secret_travels_in_the_form_and_nowhere_else(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    sent: list[tuple[str, bytes]] = []

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answer:
        sent.append((url, body))
        return Answer(500)

    with caplog.at_level(logging.DEBUG):
        phone.over(send).send(about())

    ((url, body),) = sent
    assert url == "https://api.amazon.com/auth/O2/token"
    assert parse_qs(body.decode())["client_secret"] == ["s&cret"]
    said = repr([record.__dict__ for record in caplog.records])
    assert "cret" not in said.replace("secret", "")
    assert USER not in said


# The event itself.


@given(st.text(min_size=1, max_size=200))
def test_the_name_of_a_notice_is_stable_and_of_the_allowed_letters(occurrence_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9~]{1,100}", reference(occurrence_id))
    assert reference(occurrence_id) == reference(occurrence_id)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 - the zone follows
def test_an_event_keeps_every_rule_at_any_time(moment: datetime) -> None:
    at = moment.replace(tzinfo=NOW.tzinfo)

    assert list(faults(event(about(at=at), SELLERS), at)) == []


def test_it_holds_no_more_of_the_customer_than_whom_to_tell() -> None:
    written = json.dumps(event(about(Happening.ORDER_SHIPPED), SELLERS))

    assert written.count(USER) == 1
    for word in ("Robin", "example.com", "Starter", "$", "1Z999"):
        assert word not in written


# Over a real connection.


def test_it_works_over_a_real_connection() -> None:
    phone = Phone()
    phone.account.email = "robin@example.com"
    phone.api.knows(phone.account, session_key="session-key")
    with LoopbackServer(AlexaSite(phone.api)) as server:
        sent = phone.over(WebSend(), endpoint=server.endpoint).send(about())
        email = AlexaProfiles(fetch=WebFetch(), endpoint=server.endpoint).email(Access("", "session-key"))
        stranger = AlexaProfiles(fetch=WebFetch(), endpoint=server.endpoint).email(Access("", "other-key"))

    assert (sent, email, stranger) == (Delivery.SENT, "robin@example.com", None)


@pytest.mark.parametrize(
    ("account", "status"),
    [(Account(USER, "r@example.com", tells_email=False), 403), (Account(USER), 204)],
)
def test_a_customer_who_tells_no_address_has_none(account: Account, status: int) -> None:
    api = AlexaApi(FixedClock(), client_id="id", client_secret="s")
    api.knows(account, session_key="k")

    email = AlexaProfiles(fetch=api.fetch).email(Access("https://api.amazonalexa.com", "k"))

    assert email is None
    assert [called[2] for called in api.calls] == [status]
