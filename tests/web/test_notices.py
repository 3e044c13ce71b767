"""What payment companies tell: proven or refused, dealt with once, and asked for again only when that helps."""

import hmac
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from tests.web.house import House, Response, asked, event
from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.errors import ForgedNoticeError, GatewayUnavailableError, StoreUnavailableError
from voicetill.gateways.ppro.notices import PproNotices
from voicetill.services.provider_ports import ProviderNotices


class Reader:
    """Reads whatever it is told to."""

    def __init__(self, outcome: Notice | Exception) -> None:
        self.outcome = outcome
        self.read: list[tuple[Mapping[str, str], bytes]] = []

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, at: datetime, within: float) -> Notice:
        self.read.append((headers, body))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


PAID = Notice("notice-1", NoticeKind.CHARGE, "charge_1")


def a_house(outcome: Notice | Exception = PAID) -> tuple[House, Reader]:
    reader = Reader(outcome)
    readers: dict[str, ProviderNotices] = {"ppro": reader, "amazon_pay_v2": reader}
    return House(readers=readers), reader


def told(house: House, path: str = "/webhooks/ppro", body: bytes = b"{}", **more: Any) -> Response:
    return asked(house.door, event("POST", path, body=body, **more))


@pytest.mark.parametrize(
    ("path", "provider"), [("/webhooks/ppro", "ppro"), ("/webhooks/amazon-pay", "amazon_pay_v2")]
)
def test_a_proven_one_is_heard_once(path: str, provider: str) -> None:
    house, _ = a_house()

    statuses = [told(house, path).status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert house.ears.heard == [(provider, "notice-1")]


@pytest.mark.parametrize("encoded", [True, False])
def test_the_reader_gets_the_very_bytes(encoded: bool) -> None:
    house, reader = a_house()
    body = '{"name": "Zo\u00eb", "x":  1}\n'
    given = event("POST", "/webhooks/ppro", body=body, headers={"PPRO-Signature": "t=1,s=2"})
    if not encoded:
        given |= {"body": body, "isBase64Encoded": False}

    asked(house.door, given)

    ((headers, read),) = reader.read
    assert read == body.encode()
    assert headers["ppro-signature"] == "t=1,s=2"


@pytest.mark.parametrize("kind", [NoticeKind.OTHER, NoticeKind.CONFIRM_ENDPOINT])
def test_one_that_concerns_nothing_of_ours_is_taken_all_the_same(kind: NoticeKind) -> None:
    house, _ = a_house(Notice("1", kind, "x"))

    assert told(house).status == 200
    assert house.ears.heard == []


def test_a_forged_one_is_refused_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    house, _ = a_house(ForgedNoticeError("the digest is wrong"))

    answer = told(house)

    assert (answer.status, answer.body) == (401, "")
    assert house.ears.heard == []
    assert "notification refused" in caplog.messages


@pytest.mark.parametrize("error", [GatewayUnavailableError("no certificate"), StoreUnavailableError()])
def test_one_that_cannot_be_proven_now_comes_again(error: Exception) -> None:
    house, _ = a_house(error)

    assert told(house).status == 500


@pytest.mark.parametrize("error", [StoreUnavailableError(), GatewayUnavailableError("down"), KeyError("a fault")])
def test_one_that_could_not_be_dealt_with_comes_again_and_is_heard_then(error: Exception) -> None:
    house, _ = a_house()
    house.ears.fails = error
    first = told(house)
    house.ears.fails = None

    second = told(house)

    assert (first.status, second.status) == (500, 200)
    assert len(house.ears.heard) == 1


def test_a_company_that_is_not_set_up_is_nobody() -> None:
    assert told(House()).status == 404


@pytest.mark.parametrize(("size", "status"), [(256 * 1024, 200), (256 * 1024 + 1, 413)])
def test_a_body_may_be_long_and_not_endless(size: int, status: int) -> None:
    house, _ = a_house()

    assert told(house, body=b"x" * size).status == status


def test_a_webhook_of_ppros_own_making(caplog: pytest.LogCaptureFixture) -> None:
    """The real reader behind the door: a right digest is believed, and one sign less is not."""
    caplog.set_level(logging.INFO)
    house = House(readers={"ppro": PproNotices(merchant_id="merch_1", secrets=lambda *, fresh=False: "whs")})
    at = int(house.clock().timestamp())
    data = {"paymentChargeId": "charge_1", "merchantId": "merch_1", "consumer": {"name": "Robin Example"}}
    body = json.dumps(
        {"specversion": "1.0", "id": "evt_1", "type": "PAYMENT_CHARGE_CAPTURE_SUCCEEDED", "data": data}
    ).encode()
    digest = hmac.new(b"whs", f"{at}.".encode() + body, sha256).hexdigest()
    headers = {"PPRO-Signature": f"t={at},s={digest}", "content-type": "application/json"}

    right = told(house, body=body, headers=headers)
    wrong = told(house, body=body + b" ", headers=headers)

    assert (right.status, wrong.status) == (200, 401)
    assert house.ears.heard == [("ppro", "evt_1")]
    assert "Robin" not in " ".join(repr(record.__dict__) for record in caplog.records)
