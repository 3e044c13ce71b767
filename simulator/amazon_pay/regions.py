"""Where Amazon Pay was offered: which country goes with which currency, language and number of decimals.

From the region table of the "Amazon Pay APIs for Alexa" reference. It writes UK, not GB.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

EUROPEAN_LANGUAGES = frozenset({"de_DE", "en_GB", "es_ES", "fr_FR", "it_IT"})
LANGUAGES = EUROPEAN_LANGUAGES | {"en_US", "ja_JP"}


@dataclass(frozen=True)
class Region:
    """Countries that share their rules; `digits` stands in every id that Amazon Pay makes there."""

    digits: str
    countries: frozenset[str]
    currencies: frozenset[str]
    languages: frozenset[str]
    tells_billing_address: bool = True
    takes_agreement_type: bool = False
    """Whether `billingAgreementType` may be sent: strong customer authentication is European."""


REGIONS = (
    Region("01", frozenset({"US"}), frozenset({"USD"}), frozenset({"en_US"})),
    Region("02", frozenset({"UK"}), frozenset({"GBP"}), frozenset({"en_GB"}), takes_agreement_type=True),
    Region(
        "02",
        frozenset({"AT", "BE", "CY", "DE", "ES", "FR", "IE", "IT", "LU", "NL", "PT"}),
        frozenset({"EUR"}),
        EUROPEAN_LANGUAGES,
        takes_agreement_type=True,
    ),
    Region(
        "02",
        frozenset({"CH", "DK", "HU", "SE"}),
        frozenset({"EUR", "GBP"}),
        LANGUAGES,
        takes_agreement_type=True,
    ),
    Region("03", frozenset({"JP"}), frozenset({"JPY"}), frozenset({"ja_JP"}), tells_billing_address=False),
)

USUAL_COUNTRIES: Mapping[str, str] = {"01": "US", "02": "DE", "03": "JP"}
"""Where buyers of a region live, by its digits, if nothing else is known of them."""

BY_COUNTRY: Mapping[str, Region] = {country: region for region in REGIONS for country in region.countries}

DECIMALS: Mapping[str, int] = {"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0}
"""How many decimals an amount may have when it is asked for; answers always have two."""

LARGEST: Mapping[str, Decimal] = {
    "USD": Decimal(150_000),
    "EUR": Decimal(150_000),
    "GBP": Decimal(150_000),
    "JPY": Decimal(10_000_000),
}
