"""Secrets are fetched where they are used, kept for a while, and fetched again when they were refused."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.builders import NOW
from voicetill.domain.errors import StoreUnavailableError
from voicetill.stores.secrets import KEPT, SecretsManager


class Vault:
    """What stands in Secrets Manager's place: one secret, that can be rotated or locked away."""

    def __init__(self) -> None:
        self.text = "first"
        self.asked: list[str] = []
        self.is_locked = False

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:  # noqa: N803 - boto3's own spelling
        self.asked.append(SecretId)
        if self.is_locked:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")
        return {"SecretString": self.text}


class Time:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Any:
        return self.now


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def manager(vault: Vault, time: Time) -> SecretsManager:
    return SecretsManager(vault, time)


def test_naming_a_secret_fetches_nothing(manager: SecretsManager, vault: Vault) -> None:
    manager.named("a/key")

    assert vault.asked == []


def test_it_is_fetched_once_in_five_minutes(manager: SecretsManager, vault: Vault, time: Time) -> None:
    secret = manager.named("a/key")

    secret()
    time.now += KEPT - timedelta(seconds=1)
    secret()

    assert vault.asked == ["a/key"]


def test_a_rotated_one_is_in_use_after_five_minutes(manager: SecretsManager, vault: Vault, time: Time) -> None:
    secret = manager.named("a/key")
    secret()

    vault.text = "second"
    time.now += KEPT

    assert secret() == "second"


def test_a_refused_one_is_fetched_at_once(manager: SecretsManager, vault: Vault) -> None:
    secret = manager.named("a/key")
    secret()

    vault.text = "second"

    assert secret(fresh=True) == "second"


def test_an_outage_leaves_the_old_one_in_use(manager: SecretsManager, vault: Vault, time: Time) -> None:
    secret = manager.named("a/key")
    secret()

    vault.is_locked = True
    time.now += KEPT * 2

    assert secret() == "first"
    with pytest.raises(StoreUnavailableError):
        secret(fresh=True)


def test_one_that_cannot_be_had_is_an_outage_without_a_word_of_it(manager: SecretsManager, vault: Vault) -> None:
    vault.is_locked = True

    with pytest.raises(StoreUnavailableError) as trouble:
        manager.named("a/key")()

    assert str(trouble.value) == ""


def test_it_is_never_printed(manager: SecretsManager) -> None:
    secret = manager.named("a/key")
    secret()

    assert "first" not in repr(secret)
