"""Which country, currency and language go together on a merchant account, as data.

The words are Amazon Pay's (Setup API, countryOfEstablishment, ledgerCurrency, checkoutLanguage): the United
Kingdom is UK, and languages are written with an underscore.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voicetill.domain.markets import Market


@dataclass(frozen=True, slots=True)
class Region:
    """What a merchant account of some countries may ask for.

    `names_agreement_type` says whether a Setup from there tells who will start the charges: European law on
    strong customer authentication wants it, and Amazon Pay knows the field for no other merchant.
    """

    name: str
    countries: tuple[str, ...]
    currencies: tuple[str, ...]
    languages: tuple[str, ...]
    names_agreement_type: bool


LANGUAGES = ("de_DE", "en_GB", "en_US", "es_ES", "fr_FR", "it_IT", "ja_JP")
CURRENCIES = ("EUR", "GBP", "JPY", "USD")

REGIONS = (
    Region("North America", ("US",), ("USD",), ("en_US",), names_agreement_type=False),
    Region("the United Kingdom", ("UK",), ("GBP",), ("en_GB",), names_agreement_type=True),
    Region(
        "the euro area",
        ("AT", "BE", "CY", "DE", "ES", "FR", "IE", "IT", "LU", "NL", "PT"),
        ("EUR",),
        ("de_DE", "en_GB", "es_ES", "fr_FR", "it_IT"),
        names_agreement_type=True,
    ),
    # Their own currencies cannot be kept by Amazon Pay: Europe has the euro and the pound to choose from.
    Region("other Europe", ("CH", "DK", "HU", "SE"), ("EUR", "GBP"), LANGUAGES, names_agreement_type=True),
    Region("Japan", ("JP",), ("JPY",), ("ja_JP",), names_agreement_type=False),
)

REGION_OF = {country: region for region in REGIONS for country in region.countries}
COUNTRIES = tuple(sorted(REGION_OF))


def names_agreement_type(country: str) -> bool:
    """Whether a merchant established in a country says in Setup who starts the charges."""
    region = REGION_OF.get(country)
    return region is not None and region.names_agreement_type


def market_faults(market: Market) -> Iterator[str]:
    """Say what Amazon Pay would refuse of a market, so that a shop can stop at start and not at its first sale."""
    region = REGION_OF.get(market.country_of_establishment)
    if region is None:
        yield f"markets.{market.id}.country_of_establishment: must be one of {', '.join(COUNTRIES)} (UK, not GB)"
        return
    if market.ledger_currency.value not in region.currencies:
        limit = f"must be {' or '.join(region.currencies)} for a merchant in {region.name}"
        yield f"markets.{market.id}.ledger_currency: {limit}"
    for locale, language in market.checkout_languages.items():
        if language not in region.languages:
            limit = f"must be {' or '.join(region.languages)} for a merchant in {region.name}"
            yield f"markets.{market.id}.locales.{locale}: {limit}"
