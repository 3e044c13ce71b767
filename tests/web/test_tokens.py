"""The token endpoint: for the client alone, each code once, each refresh token once, and a theft ends it all."""

import base64
import logging
from datetime import timedelta
from urllib.parse import quote_plus, urlencode

import pytest

from tests.builders import CUSTOMER_ID
from tests.web.house import (
    CLIENT_ID,
    OTHER_REDIRECT,
    REDIRECT,
    VERIFIER,
    Alexa,
    Browser,
    House,
    Response,
)
from voicetill.domain.grants import link_named
from voicetill.domain.links import claimed
from voicetill.services.linking import Unlinking


@pytest.fixture
def code(browser: Browser, alexa: Alexa) -> str:
    return alexa.code(browser.submits(browser.get(alexa.address()), "skip"))


def is_good(house: House, token: str) -> bool:
    return house.desk.by_access_token(token, at=house.clock()) is not None


def refused(answer: Response, error: str = "invalid_grant", status: int = 400) -> bool:
    return (answer.status, answer.json) == (status, {"error": error})


def test_tokens_are_kept_by_nobody_else_and_cached_nowhere(alexa: Alexa, house: House, code: str) -> None:
    answer = alexa.exchange(code)

    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    assert answer.headers["content-type"] == "application/json"
    tokens = answer.json
    assert len({tokens["access_token"], tokens["refresh_token"], code}) == 3
    kept = repr(house.desk.kept)
    assert all(it.partition(".")[2] not in kept for it in (tokens["access_token"], tokens["refresh_token"], code))


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": VERIFIER[::-1]},
        {"code_verifier": "short"},
        {"redirect_uri": OTHER_REDIRECT},
        {"redirect_uri": REDIRECT + "/"},
    ],
)
def test_a_code_is_worth_nothing_without_what_belongs_to_it(
    alexa: Alexa, code: str, changes: dict[str, str]
) -> None:
    assert refused(alexa.exchange(code, **changes))
    assert alexa.exchange(code).status == 200


@pytest.mark.parametrize("missing", ["code", "code_verifier", "redirect_uri", "grant_type"])
def test_whatever_is_missing_is_a_fault(alexa: Alexa, code: str, missing: str) -> None:
    whole = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}

    without = {name: it for name, it in whole.items() if name != missing}

    assert refused(alexa.token(without), "invalid_request")
    assert refused(alexa.token({**whole, missing: ""}), "invalid_request")
    assert refused(alexa.token(f"{urlencode(whole)}&{missing}=twice"), "invalid_request")


def test_a_code_used_twice_ends_what_came_of_it(alexa: Alexa, house: House, code: str) -> None:
    tokens = alexa.exchange(code).json

    assert refused(alexa.exchange(code))

    assert not is_good(house, tokens["access_token"])
    assert refused(alexa.refresh(tokens["refresh_token"]))


def test_a_code_used_twice_at_once_makes_one_pair_that_is_over(alexa: Alexa, house: House, code: str) -> None:
    first: list[Response] = []
    house.desk.meanwhile(lambda: first.append(alexa.exchange(code)))

    second = alexa.exchange(code)

    assert first[0].status == 200
    assert refused(second)
    assert not is_good(house, first[0].json["access_token"])


def test_a_refresh_token_lives_until_it_is_exchanged(alexa: Alexa, house: House, code: str) -> None:
    tokens = alexa.exchange(code).json
    house.clock.pass_by(timedelta(days=400))

    newer = alexa.refresh(tokens["refresh_token"]).json

    assert newer["refresh_token"] != tokens["refresh_token"]
    assert is_good(house, newer["access_token"])
    assert not is_good(house, tokens["access_token"])


def test_a_stolen_refresh_token_ends_the_whole_family(
    alexa: Alexa, house: House, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tokens = alexa.exchange(code).json
    thief = alexa.refresh(tokens["refresh_token"]).json

    assert refused(alexa.refresh(tokens["refresh_token"]))

    assert refused(alexa.refresh(thief["refresh_token"]))
    assert not is_good(house, thief["access_token"])
    assert "tokens of a link revoked" in caplog.messages


def test_a_lost_answer_is_forgiven_where_the_merchant_allows_it() -> None:
    house = House(REFRESH_LEEWAY="30")
    alexa, browser = Alexa(house), Browser(house)
    tokens = alexa.tokens(browser.submits(browser.get(alexa.address()), "skip"))
    alexa.refresh(tokens["refresh_token"])

    again = alexa.refresh(tokens["refresh_token"])
    house.clock.pass_by(timedelta(seconds=31))

    assert again.status == 200
    assert refused(alexa.refresh(tokens["refresh_token"]))


def test_a_customer_who_is_gone_leaves_nothing_behind(alexa: Alexa, house: House, browser: Browser) -> None:
    written = {"name": "Robin Example", "email": "robin@buyer.example", "voice_code": "4821"}
    tokens = alexa.tokens(browser.submits(browser.get(alexa.address()), "skip", **written))
    link = house.desk.kept.links[house.only_link_id()]
    house.desk.save(link, claimed(link, CUSTOMER_ID))

    for _ in range(2):
        Unlinking(house.desk, house.clock).forget(CUSTOMER_ID)

    assert not is_good(house, tokens["access_token"])
    assert refused(alexa.refresh(tokens["refresh_token"]))
    kept = house.desk.kept.links[link.id]
    assert (kept.name, kept.email, kept.voice_code) == ("", "", "")
    assert kept.forget_at is not None
    assert "Robin" not in repr(house.desk.kept.links)


def test_other_words_are_no_tokens(alexa: Alexa, house: House, code: str) -> None:
    tokens = alexa.exchange(code).json
    link_id = link_named(code)

    for wrong in ("x", "é", "." * 70, f"{'0' * 26}.{'a' * 43}", tokens["access_token"], link_id, "\x00" * 70):
        assert refused(alexa.refresh(wrong))
        assert refused(alexa.exchange(wrong))

    assert is_good(house, tokens["access_token"])


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_tokens_are_taken_back(alexa: Alexa, house: House, code: str, which: str) -> None:
    tokens = alexa.exchange(code).json

    answer = alexa.token({"token": tokens[which], "token_type_hint": which}, path="/revoke")
    unknown = alexa.token({"token": "whatever"}, path="/revoke")

    assert (answer.status, unknown.status) == (200, 200)
    assert not is_good(house, tokens["access_token"])
    assert refused(alexa.refresh(tokens["refresh_token"])) == (which == "refresh_token")


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        basic(f"{CLIENT_ID}:wrong"),
        basic(f"{CLIENT_ID}:"),
        basic(CLIENT_ID),
        basic("someone:s3cret_of+the%client"),
        "Basic ?",
        "Basic",
        "Bearer abc",
        "",
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
    ],
)
@pytest.mark.parametrize("path", ["/token", "/revoke"])
def test_whoever_is_not_the_client_gets_nothing(
    alexa: Alexa, house: House, code: str, header: str, path: str
) -> None:
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "token": code}

    answer = alexa.token({**fields, "code_verifier": VERIFIER}, path=path, authorization=header)

    assert refused(answer, "invalid_client", 401)
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert alexa.exchange(code).status == 200


def test_the_client_may_prove_itself_in_the_form(alexa: Alexa, house: House, code: str) -> None:
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    proof = {"client_id": CLIENT_ID, "client_secret": house.secret.text}

    both = alexa.token({**fields, **proof, "code_verifier": VERIFIER})
    wrong = alexa.token({**fields, **proof, "client_secret": "x"}, authorization="")
    other = alexa.token({**fields, "client_id": "other", "code_verifier": VERIFIER})
    right = alexa.token({**fields, **proof, "code_verifier": VERIFIER}, authorization="")

    assert refused(both, "invalid_request")
    assert refused(wrong, "invalid_client", 401)
    assert refused(other, "invalid_client", 401)
    assert right.status == 200


def test_a_secret_encoded_as_the_rules_have_it_is_the_same(alexa: Alexa, house: House, code: str) -> None:
    encoded = basic(f"{CLIENT_ID}:{quote_plus(house.secret.text)}")

    answer = alexa.token({"grant_type": "refresh_token", "refresh_token": "x"}, authorization=encoded)

    assert refused(answer)


def test_a_changed_secret_counts_at_once_and_two_may_count_together(alexa: Alexa, house: House, code: str) -> None:
    old, house.secret.text = house.secret.text, "another-secret"

    fresh = alexa.refresh("x")
    guesses = [
        alexa.token(
            {"grant_type": "refresh_token", "refresh_token": "x"}, authorization=basic(f"{CLIENT_ID}:{it}")
        )
        for it in range(20)
    ]
    house.secret.text = house.secret.kept = f"{old}\n another-secret"
    both = [
        alexa.token(
            {"grant_type": "refresh_token", "refresh_token": "x"}, authorization=basic(f"{CLIENT_ID}:{it}")
        )
        for it in (old, "another-secret")
    ]

    assert refused(fresh)
    assert all(refused(it, "invalid_client", 401) for it in guesses)
    assert all(refused(it) for it in both)
    assert house.secret.asked == 1, "whoever guesses costs no call each"


def test_without_any_secret_nobody_is_the_client(alexa: Alexa, house: House) -> None:
    house.secret.text = house.secret.kept = ""

    answer = alexa.refresh("x")
    blank = alexa.token({"client_id": CLIENT_ID, "client_secret": ""}, authorization="")

    assert refused(answer, "invalid_client", 401)
    assert refused(blank, "invalid_client", 401)


@pytest.mark.parametrize("grant_type", ["password", "client_credentials", "implicit", "authorization_code "])
def test_no_other_way_to_tokens_exists(alexa: Alexa, grant_type: str) -> None:
    fields = {"grant_type": grant_type, "username": "a", "password": "b", "code": "c"}

    assert refused(alexa.token(fields), "unsupported_grant_type")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("grant_type=refresh_token", {"content-type": "application/json"}, 415),
        ("grant_type=refresh_token", {"content-type": ""}, 415),
        ("a=" + "x" * 20_000, {}, 413),
        ("&".join(f"a{n}=1" for n in range(100)), {}, 400),
        ("grant_type=%FF%FE", {}, 400),
        ("grant_type=\u00e9", {}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_in_json(
    alexa: Alexa, body: str, headers: dict[str, str], status: int
) -> None:
    assert refused(alexa.token(body, **headers), "invalid_request", status)


def test_a_store_that_is_down_is_said_so_and_harms_nothing(alexa: Alexa, house: House, code: str) -> None:
    house.desk.is_down = True
    down = alexa.exchange(code)
    house.desk.is_down = False
    house.secret.is_down = True
    secretless = alexa.exchange(code)
    house.secret.is_down = False

    assert refused(down, "temporarily_unavailable", 503)
    assert refused(secretless, "temporarily_unavailable", 503)
    assert alexa.exchange(code).status == 200


def test_nothing_private_is_logged(
    alexa: Alexa, house: House, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    written = {"name": "Robin Example", "email": "robin@buyer.example", "voice_code": "4821"}
    sent = browser.submits(browser.get(alexa.address()), "skip", **written)
    tokens = alexa.tokens(sent)
    alexa.refresh(tokens["refresh_token"])
    alexa.refresh(tokens["refresh_token"])

    logged = " ".join(repr(record.__dict__) for record in caplog.records)
    secret = [house.secret.text, VERIFIER, *house.secrets, *written.values(), sent.query["code"]]
    assert [word for word in secret if word in logged] == []
    assert "answered" in caplog.messages
