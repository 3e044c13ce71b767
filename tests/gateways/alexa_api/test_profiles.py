"""The profile API: asked as documented, read with suspicion, and never in the way of a turn."""

import json
import logging
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.payments import Access
from voicetill.gateways.alexa_api.profiles import PATIENCE, AlexaProfiles
from voicetill.gateways.fetching import NoAnswerError

TOKEN = "a.secret-token"
AMERICA = Access("https://api.amazonalexa.com", TOKEN)
EMAIL = "robin@example.com"


class Web:
    """Answers every call alike, and remembers what was asked."""

    def __init__(self, status: int = 200, body: object = EMAIL, *, trouble: OSError | None = None) -> None:
        self._answer = (status, body if isinstance(body, bytes) else json.dumps(body).encode())
        self._trouble = trouble
        self.asked: list[tuple[str, Mapping[str, str], float]] = []

    def __call__(self, url: str, headers: Mapping[str, str], *, within: float) -> tuple[int, bytes]:
        self.asked.append((url, headers, within))
        if self._trouble is not None:
            raise self._trouble
        return self._answer


@pytest.mark.parametrize(
    "host",
    ["https://api.amazonalexa.com", "https://api.eu.amazonalexa.com", "https://api.fe.amazonalexa.com/"],
)
def test_it_asks_where_the_request_says_that_alexa_is(host: str) -> None:
    web = Web()

    email = AlexaProfiles(fetch=web).email(Access(host, TOKEN))

    ((url, headers, within),) = web.asked
    assert email == EMAIL
    assert url == f"{host.rstrip('/')}/v2/accounts/~current/settings/Profile.email"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert within == PATIENCE <= 1


@pytest.mark.parametrize(
    "host", ["https://evil.example", "https://api.amazonalexa.com.evil.example", "", "http://api.amazonalexa.com"]
)
def test_a_key_is_sent_to_no_host_but_alexa_s(host: str) -> None:
    web = Web()

    assert AlexaProfiles(fetch=web).email(Access(host, TOKEN)) is None
    assert web.asked == []


def test_a_token_that_would_be_another_header_is_not_sent() -> None:
    web = Web()

    assert AlexaProfiles(fetch=web).email(Access(AMERICA.endpoint, "a\r\nX-Other: b")) is None
    assert web.asked == []


@pytest.mark.parametrize("status", [204, 401, 403, 429, 500, 302])
def test_whatever_else_is_answered_means_that_it_is_not_known(status: int) -> None:
    assert AlexaProfiles(fetch=Web(status, EMAIL)).email(AMERICA) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        None,
        17,
        [EMAIL],
        {"email": EMAIL},
        "",
        "robin",
        "robin@example",
        "a b@example.com",
        "robin@example.com, other@example.com",
        "robin@example.com\r\nBcc: other@example.com",
        "Robin <robin@example.com>",
        '"robin"@example.com',
        f"{'r' * 65}@example.com",
        f"r@{'e' * 250}.com",
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_not_one_address_is_not_believed(body: object) -> None:
    assert AlexaProfiles(fetch=Web(200, body)).email(AMERICA) is None


@pytest.mark.parametrize("trouble", [NoAnswerError("no answer in time"), OSError("secret words"), TimeoutError()])
def test_trouble_never_reaches_the_turn(trouble: OSError, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert AlexaProfiles(fetch=Web(trouble=trouble)).email(AMERICA) is None

    assert "secret" not in repr([record.__dict__ for record in caplog.records])


def test_nothing_of_the_customer_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        AlexaProfiles(fetch=Web(200, f"{EMAIL},{EMAIL}")).email(AMERICA)

    said = repr([record.__dict__ for record in caplog.records])
    assert "email not read" in said
    assert EMAIL not in said
    assert TOKEN not in said


@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_answer_at_all_makes_it_raise(body: bytes, status: int) -> None:
    email = AlexaProfiles(fetch=Web(status, body)).email(AMERICA)

    assert email is None or "@" in email
