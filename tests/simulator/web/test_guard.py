"""Whom the page answers: a browser on this machine, on the page's own behalf."""

import pytest
from flask.testing import FlaskClient

from simulator.web.guard import LARGEST_BODY
from simulator.web.visits import Visits

VISIT = "/visit/a-visit-of-the-tests"


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    for address in (VISIT, "/static/page.js", "/nowhere"):
        with client.get(address) as answer:
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8137", "localhost", "LOCALHOST:1", "[::1]:8137"])
def test_loopback_is_answered_by_each_of_its_names(client: FlaskClient, host: str) -> None:
    assert client.get(VISIT, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8137", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", ""],
)
def test_other_names_are_refused_as_they_may_be_rebound(client: FlaskClient, host: str) -> None:
    answer = client.get(VISIT, headers={"Host": host})

    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_orders_of_other_sites_are_refused(client: FlaskClient, visits: Visits, headers: dict[str, str]) -> None:
    answer = client.post(f"{VISIT}/tell", data={"line": "open no nicks"}, headers=headers)

    assert answer.status_code == 403
    assert len(visits) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_orders_of_the_page_itself_are_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post(f"{VISIT}/tell", data={"line": "open no nicks"}, headers=headers, follow_redirects=False)

    assert answer.status_code == 303
    assert "Welcome to No Nicks" in client.get(VISIT).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
            "Sec-Purpose": "prefetch",
        },
    ],
    ids=["image", "script", "frame", "prefetch"],
)
@pytest.mark.parametrize("address", ["/", "/?script=open", VISIT])
def test_other_sites_open_no_rooms_behind_the_visitors_back(
    client: FlaskClient, visits: Visits, address: str, headers: dict[str, str]
) -> None:
    answer = client.get(address, headers=headers)

    assert answer.status_code == 403
    assert len(visits) == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_link_on_another_site_may_be_followed(client: FlaskClient, site: str) -> None:
    followed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    answer = client.get("/?script=open%20no%20nicks", headers=followed)

    assert answer.status_code == 303
    assert client.get(answer.location, headers=followed).status_code == 200


def test_a_body_that_is_too_large_is_refused_in_a_sentence(client: FlaskClient) -> None:
    answer = client.post(f"{VISIT}/load", data={"script": "a" * (LARGEST_BODY + 1)})

    assert answer.status_code == 413
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("name", ["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API"])
def test_in_lambda_nothing_is_answered(monkeypatch: pytest.MonkeyPatch, client: FlaskClient, name: str) -> None:
    monkeypatch.setenv(name, "anything")

    assert client.get(VISIT).status_code == 403
