"""What a door is told about the payment companies that the server charges with: names of secrets, never secrets.

The group is part of every door's settings that charges or hears from a provider. A provider that is listed needs
its own variables; one that is not may leave them blank.
"""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from voicetill.settings.reading import ENDPOINT, Perhaps, Switch

PPRO = "ppro"
AMAZON_PAY_V2 = "amazon_pay_v2"
KNOWN = (PPRO, AMAZON_PAY_V2)

# Which variables each provider cannot do without.
_NEEDS = {
    PPRO: ("ppro_merchant_id", "ppro_api_key_secret"),
    AMAZON_PAY_V2: (
        "amazon_pay_merchant_id",
        "amazon_pay_store_id",
        "amazon_pay_public_key_id",
        "amazon_pay_private_key_secret",
    ),
}


def _listed(value: object) -> object:
    """Read `ppro, amazon_pay_v2` as names in their order; a blank is an empty list."""
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class ProviderSettings(BaseModel):
    """The payment companies of the live route.

    `names` are tried in their order: the first that takes a market's currency is used there. Every `..._secret` is
    the name of a secret in AWS Secrets Manager. `share` is the part of an account's calls that one container of
    the door may make, where the account is limited and containers are many. `ppro_webhook_window` is
    how many seconds a webhook of PPRO's may be old. The endpoints stand in for their
    hosts in rehearsals; a deployment never sets them.
    """

    model_config = ConfigDict(frozen=True)

    sandbox_mode: Switch = Field(alias="SANDBOX_MODE")
    names: Names = Field(alias="SERVER_PROVIDERS", default=())
    ppro_merchant_id: Perhaps = Field(alias="PPRO_MERCHANT_ID", default=None)
    ppro_api_key_secret: Perhaps = Field(alias="PPRO_API_KEY_SECRET", default=None)
    ppro_webhook_secret: Perhaps = Field(alias="PPRO_WEBHOOK_SECRET", default=None)
    ppro_webhook_window: int = Field(alias="PPRO_WEBHOOK_WINDOW", default=300, gt=0)
    ppro_separate_captures: Switch = Field(alias="PPRO_SEPARATE_CAPTURES", default=False)
    ppro_webhooks_url: Perhaps = Field(alias="PPRO_WEBHOOKS_URL", default=None)
    ppro_endpoint: Perhaps = Field(alias="PPRO_ENDPOINT", default=None)
    amazon_pay_merchant_id: Perhaps = Field(alias="SELLER_ID", default=None)
    amazon_pay_store_id: Perhaps = Field(alias="AMAZON_PAY_STORE_ID", default=None)
    amazon_pay_public_key_id: Perhaps = Field(alias="AMAZON_PAY_PUBLIC_KEY_ID", default=None)
    amazon_pay_private_key_secret: Perhaps = Field(alias="AMAZON_PAY_PRIVATE_KEY_SECRET", default=None)
    amazon_pay_region: Perhaps = Field(alias="AMAZON_PAY_REGION", default="us")
    amazon_pay_currency: Perhaps = Field(alias="AMAZON_PAY_CURRENCY", default=None)
    amazon_pay_permission: str = Field(alias="AMAZON_PAY_PERMISSION", default="saved_wallet")
    amazon_pay_topic_arn: Perhaps = Field(alias="AMAZON_PAY_TOPIC_ARN", default=None)
    amazon_pay_endpoint: Perhaps = Field(alias="AMAZON_PAY_ENDPOINT", default=None)
    share: float = Field(alias="PROVIDER_SHARE", default=1.0)

    @field_validator("names")
    @classmethod
    def _are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in names if name not in KNOWN]
        if unknown:
            raise ValueError(f"has an unknown name: the providers are {', '.join(KNOWN)}")
        if len(set(names)) < len(names):
            raise ValueError("names a provider twice")
        return names

    @field_validator("ppro_endpoint", "amazon_pay_endpoint")
    @classmethod
    def _keeps_secrets(cls, endpoint: str | None) -> str | None:
        # Keys are sent there.
        if endpoint is not None and not ENDPOINT.fullmatch(endpoint):
            raise ValueError("must begin with https://, or with http:// and this machine's own 127.0.0.1")
        return endpoint

    @field_validator("amazon_pay_permission", mode="before")
    @classmethod
    def _is_a_permission(cls, permission: object) -> str:
        # Amazon has to switch Saved Wallet on for a merchant; recurring is what every merchant has.
        if permission not in (None, "", "saved_wallet", "recurring"):
            raise ValueError("must be saved_wallet or recurring")
        return str(permission or "saved_wallet")

    @field_validator("share")
    @classmethod
    def _is_a_share(cls, share: float) -> float:
        if not 0 < share <= 1:
            raise ValueError("must be above 0 and at most 1: this process's part of the calls that an account has")
        return share

    @field_validator("amazon_pay_currency")
    @classmethod
    def _is_a_currency(cls, currency: str | None) -> str | None:
        # The ledger currencies that the till knows; a region's own are checked where the gateway is opened.
        if currency not in (None, "EUR", "GBP", "JPY", "USD"):
            raise ValueError("must be EUR, GBP, JPY or USD: the account's ledger currency")
        return currency

    @field_validator("amazon_pay_region")
    @classmethod
    def _is_a_region(cls, region: str | None) -> str:
        # Amazon Pay API v2, Base URLs.
        regions = ("us", "na", "eu", "de", "uk", "jp")
        if region not in regions:
            raise ValueError(f"must be one of {', '.join(regions)}")
        return region

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        fields = type(self).model_fields
        missing = [
            str(fields[field].alias) for name in self.names for field in _NEEDS[name] if not getattr(self, field)
        ]
        if missing:
            raise ValueError(f"{', '.join(missing)}: must be set, because SERVER_PROVIDERS names who needs it")
        return self
