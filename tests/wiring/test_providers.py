"""Payment companies are opened when they are first needed, in the order that the settings name."""

from typing import Any

import pytest

from voicetill.domain.errors import NotPossibleError
from voicetill.domain.money import Currency
from voicetill.gateways.fetching import Answered
from voicetill.settings.providers import ProviderSettings
from voicetill.settings.reading import read
from voicetill.wiring.providers import open_notices, open_providers

PPRO = {"PPRO_MERCHANT_ID": "merch_1", "PPRO_API_KEY_SECRET": "till/ppro"}
V2 = {
    "SELLER_ID": "A1EXAMPLE",
    "AMAZON_PAY_STORE_ID": "amzn1.application-oa2-client.1",
    "AMAZON_PAY_PUBLIC_KEY_ID": "SANDBOX-AB12",
    "AMAZON_PAY_PRIVATE_KEY_SECRET": "till/amazon-pay",
    "AMAZON_PAY_REGION": "eu",
}


def nowhere(*_: object, **__: object) -> Answered:
    raise AssertionError("nobody is called at a start")


def no_secret(name: str) -> object:
    raise AssertionError(f"{name} is not fetched at a start")


def settings(**changes: str) -> ProviderSettings:
    return read(ProviderSettings, {"SANDBOX_MODE": "true", **changes})


def test_without_any_nobody_serves() -> None:
    providers = open_providers(settings(), send=nowhere, secrets=no_secret)  # type: ignore[arg-type]

    assert providers.names == ()
    assert providers.serving(Currency.USD) is None


def test_the_first_that_takes_a_currency_serves_it() -> None:
    named = {"ppro": "key"}
    providers = open_providers(
        settings(SERVER_PROVIDERS="ppro", **PPRO),
        send=nowhere,
        secrets=lambda name: lambda *, fresh=False: named[name],
    )

    dollars, euros = providers.serving(Currency.USD), providers.serving(Currency.EUR)

    assert dollars is not None
    assert dollars.name == "ppro"
    assert euros is None
    assert providers.named("ppro") is dollars


def test_each_currency_finds_its_company() -> None:
    providers = open_providers(
        settings(SERVER_PROVIDERS="ppro,amazon_pay_v2", **PPRO, **V2),
        send=nowhere,
        secrets=lambda name: lambda *, fresh=False: name,
    )

    names = {currency: way.name for currency in Currency if (way := providers.serving(currency))}

    assert names == {Currency.USD: "ppro", Currency.EUR: "amazon_pay_v2", Currency.GBP: "amazon_pay_v2"}


def test_an_account_of_one_currency_serves_that_one_alone() -> None:
    providers = open_providers(
        settings(SERVER_PROVIDERS="amazon_pay_v2", AMAZON_PAY_CURRENCY="GBP", **V2),
        send=nowhere,
        secrets=lambda name: lambda *, fresh=False: name,
    )

    assert [currency for currency in Currency if providers.serving(currency)] == [Currency.GBP]


def test_only_notifications_that_can_be_proven_are_read() -> None:
    named = settings(SERVER_PROVIDERS="ppro,amazon_pay_v2", **PPRO, **V2)
    provable = settings(
        SERVER_PROVIDERS="ppro,amazon_pay_v2",
        PPRO_WEBHOOK_SECRET="till/ppro-webhooks",
        AMAZON_PAY_TOPIC_ARN="arn:aws:sns:us-east-1:000000000000:topic",
        **PPRO,
        **V2,
    )

    def secret(name: str) -> Any:
        return lambda *, fresh=False: name

    assert dict(open_notices(named, send=nowhere, secrets=secret)) == {}
    assert set(open_notices(provable, send=nowhere, secrets=secret)) == {"ppro", "amazon_pay_v2"}


def test_one_that_is_not_set_up_says_how_to_mend_it() -> None:
    providers = open_providers(settings(), send=nowhere, secrets=no_secret)  # type: ignore[arg-type]

    with pytest.raises(NotPossibleError, match="SERVER_PROVIDERS"):
        providers.named("ppro")
