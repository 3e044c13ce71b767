"""What the functions of renewals are told: read whole, and refused with every fault named."""

import pytest

from voicetill.settings.reading import SettingsError
from voicetill.settings.renewals import RenewalWorkerSettings, read_renewal_worker, read_renewals

FINDER = {
    "SELLER_ID": "A1EXAMPLE",
    "SANDBOX_MODE": "true",
    "TABLE_NAME": "till",
    "RENEWALS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/renewals",
}
WORKER = {
    "SELLER_ID": "A1EXAMPLE",
    "SANDBOX_MODE": "true",
    "TABLE_NAME": "till",
    "SERVER_PROVIDERS": "ppro",
    "PPRO_MERCHANT_ID": "merch_1",
    "PPRO_API_KEY_SECRET": "till/ppro",
}
V2 = {
    "SERVER_PROVIDERS": "amazon_pay_v2",
    "AMAZON_PAY_STORE_ID": "store",
    "AMAZON_PAY_PUBLIC_KEY_ID": "SANDBOX-KEY",
    "AMAZON_PAY_PRIVATE_KEY_SECRET": "till/key",
}


def worker(**changes: str) -> RenewalWorkerSettings:
    return read_renewal_worker({**WORKER, **changes})


def faults(**changes: str) -> str:
    with pytest.raises(SettingsError) as refused:
        worker(**changes)
    return "\n".join(refused.value.faults)


def test_a_finder_needs_little() -> None:
    settings = read_renewals(FINDER)

    assert (settings.table_name, settings.most) == ("till", 10_000)
    assert read_renewals({**FINDER, "RENEWALS_A_RUN": "500"}).most == 500
    assert read_renewals({**FINDER, "RENEWALS_A_RUN": " "}).most == 10_000


def test_every_variable_that_a_finder_lacks_is_named() -> None:
    with pytest.raises(SettingsError) as refused:
        read_renewals({})

    assert {fault.split(":")[0] for fault in refused.value.faults} == set(FINDER)


@pytest.mark.parametrize("most", ["0", "15", "1000000", "many"])
def test_a_run_without_sense_is_refused(most: str) -> None:
    with pytest.raises(SettingsError, match="RENEWALS_A_RUN"):
        read_renewals({**FINDER, "RENEWALS_A_RUN": most})


def test_a_worker_is_usual_unless_told_otherwise() -> None:
    settings = worker()

    assert settings.retry_days == (1, 3, 5, 7)
    assert settings.charge_missed is False
    assert settings.alexa_through == ""
    assert settings.names == ("ppro",)


def test_blanks_of_a_template_are_the_usual() -> None:
    blanks = dict.fromkeys(("RENEWAL_RETRY_DAYS", "CHARGE_MISSED_PERIODS", "RENEW_ALEXA_AGREEMENTS"), " ")

    assert worker(**blanks) == worker()


@pytest.mark.parametrize(
    ("said", "days"), [("2", (2,)), ("1, 3 ,5", (1, 3, 5)), ("none", ()), ("None", ()), ("60", (60,))]
)
def test_the_calendar_is_read_as_days(said: str, days: tuple[int, ...]) -> None:
    assert worker(RENEWAL_RETRY_DAYS=said).retry_days == days


@pytest.mark.parametrize("said", ["0", "3,3", "5,1", "-1", "1.5", "soon", "1;2", "61", "²"])
def test_a_calendar_that_goes_nowhere_is_refused(said: str) -> None:
    assert "RENEWAL_RETRY_DAYS" in faults(RENEWAL_RETRY_DAYS=said)


def test_alexas_agreements_are_renewed_only_by_who_can() -> None:
    assert "RENEW_ALEXA_AGREEMENTS" in faults(RENEW_ALEXA_AGREEMENTS="true")
    assert worker(RENEW_ALEXA_AGREEMENTS="true", **V2).alexa_through == "amazon_pay_v2"
    assert worker(RENEW_ALEXA_AGREEMENTS="false", **V2).alexa_through == ""


@pytest.mark.parametrize("name", ["CHARGE_MISSED_PERIODS", "RENEW_ALEXA_AGREEMENTS"])
def test_switches_are_true_or_false(name: str) -> None:
    assert name in faults(**{name: "yes"})


def test_a_worker_names_the_providers_variables_that_are_missing() -> None:
    assert "PPRO_MERCHANT_ID" in faults(PPRO_MERCHANT_ID="")
