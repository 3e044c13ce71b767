"""The permission to know the e-mail address is read from the request; without it nothing is asked."""

import json

import pytest
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.request_envelope import RequestEnvelope

from voicetill.alexa.request import mail_access
from voicetill.domain.payments import Access

SCOPE = "alexa::profile:email:read"


def a_request(scopes: object, *, token: str | None = "a-key") -> HandlerInput:
    user = {"userId": "amzn1.ask.account.X", "permissions": {"scopes": scopes} if scopes is not None else None}
    system = {"user": user, "apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": token}
    body = {"version": "1.0", "context": {"System": system}, "request": {"type": "LaunchRequest"}}
    envelope = DefaultSerializer().deserialize(json.dumps(body), RequestEnvelope)
    return HandlerInput(request_envelope=envelope)


def test_who_has_granted_it_can_be_asked_about() -> None:
    found = mail_access(a_request({SCOPE: {"status": "GRANTED"}}))

    assert found == Access("https://api.amazonalexa.com", "a-key")


@pytest.mark.parametrize(
    "scopes",
    [None, {}, {SCOPE: {"status": "DENIED"}}, {SCOPE: {}}, {"payments:autopay_consent": {"status": "GRANTED"}}],
)
def test_who_has_not_cannot(scopes: object) -> None:
    assert mail_access(a_request(scopes)) is None


def test_without_a_key_nobody_can_be_asked() -> None:
    assert mail_access(a_request({SCOPE: {"status": "GRANTED"}}, token=None)) is None
