"""What the environment may say, and what each fault is called."""

import pytest

from tests.alexa.tills import ENVIRONMENT, settings
from voicetill.settings.reading import SettingsError
from voicetill.settings.skill import read_settings

LIVE = {"SANDBOX_MODE": "false", "SANDBOX_CUSTOMER_EMAIL": ""}
NEEDED = ("SKILL_ID", "SELLER_ID", "SANDBOX_MODE", "TABLE_NAME")


def faults(**changes: str | None) -> list[str]:
    """The faults of a good environment with these changes; None takes a variable away."""
    environment = {name: value for name, value in {**ENVIRONMENT, **changes}.items() if value is not None}
    with pytest.raises(SettingsError) as refused:
        read_settings(environment)
    return list(refused.value.faults)


def test_a_sandbox_with_its_test_buyer_is_sound() -> None:
    assert settings().sandbox_mode is True
    assert settings().sandbox_customer_email == "buyer@nonicks.example"


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_live_has_no_test_buyer_also_where_a_template_leaves_it_blank(blank: str) -> None:
    live = settings(SANDBOX_MODE="false", SANDBOX_CUSTOMER_EMAIL=blank)

    assert live.sandbox_mode is False
    assert live.sandbox_customer_email is None


def test_other_variables_of_the_environment_are_nobody_s_business() -> None:
    assert settings(PATH="/bin", AWS_LAMBDA_FUNCTION_NAME="skill") == settings()


@pytest.mark.parametrize("name", NEEDED)
def test_a_variable_that_is_missing_is_named(name: str) -> None:
    assert f"{name}: is missing" in faults(**{name: None})


@pytest.mark.parametrize("name", ["SKILL_ID", "SELLER_ID", "TABLE_NAME"])
@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_variable_is_missing(name: str, blank: str) -> None:
    assert faults(**{name: blank}) == [f"{name}: is missing"]


@pytest.mark.parametrize("name", ["SKILL_ID", "SELLER_ID", "TABLE_NAME"])
def test_a_variable_with_a_space_in_it_is_refused(name: str) -> None:
    assert faults(**{name: "two words"}) == [f"{name}: has characters that do not belong there"]


@pytest.mark.parametrize("mode", ["perhaps", "", "2", "sandbox"])
def test_a_mode_that_is_neither_is_refused(mode: str) -> None:
    assert faults(SANDBOX_MODE=mode) == ["SANDBOX_MODE: must be true or false"]


def test_a_sandbox_without_a_test_buyer_is_refused() -> None:
    fault = "SANDBOX_CUSTOMER_EMAIL: is missing, but SANDBOX_MODE is true: name the test buyer"

    assert faults(SANDBOX_CUSTOMER_EMAIL="") == [fault]
    assert faults(SANDBOX_CUSTOMER_EMAIL=None) == [fault]


def test_a_test_buyer_where_money_is_real_is_refused() -> None:
    assert faults(SANDBOX_MODE="false") == [
        "SANDBOX_CUSTOMER_EMAIL: must be blank, because SANDBOX_MODE is false: money is real"
    ]


@pytest.mark.parametrize("email", ["buyer", "@nonicks.example", "buyer@", "a@b@c", "a b@c", "a@b\nc"])
def test_a_test_buyer_without_an_address_is_refused(email: str) -> None:
    assert faults(SANDBOX_CUSTOMER_EMAIL=email) == ["SANDBOX_CUSTOMER_EMAIL: must be an e-mail address"]


def test_every_fault_is_told_at_once() -> None:
    found = faults(SKILL_ID=None, SELLER_ID="", SANDBOX_MODE="true", SANDBOX_CUSTOMER_EMAIL="", TABLE_NAME="a b")

    assert [fault.split(":")[0] for fault in found] == [
        "SKILL_ID",
        "SELLER_ID",
        "SANDBOX_CUSTOMER_EMAIL",
        "TABLE_NAME",
    ]


def test_a_fault_does_not_quote_what_it_was_told() -> None:
    assert "secret" not in "".join(faults(SKILL_ID="secret words", SANDBOX_CUSTOMER_EMAIL="secret"))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://buyers.example",
        "https://buyers.example:8443/eu",
        "http://127.0.0.1:8000",
        "http://127.0.0.1:8000/eu/",
    ],
)
def test_rehearsals_may_ask_for_addresses_elsewhere(endpoint: str) -> None:
    assert settings(BUYER_API_ENDPOINT=endpoint).buyer_api_endpoint == endpoint
    assert settings(BUYER_API_ENDPOINT=" ").buyer_api_endpoint is None
    assert settings().buyer_api_endpoint is None


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://buyers.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@buyers.example",
        "https://user:word@buyers.example",
        "https://buyers.example?x=1",
        "https://",
        "buyers.example",
        "ftp://127.0.0.1",
    ],
)
def test_an_access_token_is_sent_to_no_other_machine_in_the_clear(endpoint: str) -> None:
    rule = "must begin with https://, or with http:// and this machine's own 127.0.0.1"
    assert faults(BUYER_API_ENDPOINT=endpoint) == [f"BUYER_API_ENDPOINT: {rule}"]


def test_the_voice_asks_for_money_and_nothing_is_renewed_unless_the_merchant_says_so() -> None:
    assert (settings().payment_route, settings().renews) == ("alexa", False)
    assert settings(PAYMENT_ROUTE="", RENEW_ALEXA_AGREEMENTS=" ") == settings()


def test_renewals_come_with_the_server_s_route_or_by_the_merchant_s_word() -> None:
    assert settings(PAYMENT_ROUTE="server").renews
    assert settings(RENEW_ALEXA_AGREEMENTS="true").renews


def test_a_route_or_a_switch_that_nobody_knows_is_refused() -> None:
    assert faults(PAYMENT_ROUTE="both", RENEW_ALEXA_AGREEMENTS="perhaps") == [
        "PAYMENT_ROUTE: must be one of the words that the settings know",
        "RENEW_ALEXA_AGREEMENTS: must be true or false",
    ]
