"""What pretend PPRO tells by itself is signed as the real one signs it."""

import hmac
from datetime import timedelta
from hashlib import sha256
from threading import Event

import pytest

from simulator.ppro.books import SECRET
from tests.simulator.ppro.desks import AGREEMENT, CHARGE, NOON, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def types(desk: Desk) -> list[str]:
    return [delivery.event["type"] for delivery in desk.ppro.webhooks.sent]


def test_a_purchase_and_its_refund_are_told_step_by_step(desk: Desk) -> None:
    told = desk.charge()
    desk.post(f"/v1/payment-charges/{told['id']}/refunds", {"amount": 5})

    assert types(desk) == [
        "PAYMENT_AGREEMENT_CREATED",
        "PAYMENT_AGREEMENT_ACTIVE",
        "PAYMENT_CHARGE_CREATED",
        "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED",
        "PAYMENT_CHARGE_CAPTURE_SUCCEEDED",
        "PAYMENT_CHARGE_REFUND_PENDING",
        "PAYMENT_CHARGE_REFUND_SUCCEEDED",
    ]


def test_the_digest_is_over_time_and_body(desk: Desk) -> None:
    desk.charge()

    delivery = desk.ppro.webhooks.sent[-1]

    moment = str(int(NOON.timestamp()))
    digest = hmac.new(SECRET.encode(), f"{moment}.".encode() + delivery.body, sha256).hexdigest()
    assert delivery.headers["ppro-signature"] == f"t={moment},s={digest}"
    assert delivery.event["specversion"] == "1.0"
    assert delivery.event["data"]["merchantPaymentChargeReference"] == "order1"


def test_each_event_has_an_id_of_its_own_that_a_repeat_keeps(desk: Desk) -> None:
    desk.charge()
    sent = desk.ppro.webhooks.sent

    again = desk.ppro.webhooks.again(sent[-1], at=NOON + timedelta(hours=1))

    assert len({delivery.event["id"] for delivery in sent}) == len(sent)
    assert again.body == sent[-1].body
    assert again.headers != sent[-1].headers


def test_forged_and_tampered_ones_do_not_verify(desk: Desk) -> None:
    desk.charge()
    delivery = desk.ppro.webhooks.sent[-1]

    forged = desk.ppro.webhooks.forged(delivery)
    tampered = desk.ppro.webhooks.tampered(delivery, b"1250", b"9999")

    assert forged.headers != delivery.headers
    assert tampered.headers == delivery.headers
    assert tampered.body != delivery.body


def test_they_go_where_the_call_said_or_where_the_account_says(desk: Desk) -> None:
    desk.ppro.webhooks.account_url = "https://till.example/account"
    desk.post("/v1/payment-agreements", AGREEMENT)
    desk.post(desk.charges(), {**CHARGE, "webhooksUrl": "https://till.example/call"})

    assert desk.ppro.webhooks.sent[0].url == "https://till.example/account"
    assert desk.ppro.webhooks.sent[-1].url == "https://till.example/call"


def test_they_can_be_delivered_by_themselves(desk: Desk) -> None:
    arrived = Event()
    desk.ppro.webhooks.account_url = "https://till.example/account"
    desk.ppro.webhooks.post = lambda url, headers, body: arrived.set()

    desk.post("/v1/payment-agreements", AGREEMENT)

    assert arrived.wait(10)


def test_chargebacks_and_revocations_are_told(desk: Desk) -> None:
    told = desk.charge()
    desk.ppro.webhooks.about_chargeback(desk.ppro.charges[told["id"]])
    desk.ppro.revoke(told["paymentAgreementId"], by="PROVIDER")

    assert types(desk)[-2:] == ["CHARGEBACK_SUCCEEDED", "PAYMENT_AGREEMENT_REVOKED_BY_PROVIDER"]
