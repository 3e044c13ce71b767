"""What the outbox's function is told: a way out that is not named is off, and every fault is named."""

import pytest

from voicetill.settings.outbox import OutboxSettings, read_outbox
from voicetill.settings.reading import SettingsError

LEAST = {"SELLER_ID": "A1EXAMPLE", "SANDBOX_MODE": "true", "TABLE_NAME": "till"}
ALL = {
    **LEAST,
    "EVENT_BUS_NAME": "till-events",
    "MAIL_SENDER": "orders@nonicks.example",
    "NOTICES": "development",
    "NOTICES_SECRET": "till/alexa",
}


def faults(**changes: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read_outbox({**ALL, **changes})
    return "\n".join(refused.value.faults)


def test_what_is_not_named_is_off() -> None:
    off: OutboxSettings = read_outbox({**LEAST, "EVENT_BUS_NAME": "", "MAIL_SENDER": " ", "NOTICES": ""})

    assert (off.event_bus_name, off.mail_sender, off.notices) == (None, None, "off")
    assert read_outbox(LEAST) == off


def test_every_way_can_be_named() -> None:
    told = read_outbox(ALL)

    assert (told.event_bus_name, told.mail_sender) == ("till-events", "orders@nonicks.example")
    assert (told.notices, told.notices_secret) == ("development", "till/alexa")


@pytest.mark.parametrize(
    "sender", ["orders", "No Nicks <orders@nonicks.example>x", "a@b\nBcc: c@d", "ü@nonicks.example"]
)
def test_a_sender_is_an_address(sender: str) -> None:
    assert "MAIL_SENDER" in faults(MAIL_SENDER=sender)


def test_notices_need_their_secret_and_a_stage_that_there_is() -> None:
    assert "NOTICES_SECRET" in faults(NOTICES_SECRET="")
    assert "NOTICES" in faults(NOTICES="production")


def test_a_key_travels_safely_or_not_at_all() -> None:
    assert "ALEXA_API_ENDPOINT" in faults(ALEXA_API_ENDPOINT="http://alexa.example")
    assert read_outbox({**ALL, "ALEXA_API_ENDPOINT": "http://127.0.0.1:8000"}).alexa_endpoint


def test_every_variable_that_is_missing_is_named() -> None:
    with pytest.raises(SettingsError) as refused:
        read_outbox({})

    assert {fault.split(":")[0] for fault in refused.value.faults} == set(LEAST)
