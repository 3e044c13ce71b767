"""A desk from which one asks the pretend service whatever one likes, well signed."""

import json
from typing import Any

from simulator.amazon_pay_v2.calls import Call
from tests.gateways.amazon_pay_v2.keys import LIVE_KEY_ID, OLD_KEY_ID, SANDBOX_KEY_ID, private_pem
from tests.gateways.amazon_pay_v2.wire import House
from voicetill.gateways.amazon_pay_v2.signing import Request, Signer

SIGNERS = {
    key_id: Signer(public_key_id=key_id, private_key=private_pem)
    for key_id in (SANDBOX_KEY_ID, LIVE_KEY_ID, OLD_KEY_ID, "SANDBOX-UNKNOWN")
}


class Desk:
    """Asks the pretend service whatever one likes, well signed."""

    def __init__(self) -> None:
        self.house = House()
        self.service = self.house.service
        self.serial = 0

    def ask(
        self,
        method: str,
        path: str,
        told: object = None,
        *,
        key: str | None = "",
        key_id: str = SANDBOX_KEY_ID,
        **headers: str | None,
    ) -> tuple[int, dict[str, Any]]:
        answer = self.service.answer(self.call(method, path, told, key=key, key_id=key_id, **headers))
        return answer.status, json.loads(answer.body)

    def call(
        self,
        method: str,
        path: str,
        told: object = None,
        *,
        key: str | None = "",
        key_id: str = SANDBOX_KEY_ID,
        **headers: str | None,
    ) -> Call:
        self.serial += 1
        usual: dict[str, str | None] = {
            "accept": "application/json",
            "content-type": "application/json",
            "x-amz-pay-region": "us",
            "x-amz-pay-date": self.house.clock().strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-pay-host": "pay-api.amazon.com",
            "x-amz-pay-idempotency-key": (key or f"key{self.serial}")
            if method == "POST" and key is not None
            else None,
        }
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**usual, **named}.items() if value is not None}
        body = b"" if told is None else json.dumps(told).encode()
        signed = SIGNERS[key_id].signed(Request(method, path, (), sent, body))
        return Call(method, path, signed, body)

    def charge(self, permission_id: str, **changes: object) -> tuple[int, dict[str, Any]]:
        return self.ask("POST", "/v2/charges", a_body(permission_id, **changes))


def a_body(permission_id: str, **changes: object) -> dict[str, object]:
    told = {
        "chargePermissionId": permission_id,
        "chargeAmount": {"amount": "14.00", "currencyCode": "USD"},
        "captureNow": True,
        "merchantMetadata": {"merchantReferenceId": "ref1"},
        **changes,
    }
    return {name: value for name, value in told.items() if value is not ...}


def price(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}
