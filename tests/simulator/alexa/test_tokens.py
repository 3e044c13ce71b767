"""Envelopes say where Alexa's services are and carry a token for them; somebody can tell what it is good for."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.tokens import ENDPOINTS, AccessTokens, region_of, served_at
from simulator.customers import Customer, Device, Speaker

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def system(envelopes: Envelopes, locale: str = "en-US") -> dict[str, Any]:
    speaker = Speaker(Customer("ann"), Device("kitchen", locale))
    written: dict[str, Any] = envelopes.write(speaker, {"type": "LaunchRequest"}, session=None)["context"][
        "System"
    ]
    return written


@pytest.mark.parametrize(
    ("locale", "endpoint"),
    [
        *((locale, "https://api.amazonalexa.com") for locale in ("en-US", "es-US", "en-CA", "fr-CA", "pt-BR")),
        *((locale, "https://api.eu.amazonalexa.com") for locale in ("en-GB", "de-DE", "fr-FR", "it-IT", "es-ES")),
        *((locale, "https://api.fe.amazonalexa.com") for locale in ("ja-JP", "en-AU")),
    ],
)
def test_each_locale_is_served_in_its_region(locale: str, endpoint: str) -> None:
    assert system(Envelopes("skill-1"), locale)["apiEndpoint"] == endpoint
    assert ENDPOINTS[region_of(locale)] == endpoint


def test_the_services_of_all_regions_may_be_played_at_one_address() -> None:
    envelopes = Envelopes("skill-1", endpoints=served_at("http://127.0.0.1:8000/"))

    assert system(envelopes, "de-DE")["apiEndpoint"] == "http://127.0.0.1:8000/eu"


def test_a_token_is_good_for_its_customer_and_region_for_an_hour() -> None:
    tokens = AccessTokens(lambda: NOON, Random(1))

    token = system(Envelopes("skill-1", tokens=tokens), "ja-JP")["apiAccessToken"]

    grant = tokens.grant(token)
    assert grant is not None
    assert (grant.customer.name, grant.region, grant.until) == ("ann", "fe", NOON + timedelta(hours=1))
    assert tokens.grant("somebody else's") is None


def test_each_request_has_a_token_of_its_own() -> None:
    envelopes = Envelopes("skill-1", tokens=AccessTokens(lambda: NOON, Random(1)))

    assert system(envelopes)["apiAccessToken"] != system(envelopes)["apiAccessToken"]


def test_the_same_chance_makes_the_same_requests_with_and_without_somebody_to_keep_the_tokens() -> None:
    chance = Random(1)
    kept = Envelopes("skill-1", clock=lambda: NOON, random=chance, tokens=AccessTokens(lambda: NOON, chance))
    plain = Envelopes("skill-1", clock=lambda: NOON, random=Random(1))

    assert [system(kept), system(kept)] == [system(plain), system(plain)]


def test_tokens_that_ended_long_ago_are_forgotten() -> None:
    now = NOON
    tokens = AccessTokens(lambda: now, Random(1))
    envelopes = Envelopes("skill-1", tokens=tokens)
    token = system(envelopes)["apiAccessToken"]

    now += timedelta(minutes=90)
    system(envelopes)
    ended = tokens.grant(token)
    now += timedelta(days=1)
    system(envelopes)

    assert ended is not None
    assert ended.until < now
    assert tokens.grant(token) is None
