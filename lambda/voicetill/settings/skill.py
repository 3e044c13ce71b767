"""What the skill's function is told by its environment."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from voicetill.settings.reading import ADDRESS, ENDPOINT, Perhaps, Switch, Told, read


class SkillSettings(BaseModel):
    """The environment of the skill's function.

    `sandbox_customer_email` is the test buyer of Amazon Pay's sandbox: needed there, forbidden in live (Setup
    API, sandboxCustomerEmailId). `buyer_api_endpoint` stands in for Amazon's hosts of the Buyer Address API in
    rehearsals, `alexa_api_endpoint` for those of Alexa's own services; a deployment never sets them.

    `payment_route` says who asks for money: the voice through Amazon Pay (`alexa`), or the server (`server`).
    `renew_alexa_agreements` says that agreements which Alexa's Setup opened are charged again by the server, so
    that subscriptions can be sold on them: whether Amazon Pay allows that is not established, hence off.

    `sales_switch` names the parameter of Systems Manager that says whether the shop sells; without one it does.
    `stack_name` names the deployment under whose name metrics are printed; without one there are none.
    """

    model_config = ConfigDict(frozen=True)

    skill_id: Told = Field(alias="SKILL_ID")
    seller_id: Told = Field(alias="SELLER_ID")
    sandbox_mode: Switch = Field(alias="SANDBOX_MODE")
    sandbox_customer_email: Perhaps = Field(alias="SANDBOX_CUSTOMER_EMAIL", default=None, validate_default=True)
    table_name: Told = Field(alias="TABLE_NAME")
    region: Perhaps = Field(alias="AWS_REGION", default=None)
    buyer_api_endpoint: Perhaps = Field(alias="BUYER_API_ENDPOINT", default=None)
    alexa_api_endpoint: Perhaps = Field(alias="ALEXA_API_ENDPOINT", default=None)
    payment_route: Literal["alexa", "server"] = Field(alias="PAYMENT_ROUTE", default="alexa")
    renew_alexa_agreements: Switch = Field(alias="RENEW_ALEXA_AGREEMENTS", default=False)
    stack_name: Perhaps = Field(alias="STACK_NAME", default=None)
    sales_switch: Perhaps = Field(alias="SALES_SWITCH_PARAMETER", default=None)

    @property
    def renews(self) -> bool:
        """Whether what is agreed to on this route can be charged again, with the customer away."""
        return self.payment_route == "server" or self.renew_alexa_agreements

    @field_validator("payment_route", "renew_alexa_agreements", mode="before")
    @classmethod
    def _blank_is_the_default(cls, value: object, field: ValidationInfo) -> object:
        blank = isinstance(value, str) and not value.strip()
        return cls.model_fields[str(field.field_name)].default if blank else value

    @field_validator("sandbox_customer_email")
    @classmethod
    def _fits_the_mode(cls, email: str | None, others: ValidationInfo) -> str | None:
        # Asked of the field and not of the whole, so that it is asked however faulty the other fields are.
        in_sandbox = others.data.get("sandbox_mode")
        if in_sandbox is True and email is None:
            raise ValueError("is missing, but SANDBOX_MODE is true: name the test buyer")
        if in_sandbox is False and email is not None:
            raise ValueError("must be blank, because SANDBOX_MODE is false: money is real")
        if email is not None and not ADDRESS.fullmatch(email):
            raise ValueError("must be an e-mail address")
        return email

    @field_validator("buyer_api_endpoint", "alexa_api_endpoint")
    @classmethod
    def _keeps_secrets(cls, endpoint: str | None) -> str | None:
        # A customer's access token is sent there.
        if endpoint is not None and not ENDPOINT.fullmatch(endpoint):
            raise ValueError("must begin with https://, or with http:// and this machine's own 127.0.0.1")
        return endpoint


def read_settings(environment: Mapping[str, str]) -> SkillSettings:
    """Read the skill's settings; raises SettingsError naming every fault."""
    return read(SkillSettings, environment)
