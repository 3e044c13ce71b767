"""What the skill's function is told besides, where the server charges: PAYMENT_ROUTE is `server`."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from voicetill.settings.providers import Names, ProviderSettings
from voicetill.settings.reading import ENDPOINT, Off, Perhaps, read


def _blank_is_now(value: object) -> object:
    return "now" if isinstance(value, str) and not value.strip() else value


class LiveSettings(ProviderSettings):
    """The route of the server.

    `capture` says when the money for what is sent is taken: at once, or on shipping where the company can do that.
    `pages_url` is the address of our pages, for cards and phones; without it a consent is given where the account
    is linked. `send_to_phone` says that the page is also sent to the customer's phone (Alexa for Apps): the
    interface must be switched on for the skill.
    """

    names: Names = Field(alias="SERVER_PROVIDERS")
    capture: Annotated[Literal["now", "on_shipping"], BeforeValidator(_blank_is_now)] = Field(
        alias="CAPTURE", default="now"
    )
    pages_url: Perhaps = Field(alias="WEB_BASE_URL", default=None)
    send_to_phone: Off = Field(alias="SEND_TO_PHONE", default=False)

    @field_validator("names")
    @classmethod
    def _names_one(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not names:
            raise ValueError("is missing, but PAYMENT_ROUTE is server: name who charges")
        return names

    @field_validator("pages_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        # Customers are sent there to agree to payments.
        if url is not None and not ENDPOINT.fullmatch(url):
            raise ValueError("must begin with https://, or with http:// and this machine's own 127.0.0.1")
        return url.rstrip("/") if url else None


def read_live(environment: Mapping[str, str]) -> LiveSettings:
    """Read the settings of the server's route; raises SettingsError naming every fault."""
    return read(LiveSettings, environment)
