"""What the function is told by its environment, read once at start and checked as a whole."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

# How each fault is said; pydantic's own words are for programmers.
_RULES = {
    "missing": "is missing",
    "string_too_short": "is missing",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_pattern_mismatch": "has characters that do not belong there",
}


# No more than the shape: whether somebody reads it there, only Amazon Pay knows.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_ENDPOINT = re.compile(
    r"(https://[A-Za-z0-9.-]+|http://127\.0\.0\.1)(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", re.ASCII
)


class SettingsError(Exception):
    """Raised at start when the environment cannot be used; `faults` names each variable and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def _blank_is_absent(value: object) -> object:
    """Deployment templates cannot leave a variable out, only blank."""
    return None if isinstance(value, str) and not value.strip() else value


def _true_or_false(value: object) -> object:
    """Take the two words that the deployment offers, and no other: on this hangs whether money is real."""
    word = value.strip().lower() if isinstance(value, str) else value
    return {"true": True, "false": False}.get(word, value) if isinstance(word, str) else word


Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[!-~]+$")]
Perhaps = Annotated[str | None, BeforeValidator(_blank_is_absent)]
Switch = Annotated[bool, Strict(), BeforeValidator(_true_or_false)]


class SkillSettings(BaseModel):
    """The environment of the skill's function.

    `sandbox_customer_email` is the test buyer of Amazon Pay's sandbox: needed there, forbidden in live (Setup
    API, sandboxCustomerEmailId). `buyer_api_endpoint` stands in for Amazon's hosts of the Buyer Address API in
    rehearsals; a deployment never sets it.
    """

    model_config = ConfigDict(frozen=True)

    skill_id: Told = Field(alias="SKILL_ID")
    seller_id: Told = Field(alias="SELLER_ID")
    sandbox_mode: Switch = Field(alias="SANDBOX_MODE")
    sandbox_customer_email: Perhaps = Field(alias="SANDBOX_CUSTOMER_EMAIL", default=None, validate_default=True)
    table_name: Told = Field(alias="TABLE_NAME")
    region: Perhaps = Field(alias="AWS_REGION", default=None)
    buyer_api_endpoint: Perhaps = Field(alias="BUYER_API_ENDPOINT", default=None)

    @field_validator("sandbox_customer_email")
    @classmethod
    def _fits_the_mode(cls, email: str | None, others: ValidationInfo) -> str | None:
        # Asked of the field and not of the whole, so that it is asked however faulty the other fields are.
        in_sandbox = others.data.get("sandbox_mode")
        if in_sandbox is True and email is None:
            raise ValueError("is missing, but SANDBOX_MODE is true: name the test buyer")
        if in_sandbox is False and email is not None:
            raise ValueError("must be blank, because SANDBOX_MODE is false: money is real")
        if email is not None and not _ADDRESS.fullmatch(email):
            raise ValueError("must be an e-mail address")
        return email

    @field_validator("buyer_api_endpoint")
    @classmethod
    def _keeps_secrets(cls, endpoint: str | None) -> str | None:
        # A customer's access token is sent there.
        if endpoint is not None and not _ENDPOINT.fullmatch(endpoint):
            raise ValueError("must begin with https://, or with http:// and this machine's own 127.0.0.1")
        return endpoint


def read_settings(environment: Mapping[str, str]) -> SkillSettings:
    """Read the skill's settings; raises SettingsError naming every fault."""
    try:
        return SkillSettings.model_validate(dict(environment))
    except ValidationError as error:
        raise SettingsError([_said(fault) for fault in error.errors()]) from None


def _variable(name: object) -> str:
    """Return a field's variable: pydantic names a default's fault by the field."""
    field = SkillSettings.model_fields.get(str(name))
    return field.alias if field and field.alias else str(name)


def _said(fault: Mapping[str, object]) -> str:
    place = ".".join(_variable(part) for part in fault["loc"]) if isinstance(fault["loc"], tuple) else ""
    words = str(fault["msg"]).removeprefix("Value error, ")
    rule = _RULES.get(str(fault["type"]), words)
    return f"{place}: {rule}" if place else rule
