"""Pretend PPRO over loopback: the page on which a customer confirms, and calls as over a network."""

import pytest
from werkzeug.test import Client

from simulator.ppro.pages import Site
from simulator.ppro.wishes import Trouble
from tests.simulator.ppro.desks import AGREEMENT, CHARGE, PAYMENT, Desk, said


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def browser(desk: Desk) -> Client:
    return Client(Site(desk.api))


def test_the_page_says_who_asks_for_what(desk: Desk, browser: Client) -> None:
    body = {**AGREEMENT, "description": "No Nicks <b>", "initialPaymentCharge": dict(CHARGE)}
    agreement_id = said(desk.post("/v1/payment-agreements", body))["id"]

    page = browser.get(f"/confirm/{agreement_id}")

    assert page.status_code == 200
    assert "No Nicks &lt;b&gt;" in page.text
    assert "12.50 USD are paid now" in page.text


@pytest.mark.parametrize(("choice", "status"), [("approve", "ACTIVE"), ("decline", "FAILED")])
def test_a_choice_leads_back_to_the_shop(desk: Desk, browser: Client, choice: str, status: str) -> None:
    agreement_id = said(desk.post("/v1/payment-agreements", AGREEMENT))["id"]

    back = browser.post(f"/confirm/{agreement_id}", data={"choice": choice})

    assert back.status_code == 303
    assert back.headers["Location"] == "https://till.example/done"
    assert desk.ppro.agreements[agreement_id].status == status


def test_who_walks_away_comes_back_nowhere(desk: Desk, browser: Client) -> None:
    charge_id = said(desk.post("/v1/payment-charges", PAYMENT))["id"]
    assert "Pay 12.50 USD?" in browser.get(f"/confirm/{charge_id}").text

    assert browser.post(f"/confirm/{charge_id}", data={"choice": "leave"}).status_code == 200

    assert desk.ppro.charges[charge_id].status == "FAILED"


def test_looking_decides_nothing(desk: Desk, browser: Client) -> None:
    agreement_id = said(desk.post("/v1/payment-agreements", AGREEMENT))["id"]

    browser.get(f"/confirm/{agreement_id}?choice=approve")
    browser.post(f"/confirm/{agreement_id}", data={"choice": "perhaps"})

    assert desk.ppro.agreements[agreement_id].status == "AUTHENTICATION_PENDING"


def test_a_page_is_over_when_it_was_decided(desk: Desk, browser: Client) -> None:
    agreement_id = desk.agreement()

    assert browser.get(f"/confirm/{agreement_id}").status_code == 404
    assert browser.get("/confirm/agr_gone").status_code == 404


def test_calls_come_through(desk: Desk, browser: Client) -> None:
    answer = browser.post("/v1/payment-agreements", json=dict(AGREEMENT), headers=desk.headers())

    assert answer.status_code == 200
    assert answer.get_json()["id"] in desk.ppro.agreements
    assert answer.headers["X-RateLimit-Burst-Capacity"] == "10"


def test_without_a_line_to_cut_a_lost_answer_is_an_empty_one(desk: Desk, browser: Client) -> None:
    desk.ppro.wishes.trouble(Trouble.LOST_AFTER)

    answer = browser.post("/v1/payment-agreements", json=dict(AGREEMENT), headers=desk.headers())

    assert answer.status_code == 503
    assert answer.data == b""
