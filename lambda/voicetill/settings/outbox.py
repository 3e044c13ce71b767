"""What the function of the outbox is told: which ways out there are."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from voicetill.settings.reading import ADDRESS, ENDPOINT, Perhaps, Switch, Told, read


def _blank_is_off(value: object) -> object:
    return "off" if isinstance(value, str) and not value.strip() else value


class OutboxSettings(BaseModel):
    """The environment of the outbox's function. A way out that is not named is switched off.

    `mail_sender` is the address that every mail comes from; SES must have verified it, or its domain.
    `mail_configuration_set` is one of SES, for whoever wants to hear of bounces. `notices` says to which stage of
    the skill Alexa's notices go; `notices_secret` names the secret with the skill's messaging credentials, JSON
    with `client_id` and `client_secret`. `alexa_endpoint` stands in for Alexa's hosts in rehearsals; a deployment
    never sets it.
    """

    model_config = ConfigDict(frozen=True)

    seller_id: Told = Field(alias="SELLER_ID")
    sandbox_mode: Switch = Field(alias="SANDBOX_MODE")
    table_name: Told = Field(alias="TABLE_NAME")
    region: Perhaps = Field(alias="AWS_REGION", default=None)
    stack_name: Perhaps = Field(alias="STACK_NAME", default=None)
    event_bus_name: Perhaps = Field(alias="EVENT_BUS_NAME", default=None)
    mail_sender: Perhaps = Field(alias="MAIL_SENDER", default=None)
    mail_configuration_set: Perhaps = Field(alias="MAIL_CONFIGURATION_SET", default=None)
    notices: Annotated[Literal["off", "development", "live"], BeforeValidator(_blank_is_off)] = Field(
        alias="NOTICES", default="off"
    )
    notices_secret: Perhaps = Field(alias="NOTICES_SECRET", default=None)
    alexa_endpoint: Perhaps = Field(alias="ALEXA_API_ENDPOINT", default=None)

    @field_validator("mail_sender")
    @classmethod
    def _is_an_address(cls, sender: str | None) -> str | None:
        if sender is not None and not (ADDRESS.fullmatch(sender) and sender.isascii()):
            raise ValueError("must be an e-mail address, and no more")
        return sender

    @field_validator("alexa_endpoint")
    @classmethod
    def _keeps_secrets(cls, endpoint: str | None) -> str | None:
        # Keys are sent there.
        if endpoint is not None and not ENDPOINT.fullmatch(endpoint):
            raise ValueError("must begin with https://, or with http:// and this machine's own 127.0.0.1")
        return endpoint

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.notices != "off" and not self.notices_secret:
            raise ValueError("NOTICES_SECRET: must be set, because NOTICES is on")
        return self


def read_outbox(environment: Mapping[str, str]) -> OutboxSettings:
    """Read the outbox's settings; raises SettingsError naming every fault."""
    return read(OutboxSettings, environment)
