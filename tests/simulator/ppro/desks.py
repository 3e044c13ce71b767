"""A merchant who calls pretend PPRO by hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from simulator.ppro.api import Answer, Api
from simulator.ppro.service import Ppro

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
KEY = "key_sandbox_of_a_desk"
BASE = "https://api.sandbox.eu.ppro.com"
ONE = "0f8fad5b-d9cb-469f-a165-70867728950e"
ANOTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

AGREEMENT: Mapping[str, Any] = {
    "paymentMethod": "AMAZON_PAY",
    "startDate": "2026-12-01T00:00:00Z",
    "consumer": {"name": "Robin Example", "country": "US"},
    "authenticationSettings": [{"type": "REDIRECT", "settings": {"returnUrl": "https://till.example/done"}}],
}
CHARGE: Mapping[str, Any] = {
    "amount": {"value": 1250, "currency": "USD"},
    "merchantPaymentChargeReference": "order1",
}
PAYMENT: Mapping[str, Any] = {
    **CHARGE,
    "paymentMethod": "AMAZON_PAY",
    "consumer": AGREEMENT["consumer"],
    "authenticationSettings": AGREEMENT["authenticationSettings"],
}


@dataclass
class Desk:
    """A desk with a clock that stands still."""

    now: datetime = NOON
    separate: bool = False
    ppro: Ppro = field(init=False)
    api: Api = field(init=False)

    def __post_init__(self) -> None:
        self.ppro = Ppro(clock=lambda: self.now, random=Random(3), separate_captures=self.separate)
        self.api = Api(self.ppro, {KEY}, tick=self.tick, limits=False)

    def tick(self) -> float:
        return self.now.timestamp()

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def headers(self, **changes: str | None) -> dict[str, str]:
        told = {
            "Authorization": f"Bearer {KEY}",
            "Merchant-Id": self.ppro.merchant_id,
            "Content-Type": "application/json",
        }
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        return {name: value for name, value in {**told, **named}.items() if value is not None}

    def post(self, path: str, body: object = None, *, key: str | None = None, **headers: str | None) -> Answer:
        sent = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        named = self.headers(Request_Idempotency_Key=key, **headers)
        return self.api.send("POST", f"{BASE}{path}", named, sent, within=5)

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.api.send("GET", f"{BASE}{path}", self.headers(**headers), within=5)

    def agreement(self) -> str:
        agreement_id = str(said(self.post("/v1/payment-agreements", AGREEMENT))["id"])
        self.ppro.approve(agreement_id)
        return agreement_id

    def charges(self) -> str:
        """Where a new agreement is charged."""
        return f"/v1/payment-agreements/{self.agreement()}/payment-charges"

    def charge(self, **changes: object) -> dict[str, Any]:
        return said(self.post(self.charges(), {**CHARGE, **changes}))


def said(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.body
    told: dict[str, Any] = json.loads(answer.body)
    return told


def refusal(answer: Answer) -> tuple[int, str]:
    told = json.loads(answer.body)
    assert set(told) == {"status", "failureMessage", "timestamp"}
    assert told["status"] == answer.status
    return answer.status, told["failureMessage"]
