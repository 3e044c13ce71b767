"""What the web function is told: who may link accounts here, the payment companies, and how renewals go on."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from voicetill.settings.reading import Perhaps, Told, read
from voicetill.settings.settling import SettlingSettings

# An address that codes are sent to: TLS, a host, no user, no fragment. On this machine, without TLS, to rehearse.
_REDIRECT = re.compile(
    r"(https://[A-Za-z0-9.-]+(:[0-9]{1,5})?|http://127\.0\.0\.1:[0-9]{1,5})/[A-Za-z0-9._~/?=&%-]*", re.ASCII
)
_BASE = re.compile(r"(https://[A-Za-z0-9.-]+|http://127\.0\.0\.1)(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", re.ASCII)
_LONGEST_LEEWAY = 300


def _listed(value: object) -> object:
    """Read addresses with commas or spaces between them."""
    return tuple(re.split(r"[\s,]+", value.strip())) if isinstance(value, str) and value.strip() else value


def _blank_is_zero(value: object) -> object:
    return 0 if isinstance(value, str) and not value.strip() else value


Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class WebSettings(SettlingSettings):
    """The environment of the web function, with all that settling needs: notifications are acted on at once.

    `client_id` is what Alexa calls itself when it links accounts; `client_secret` is the name of a secret in AWS
    Secrets Manager that holds what it proves that with (or two of them, with a blank between, while they are
    changed). `redirect_uris` are the only addresses that codes are sent to, as the developer console shows them.
    `base_url` is our own address where it is not the one that requests come in at. `refresh_leeway` is for how
    many seconds a refresh token that was just exchanged is still taken, should the answer have been lost.
    """

    client_id: Told = Field(alias="OAUTH_CLIENT_ID")
    client_secret: Told = Field(alias="OAUTH_CLIENT_SECRET")
    redirect_uris: Listed = Field(alias="OAUTH_REDIRECT_URIS")
    base_url: Perhaps = Field(alias="WEB_BASE_URL", default=None)
    refresh_leeway: Annotated[int, BeforeValidator(_blank_is_zero)] = Field(alias="REFRESH_LEEWAY", default=0)

    @field_validator("redirect_uris")
    @classmethod
    def _are_addresses(cls, uris: tuple[str, ...]) -> tuple[str, ...]:
        if not uris:
            raise ValueError("is missing")
        wrong = [str(place) for place, uri in enumerate(uris, 1) if not _REDIRECT.fullmatch(uri)]
        if wrong:
            which = ", ".join(wrong)
            raise ValueError(
                f"must be https addresses with a path, as the developer console shows; not so: {which}"
            )
        return uris

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is not None and not _BASE.fullmatch(url):
            raise ValueError("must begin with https://, or with http:// and this machine's own 127.0.0.1")
        return url.rstrip("/") if url else url

    @field_validator("refresh_leeway")
    @classmethod
    def _is_short(cls, seconds: int) -> int:
        if not 0 <= seconds <= _LONGEST_LEEWAY:
            raise ValueError(f"must be seconds from 0 to {_LONGEST_LEEWAY}")
        return seconds


def read_web(environment: Mapping[str, str]) -> WebSettings:
    """Read the web function's settings; raises SettingsError naming every fault."""
    return read(WebSettings, environment)
