"""What the skill and the job that settles are told of the route of the server; every fault is named."""

import pytest

from tests.alexa.server_tills import ENVIRONMENT, live_settings
from voicetill.settings.live import read_live
from voicetill.settings.reading import SettingsError
from voicetill.settings.settling import read_settling

SETTLING = {
    "SANDBOX_MODE": "true",
    "SELLER_ID": "A1EXAMPLE",
    "TABLE_NAME": "till",
    "SERVER_PROVIDERS": "ppro",
    "PPRO_MERCHANT_ID": "merch_1",
    "PPRO_API_KEY_SECRET": "ppro/key",
}


def test_what_is_left_out_has_its_default() -> None:
    settings = read_live({name: value for name, value in ENVIRONMENT.items() if name != "WEB_BASE_URL"})

    assert settings.capture == "now"
    assert settings.pages_url is None
    assert settings.send_to_phone is False


def test_blanks_are_the_defaults() -> None:
    settings = live_settings(CAPTURE=" ", WEB_BASE_URL="", SEND_TO_PHONE=" ")

    assert (settings.capture, settings.pages_url, settings.send_to_phone) == ("now", None, False)


def test_an_address_ends_without_a_slash() -> None:
    assert live_settings(WEB_BASE_URL="https://till.example/shop/").pages_url == "https://till.example/shop"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SERVER_PROVIDERS", ""),
        ("SERVER_PROVIDERS", "paypal"),
        ("SERVER_PROVIDERS", "ppro, ppro"),
        ("CAPTURE", "later"),
        ("WEB_BASE_URL", "http://till.example"),
        ("WEB_BASE_URL", "javascript:alert(1)"),
        ("SEND_TO_PHONE", "perhaps"),
        ("PPRO_MERCHANT_ID", ""),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        live_settings(**{name: value})

    assert name in str(refused.value)


def test_a_route_without_a_company_is_named() -> None:
    with pytest.raises(SettingsError, match="SERVER_PROVIDERS: is missing"):
        read_live({"SANDBOX_MODE": "true"})


def test_who_settles_is_told_the_same_rules_as_who_renews() -> None:
    settings = read_settling({**SETTLING, "RENEWAL_RETRY_DAYS": "2, 4"})

    assert settings.retry_days == (2, 4)
    assert settings.names == ("ppro",)


@pytest.mark.parametrize("name", ["SELLER_ID", "TABLE_NAME", "SANDBOX_MODE"])
def test_who_settles_must_be_told_where_everything_is(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settling({key: value for key, value in SETTLING.items() if key != name})
