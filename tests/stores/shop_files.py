"""The shop's files as text, so that a test can plant one fault in a file that is right otherwise."""

from voicetill.domain.errors import FaultyDataError
from voicetill.stores.catalogue import CatalogueFile, load_catalogue
from voicetill.stores.markets import MarketFile, load_markets

MARKETS = """
[markets.US]
seller = "No Nicks"
country_of_establishment = "US"
ledger_currency = "USD"
donations = false
time_zone = "America/Los_Angeles"
receipt_billing_address = false

[markets.US.locales]
en-US = "en_US"

[markets.US.delivery]
flat = "2.50"
free_from = "9.00"
countries = ["US"]

[markets.US.tax]
rate = "0"

[markets.US.tax.regions]
CA = "0.0725"

[markets.US.contact]
phone = "+1 555 010 0199"
email = "help@nonicks.example"

[markets.US.logo]
small = "https://nonicks.example/720.png"
large = "https://nonicks.example/1200.png"
"""

CATALOGUE = """
[products.starter_kit]
kind = "goods"
offered = true
sold_out = false
max_quantity = 5

[products.starter_kit.price]
US = "9.00"

[products.starter_kit.text.en-US]
title = "Starter Kit"
one = "starter kit"
other = "starter kits"
a = "a starter kit"
details = "What one needs to begin."
synonyms = ["kit"]
"""

SUBSCRIPTION = """
[products.refill_subscription]
kind = "subscription"
offered = false
sold_out = false
max_quantity = 1

[products.refill_subscription.price]
US = "5.00"

[products.refill_subscription.plan]
period_months = 1
trial_days = 30

[products.refill_subscription.text.en-US]
title = "Refill Subscription"
one = "refill subscription"
other = "refill subscriptions"
a = "a refill subscription"
details = "Blades each month."
synonyms = []
"""


def changed(text: str, old: str, new: str) -> str:
    """Return the text with one thing changed; a thing that is not there would be no test."""
    assert old in text, old
    return text.replace(old, new, 1)


def another_market(market_id: str, *changes: tuple[str, str]) -> str:
    """Return a second market's tables, changed from the first one's."""
    text = MARKETS.replace("markets.US", f"markets.{market_id}")
    for old, new in changes:
        text = changed(text, old, new)
    return text


def markets(text: str = MARKETS) -> MarketFile:
    return load_markets(text)


def catalogue(text: str = CATALOGUE, *, of: str = MARKETS) -> CatalogueFile:
    return load_catalogue(load_markets(of).markets, text)


def market_faults(text: str) -> tuple[str, ...]:
    """Return the faults of a markets file; none if it loads."""
    try:
        markets(text)
    except FaultyDataError as error:
        return error.faults
    return ()


def catalogue_faults(text: str, *, of: str = MARKETS) -> tuple[str, ...]:
    """Return the faults of a catalogue; none if it loads."""
    try:
        catalogue(text, of=of)
    except FaultyDataError as error:
        return error.faults
    return ()
