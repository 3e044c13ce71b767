"""What a door is told about payment companies: whole, or refused with the names of what is missing."""

import pytest

from voicetill.settings.providers import ProviderSettings
from voicetill.settings.reading import SettingsError, read

PPRO = {"PPRO_MERCHANT_ID": "merch_1", "PPRO_API_KEY_SECRET": "till/ppro"}
V2 = {
    "SELLER_ID": "A1EXAMPLE",
    "AMAZON_PAY_STORE_ID": "amzn1.application-oa2-client.1",
    "AMAZON_PAY_PUBLIC_KEY_ID": "SANDBOX-AB12",
    "AMAZON_PAY_PRIVATE_KEY_SECRET": "till/amazon-pay",
}


def settings(**changes: str) -> ProviderSettings:
    return read(ProviderSettings, {"SANDBOX_MODE": "true", **changes})


def faults(**changes: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        settings(**changes)
    return error.value.faults


def test_without_providers_nothing_is_needed() -> None:
    assert settings().names == ()
    assert settings(SERVER_PROVIDERS=" ", PPRO_MERCHANT_ID="").ppro_merchant_id is None


def test_providers_keep_their_order() -> None:
    assert settings(SERVER_PROVIDERS="amazon_pay_v2, ppro", **PPRO, **V2).names == ("amazon_pay_v2", "ppro")


def test_each_provider_names_what_it_lacks() -> None:
    (fault,) = faults(SERVER_PROVIDERS="ppro,amazon_pay_v2")

    for variable in ("PPRO_MERCHANT_ID", "PPRO_API_KEY_SECRET", "AMAZON_PAY_STORE_ID", "SELLER_ID"):
        assert variable in fault


@pytest.mark.parametrize(
    ("variable", "text", "fault"),
    [
        ("SERVER_PROVIDERS", "paypal", "unknown name"),
        ("SERVER_PROVIDERS", "ppro,ppro", "twice"),
        ("AMAZON_PAY_REGION", "moon", "must be one of"),
        ("PPRO_ENDPOINT", "http://pay.example", "must begin with https://"),
        ("AMAZON_PAY_ENDPOINT", "ftp://127.0.0.1", "must begin with https://"),
        ("SANDBOX_MODE", "perhaps", "must be true or false"),
    ],
)
def test_faulty_variables_are_named(variable: str, text: str, fault: str) -> None:
    (found,) = faults(**{**PPRO, variable: text})

    assert found.startswith(variable)
    assert fault in found
