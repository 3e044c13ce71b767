"""What is refused on our pages and at the token endpoint stands in the log: what it was, and nothing of whose.

That each of these is refused at all, and how, is in tests/web.
"""

import base64
from collections.abc import Callable
from datetime import timedelta
from hmac import compare_digest
from typing import Any

import pytest

from tests.fakes.server_payments import PretendPayments
from tests.security.warnings import warned, why, written
from tests.web.house import (
    BASE,
    CLIENT_ID,
    OTHER_REDIRECT,
    REDIRECT,
    STATE,
    VERIFIER,
    Alexa,
    Browser,
    House,
    asked,
    event,
)
from voicetill.domain.money import Currency
from voicetill.stores.markets import load_markets
from voicetill.web.texts import load_texts

WRONG_SECRET = "Basic " + base64.b64encode(f"{CLIENT_ID}:wrong".encode()).decode()
PERSONAL = {"name": "Robin Example", "email": "robin@buyer.example", "voice_code": "4821"}


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


@pytest.fixture
def alexa(house: House) -> Alexa:
    return Alexa(house)


@pytest.fixture
def code(alexa: Alexa, browser: Browser) -> str:
    """A code that was just handed out."""
    return alexa.code(browser.submits(browser.get(alexa.address()), "skip", **PERSONAL))


# Who asks for a code.


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"client_id": "someone"}, "client_id"),
        ({"client_id": CLIENT_ID.upper()}, "client_id"),
        ({"redirect_uri": REDIRECT + "X"}, "redirect_uri"),
        ({"redirect_uri": REDIRECT[:-1]}, "redirect_uri"),
        ({"redirect_uri": REDIRECT.replace("pitangui", "Pitangui")}, "redirect_uri"),
        ({"redirect_uri": REDIRECT.replace(".com", ".com:443")}, "redirect_uri"),
        ({"redirect_uri": REDIRECT.replace("://", "://alexa@")}, "redirect_uri"),
        ({"redirect_uri": f"{REDIRECT}/../M2"}, "redirect_uri"),
        ({"redirect_uri": REDIRECT.replace("/api", "%2Fapi")}, "redirect_uri"),
        ({"redirect_uri": f"https://thief.example/?{REDIRECT}"}, "redirect_uri"),
        ({"redirect_uri": f"{REDIRECT} {OTHER_REDIRECT}"}, "redirect_uri"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": 'a"'}, "invalid_scope"),
    ],
)
def test_a_refused_request_for_a_code_is_logged(
    browser: Browser, alexa: Alexa, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], reason: str
) -> None:
    answer = browser.get(alexa.address(**changes))

    assert "code" not in answer.query
    assert "thief" not in answer.location
    assert (warned(caplog), why(caplog, "refused")) == (["refused"], [reason])
    assert "thief" not in written(caplog)


def test_a_state_comes_back_to_the_letter_and_stays_out_of_the_log(
    browser: Browser, alexa: Alexa, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    answer = browser.submits(browser.get(alexa.address()), "skip", **PERSONAL)

    assert answer.query["state"] == STATE
    assert STATE not in written(caplog)


# Who comes with a code or a token.

Exchange = Callable[[Alexa, str], Any]


def _late(alexa: Alexa, code: str) -> Any:
    alexa._house.clock.pass_by(timedelta(minutes=5))
    return alexa.exchange(code)


def _other_client(alexa: Alexa, code: str) -> Any:
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "client_id": "someone"}
    return alexa.token({**fields, "code_verifier": VERIFIER})


REFUSED: dict[str, tuple[Exchange, str]] = {
    "a wrong verifier": (lambda alexa, code: alexa.exchange(code, code_verifier=VERIFIER[::-1]), "invalid_grant"),
    "no verifier": (lambda alexa, code: alexa.exchange(code, code_verifier=""), "invalid_request"),
    "another address": (lambda alexa, code: alexa.exchange(code, redirect_uri=OTHER_REDIRECT), "invalid_grant"),
    "a forged code": (lambda alexa, code: alexa.exchange(f"{code[:-1]}x"), "invalid_grant"),
    "an expired code": (_late, "invalid_grant"),
    "another client's name": (_other_client, "invalid_client"),
    "a wrong secret": (lambda alexa, code: alexa.token({}, authorization=WRONG_SECRET), "invalid_client"),
    "a refresh token of nobody": (lambda alexa, code: alexa.refresh("Atzr|x"), "invalid_grant"),
    "another way to tokens": (
        lambda alexa, code: alexa.token({"grant_type": "password"}),
        "unsupported_grant_type",
    ),
    "a field twice": (lambda alexa, code: alexa.token("code=a&code=b"), "invalid_request"),
    "no form": (lambda alexa, code: alexa.token({}, **{"content-type": "application/json"}), "invalid_request"),
    "a token that somebody else takes back": (
        lambda alexa, code: alexa.token({"token": code}, path="/revoke", authorization="Basic eDp5"),
        "invalid_client",
    ),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_a_refused_exchange_is_logged_without_a_word_of_it(
    house: House, alexa: Alexa, code: str, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    exchange, reason = REFUSED[case]
    caplog.clear()

    answer = exchange(alexa, code)

    assert answer.status in (400, 401, 415)
    assert (warned(caplog), why(caplog, "refused")) == (["refused"], [reason])
    assert [secret for secret in (*house.secrets, house.secret.text, code) if secret in written(caplog)] == []


@pytest.mark.parametrize("which", ["code", "refresh_token"])
def test_a_stolen_code_or_refresh_token_ends_its_family_and_is_logged(
    house: House, alexa: Alexa, code: str, caplog: pytest.LogCaptureFixture, which: str
) -> None:
    tokens = alexa.exchange(code).json
    newer = alexa.refresh(tokens["refresh_token"]).json
    caplog.clear()

    again = alexa.exchange(code) if which == "code" else alexa.refresh(tokens["refresh_token"])

    assert again.json == {"error": "invalid_grant"}
    assert warned(caplog) == ["tokens of a link revoked", "refused"]
    assert alexa.refresh(newer["refresh_token"]).status == 400
    assert house.desk.by_access_token(newer["access_token"], at=house.clock()) is None


def test_secrets_and_digests_are_compared_in_constant_time(
    monkeypatch: pytest.MonkeyPatch, alexa: Alexa, code: str
) -> None:
    """Time itself is not measured here: what is shown is that no other comparison decides."""
    compared: list[tuple[Any, Any]] = []

    def noting(left: Any, right: Any) -> bool:
        compared.append((left, right))
        return compare_digest(left, right)

    monkeypatch.setattr("voicetill.services.clients.hmac.compare_digest", noting)

    alexa.token({}, authorization=WRONG_SECRET)

    assert b"wrong" in {left for left, _ in compared}
    assert all(isinstance(each, bytes) for pair in compared for each in pair)


# Forms, visits and links of others.


def _planted(house: House, browser: Browser, alexa: Alexa) -> Any:
    page = browser.get(alexa.address())
    browser.cookies["__Host-form"] = "x" * 43
    return browser.submits(page, "skip")


def _from_elsewhere(house: House, browser: Browser, alexa: Alexa) -> Any:
    page = browser.get(alexa.address())
    fields = {"form": page.page.values["form"], "choice": "skip"}
    return browser.post(page.page.action, fields, **{"sec-fetch-site": "cross-site"})


def _without_a_visit(house: House, browser: Browser, alexa: Alexa) -> Any:
    return browser.get(f"{BASE}/consent/return/{'a' * 32}")


def _another_browser(house: House, browser: Browser, alexa: Alexa) -> Any:
    address = browser.submits(browser.get(alexa.address()), "pay", name="Robin Example").location
    assert address
    name = next(iter(house.desk.kept.visits.values())).digest[:32]
    return Browser(house).get(f"{BASE}/consent/return/{name}")


def _a_guess(house: House, browser: Browser, alexa: Alexa) -> Any:
    return browser.get(f"{BASE}/consent/abcdefghjkmn")


def _a_pay_page_of_nobody(house: House, browser: Browser, alexa: Alexa) -> Any:
    return browser.get(f"{BASE}/pay")


def _a_wrong_method(house: House, browser: Browser, alexa: Alexa) -> Any:
    return asked(house.door, event("DELETE", "/token"))


def _no_form(house: House, browser: Browser, alexa: Alexa) -> Any:
    return browser.post(f"{BASE}/consent", "{}", **{"content-type": "application/json"})


OTHERS: dict[str, tuple[Callable[[House, Browser, Alexa], Any], int, str]] = {
    "a planted cookie": (_planted, 403, "form"),
    "a form sent from another site": (_from_elsewhere, 403, "form"),
    "a way back without its browser": (_without_a_visit, 410, "lost"),
    "a way back in another browser": (_another_browser, 410, "lost"),
    "a code that was guessed": (_a_guess, 404, "code"),
    "a pay page without its visit": (_a_pay_page_of_nobody, 410, "lost"),
    "a method that is not for this page": (_a_wrong_method, 405, "method"),
    "what is no form": (_no_form, 415, "unreadable"),
}


@pytest.mark.parametrize("case", sorted(OTHERS))
def test_what_others_try_on_our_pages_is_logged(
    house: House, browser: Browser, alexa: Alexa, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    attempt, status, reason = OTHERS[case]

    answer = attempt(house, browser, alexa)

    assert answer.status == status
    assert (warned(caplog), why(caplog, "refused")) == (["refused"], [reason])
    assert [secret for secret in house.secrets if secret in written(caplog)] == []


def test_what_is_no_request_at_all_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    assert house.door({"rawPath": "/authorise"}, None)["statusCode"] == 400

    assert (warned(caplog), why(caplog, "refused")) == (["refused"], ["unreadable"])


def test_a_method_of_somebodys_own_making_is_not_written_to_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    asked(house.door, event("ROBIN@EXAMPLE", "/authorise"))

    assert "ROBIN" not in written(caplog)


def test_a_page_that_fails_is_logged_without_what_the_error_says(
    house: House, browser: Browser, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("robin@buyer.example")

    monkeypatch.setattr(house.desk, "invitation", fails)

    answer = browser.get(f"{BASE}/consent/abcdefghjkmn")

    assert answer.status == 500
    assert warned(caplog) == ["a page failed"]
    assert "robin" not in written(caplog)


@pytest.mark.parametrize("locale", load_markets().locales)
def test_a_page_that_was_sent_on_warns_whoever_opens_it(locale: str) -> None:
    """Whoever gives a consent there pays for the orders of whoever got the code."""
    house = House(payments=PretendPayments(currencies=frozenset(Currency)))
    browser, alexa = Browser(house), Alexa(house)
    alexa.tokens(browser.submits(browser.get(alexa.address()), "skip"))
    code = house.invite(house.only_link_id())

    shown = browser.get(f"{BASE}/consent/{code}?ui_locales={locale}")

    assert load_texts(locale)("invited.beware") in shown.page.words
