"""What the two functions of renewals are told: the one that finds what is due, and the one that charges it."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from voicetill.settings.providers import AMAZON_PAY_V2, ProviderSettings
from voicetill.settings.reading import Off, Perhaps, Switch, Told, read


def _blank_is_usual(value: object) -> object:
    return _USUAL_RUN if isinstance(value, str) and not value.strip() else value


def _listed_days(value: object) -> object:
    """Read `1, 3, 5, 7`; a blank is the usual calendar, and `none` is never."""
    if not isinstance(value, str):
        return value
    words = [word.strip() for word in value.split(",") if word.strip()]
    if [word.lower() for word in words] == ["none"]:
        return ()
    if not all(word.isascii() and word.isdecimal() for word in words):
        raise ValueError("must be days that grow, like 1,3,5,7, or none")
    return tuple(int(word) for word in words) or _USUAL_DAYS


_USUAL_DAYS = (1, 3, 5, 7)
_USUAL_RUN = 10_000
_LAST_DAY = 60

Days = Annotated[tuple[int, ...], BeforeValidator(_listed_days)]


class RenewalsSettings(BaseModel):
    """The environment of the function that finds what is due and hands it out.

    `most` is how many subscriptions one run hands out at most. `sales_switch` names the parameter of Systems
    Manager that says whether the shop sells; without one it does. `stack_name` names the deployment under whose
    name metrics are printed; without one there are none.
    """

    model_config = ConfigDict(frozen=True)

    seller_id: Told = Field(alias="SELLER_ID")
    sandbox_mode: Switch = Field(alias="SANDBOX_MODE")
    table_name: Told = Field(alias="TABLE_NAME")
    queue_url: Told = Field(alias="RENEWALS_QUEUE_URL")
    region: Perhaps = Field(alias="AWS_REGION", default=None)
    stack_name: Perhaps = Field(alias="STACK_NAME", default=None)
    sales_switch: Perhaps = Field(alias="SALES_SWITCH_PARAMETER", default=None)
    most: Annotated[int, BeforeValidator(_blank_is_usual), Field(ge=16, le=100_000)] = Field(
        alias="RENEWALS_A_RUN", default=_USUAL_RUN
    )


class RenewalWorkerSettings(ProviderSettings):
    """The environment of the function that charges what is due, with the payment companies'.

    `retry_days` are the days after the due day on which a declined period is tried again. `charge_missed` says
    that periods whose day went by while nobody was running are charged, too. `renew_alexa_agreements` says that
    agreements which Alexa's Setup opened are charged through Amazon Pay's own API: whether Amazon Pay allows that
    is not established. `sales_switch` and `stack_name` are as above.
    """

    seller_id: Told = Field(alias="SELLER_ID")
    table_name: Told = Field(alias="TABLE_NAME")
    region: Perhaps = Field(alias="AWS_REGION", default=None)
    stack_name: Perhaps = Field(alias="STACK_NAME", default=None)
    sales_switch: Perhaps = Field(alias="SALES_SWITCH_PARAMETER", default=None)
    retry_days: Days = Field(alias="RENEWAL_RETRY_DAYS", default=_USUAL_DAYS)
    charge_missed: Off = Field(alias="CHARGE_MISSED_PERIODS", default=False)
    renew_alexa_agreements: Off = Field(alias="RENEW_ALEXA_AGREEMENTS", default=False)

    @field_validator("retry_days")
    @classmethod
    def _grow(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        pairs = zip((0, *days), days, strict=False)
        if any(later <= earlier for earlier, later in pairs) or any(day > _LAST_DAY for day in days):
            raise ValueError(f"must be days that grow, like 1,3,5,7, up to {_LAST_DAY}, or none")
        return days

    @model_validator(mode="after")
    def _has_who_renews(self) -> Self:
        if self.renew_alexa_agreements and AMAZON_PAY_V2 not in self.names:
            raise ValueError(
                f"RENEW_ALEXA_AGREEMENTS: is true, but nobody can charge them: name {AMAZON_PAY_V2} in"
                " SERVER_PROVIDERS"
            )
        return self

    @property
    def alexa_through(self) -> str:
        """Who charges the agreements that Alexa's Setup opened; blank: nobody."""
        return AMAZON_PAY_V2 if self.renew_alexa_agreements else ""


def read_renewals(environment: Mapping[str, str]) -> RenewalsSettings:
    """Read the settings of who finds what is due; raises SettingsError naming every fault."""
    return read(RenewalsSettings, environment)


def read_renewal_worker(environment: Mapping[str, str]) -> RenewalWorkerSettings:
    """Read the settings of who charges it; raises SettingsError naming every fault."""
    return read(RenewalWorkerSettings, environment)
