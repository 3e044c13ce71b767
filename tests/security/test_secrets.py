"""Secrets and settings: faults name a variable and never what was in it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pydantic import BaseModel

from tests.contracts.test_doors import SETTINGS
from voicetill.domain.errors import StoreUnavailableError
from voicetill.settings.live import LiveSettings
from voicetill.settings.reading import SettingsError, read
from voicetill.stores.secrets import SecretsManager
from voicetill.wiring.parts import now
from voicetill.wiring.starting import CannotStartError, Starting

MARK = "key_live_0123456789"
ALL: dict[str, type[BaseModel]] = {**SETTINGS, "the server's route": LiveSettings}

# Blanks and signs in it, so that it fits no rule; and as it is, where any word does.
BAD = (MARK, f"{MARK} and more", f"http://{MARK}.example", f"{MARK}@", f"{MARK},{MARK}")


def _variables(door: str) -> list[str]:
    return [str(field.alias) for field in ALL[door].model_fields.values()]


def _faults(door: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    try:
        read(ALL[door], environment)
    except SettingsError as error:
        return error.faults
    return ()


@pytest.mark.parametrize("door", sorted(ALL))
def test_a_fault_of_a_setting_never_quotes_it(door: str) -> None:
    """Secrets are put into the wrong variable now and then, and a start's fault stands in the log."""
    for bad in BAD:
        for name in _variables(door):
            faults = _faults(door, {name: bad})
            assert MARK not in " ".join(faults), name
        assert MARK not in " ".join(_faults(door, dict.fromkeys(_variables(door), bad)))


@pytest.mark.parametrize("door", sorted(ALL))
def test_every_variable_at_fault_is_named(door: str) -> None:
    faults = _faults(door, {})
    needed = [str(it.alias) for it in ALL[door].model_fields.values() if it.is_required()]

    assert [name for name in needed if not any(fault.startswith(name) for fault in faults)] == []


def test_a_start_that_fails_names_faults_and_no_values() -> None:
    starting = Starting({})
    starting.settings(lambda: read(SETTINGS["web_function"], {"OAUTH_REDIRECT_URIS": MARK, "SANDBOX_MODE": MARK}))

    with pytest.raises(CannotStartError) as raised:
        starting.raise_if_faulty()

    assert MARK not in str(raised.value)
    assert "OAUTH_REDIRECT_URIS" in str(raised.value)


class _Vault:
    """Says too much when it fails, as a service may."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        self._answer = answer

    def get_secret_value(self, **_: str) -> Any:
        return self._answer()


def _refuses() -> Any:
    raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": MARK}}, "GetSecretValue")


@pytest.mark.parametrize("answer", [_refuses, lambda: {"SecretBinary": MARK.encode()}])
def test_a_secret_that_cannot_be_had_is_an_outage_that_says_nothing(
    answer: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    secret = SecretsManager(_Vault(answer), now).named("till/key")

    with pytest.raises(StoreUnavailableError) as raised:
        secret()

    assert str(raised.value) == ""
    assert MARK not in caplog.text


def test_a_secret_is_shown_by_its_name_only() -> None:
    secret = SecretsManager(_Vault(lambda: {"SecretString": MARK}), now).named("till/key")

    assert secret() == MARK
    assert MARK not in f"{secret!r} {secret} {vars(secret)}"
