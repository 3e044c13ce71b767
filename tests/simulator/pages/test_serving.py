"""The pages of account linking on this machine: begun in a pretend Alexa app, without a browser."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar

import pytest

from simulator.pages.__main__ import main
from simulator.pages.serving import Street, serving


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    with serving() as everything:
        yield everything


def asked(opener: urllib.request.OpenerDirector, url: str, fields: dict[str, str] | None = None) -> str:
    body = urllib.parse.urlencode(fields).encode() if fields is not None else None
    with opener.open(url, body, timeout=30) as answer:
        return str(answer.read().decode())


def test_an_account_is_linked_refreshed_and_never_by_anothers_word(street: Street) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = asked(opener, f"{street.app.own}/start")
    action = re.search(r'action="([^"]+)"', page)
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert action is not None
    assert form is not None

    linked = asked(opener, action[1].replace("&amp;", "&"), {"form": form[1], "choice": "skip"})
    refreshed = asked(opener, f"{street.app.own}/refresh")
    forged = asked(opener, f"{street.app.own}/api/skill/link/M1PRETEND?code=x&state=y")

    assert "The account is linked." in linked
    assert "The tokens are new." in refreshed
    assert "That was not asked for here." in forged
    assert "The account is linked." in asked(opener, street.app.own)


def test_a_refused_request_comes_back_with_its_fault(street: Street) -> None:
    opener = urllib.request.build_opener()
    with opener.open(f"{street.app.own}/start", timeout=30) as answer:
        address = answer.url

    back = asked(opener, address.replace("S256", "plain"))

    assert "The account is not linked: invalid_request." in back


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--port", "x"])

    assert ended.value.code == 2
    assert "usage: python -m simulator.pages" in capsys.readouterr().err
