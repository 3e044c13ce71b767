"""The start: everything that is wrong is said at once, and nothing half-starts."""

import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from tests.alexa.door import check_response
from tests.alexa.envelopes import SKILL_ID, recorded
from tests.alexa.tills import ENVIRONMENT, settings
from tests.fakes.addresses import AddressBook
from tests.fakes.ledger import MemoryLedger
from voicetill.stores.files import shipped
from voicetill.wiring.starting import CannotStartError
from voicetill.wiring.till import open_till

ROOT = Path(__file__).parents[2]

BROKEN_FILES = {
    "catalogue.toml": shipped("catalogue.toml").replace('US = "9.00"', 'US = "-9.00"', 1),
    "markets.toml": shipped("markets.toml").replace('"US"\nledger', '"GB"\nledger'),
    "speech/en-US.toml": shipped("speech/en-US.toml").replace('goodbye = "', 'good_bye = "'),
}

# Opens the door as Lambda does, and tells whether the definition of a DynamoDB client, or what is only needed for
# devices with a screen, was read on the way.
KNOCK = """
import sys
read = []
sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == "open" else None)
try:
    import lambda_function
    print("open")
except Exception as error:
    print(type(error).__name__, error)
print("client" if any("botocore" in name and "dynamodb" in name for name in read) else "no client")
print("screens" if any("presentation/apl/" in name or "data/screens" in name for name in read) else "no screens")
"""


def start(**environment: str) -> str:
    """Start the function in a process of its own, in this environment; return what it printed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "-c", KNOCK],
        cwd=ROOT / "lambda",
        env={**kept, "AWS_EC2_METADATA_DISABLED": "true", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which the till starts, to be spoilt."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_faults_of_settings_and_of_files_are_told_in_one_message(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SELLER_ID")
    environment.setenv("SANDBOX_MODE", "perhaps")

    with pytest.raises(CannotStartError) as refused:
        open_till(files=BROKEN_FILES, ledger=MemoryLedger())

    first, *faults = str(refused.value).split("\n")
    assert first == "Voicetill cannot start:"
    assert [fault.split(": ")[0] for fault in faults] == [
        "- SELLER_ID",
        "- SANDBOX_MODE",
        "- markets.toml markets.US.country_of_establishment",
        "- catalogue.toml products.starter_kit.price.US",
        "- speech/en-US.toml say.goodbye",
        "- speech/en-US.toml say.good_bye",
    ]


@pytest.mark.parametrize("name", ["markets.toml", "catalogue.toml", "speech/en-US.toml"])
def test_a_file_that_is_no_toml_is_named(name: str) -> None:
    with pytest.raises(CannotStartError, match=f"- {name}: is not TOML"):
        open_till(settings(), files={name: "= ["}, ledger=MemoryLedger())


def test_a_market_in_a_locale_without_words_is_told() -> None:
    markets = shipped("markets.toml").replace('en-US = "en_US"', 'en-US = "en_US"\nes-US = "es_ES"')

    with pytest.raises(CannotStartError) as refused:
        open_till(settings(), files={"markets.toml": markets}, ledger=MemoryLedger())

    assert "speech/es-US.toml: is missing, but markets.toml names the locale" in str(refused.value)
    assert "catalogue.toml products.starter_kit.text.es-US: is missing" in str(refused.value)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (
            'country_of_establishment = "US"',
            'country_of_establishment = "GB"',
            "country_of_establishment: must",
        ),
        ('ledger_currency = "USD"', 'ledger_currency = "EUR"', "ledger_currency: must be USD"),
        ('en-US = "en_US"', 'en-US = "de_DE"', "locales.en-US: must be en_US"),
    ],
)
def test_a_market_that_amazon_pay_would_refuse_is_told(right: str, wrong: str, fault: str) -> None:
    markets = shipped("markets.toml").replace(right, wrong)

    with pytest.raises(CannotStartError) as refused:
        open_till(settings(), files={"markets.toml": markets}, ledger=MemoryLedger())

    assert f"- markets.toml markets.US.{fault}" in str(refused.value)


def test_a_product_of_which_an_order_could_not_be_charged_is_told() -> None:
    catalogue = shipped("catalogue.toml").replace('US = "9.00"', 'US = "40000.00"')

    with pytest.raises(CannotStartError) as refused:
        open_till(settings(), files={"catalogue.toml": catalogue}, ledger=MemoryLedger())

    assert "- catalogue.toml products.starter_kit.price.US: times max_quantity must be above 0" in str(
        refused.value
    )


def test_the_shipped_files_start() -> None:
    answer = open_till(settings(), ledger=MemoryLedger())(recorded("launch"), None)

    check_response(answer)
    assert "Welcome to No Nicks." in answer["response"]["outputSpeech"]["ssml"]


def test_the_environment_is_read_at_the_start_and_only_then(environment: pytest.MonkeyPatch) -> None:
    till = open_till(ledger=MemoryLedger())
    environment.setenv("SKILL_ID", "amzn1.ask.skill.another")

    assert till(recorded("launch"), None)["response"] != {}


def test_the_real_store_is_wired_when_none_is_given(environment: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.setenv(name, "testing")
    environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName=ENVIRONMENT["TABLE_NAME"],
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        till = open_till(addresses=AddressBook())

        answers = [till(recorded(name), None) for name in ("intent", "launch")]

    assert answers[0]["response"]["directives"][0]["name"] == "Setup"
    assert "You still have two starter kits in your cart." in answers[1]["response"]["outputSpeech"]["ssml"]


def test_a_function_that_cannot_start_makes_no_client() -> None:
    printed = start(SKILL_ID=SKILL_ID, SANDBOX_MODE="true")

    assert printed.split("\n") == [
        "CannotStartError Voicetill cannot start:",
        "- SELLER_ID: is missing",
        "- SANDBOX_CUSTOMER_EMAIL: is missing, but SANDBOX_MODE is true: name the test buyer",
        "- TABLE_NAME: is missing",
        "no client",
        "no screens",
        "",
    ]


def test_a_function_that_can_start_opens_the_door_and_leaves_for_later_what_only_screens_need() -> None:
    printed = start(**ENVIRONMENT, AWS_REGION="us-east-1")

    assert printed == "open\nclient\nno screens\n"
