"""The rules that the markets and the catalogue answer."""

import re
from collections.abc import Iterator

from scripts.alexa_rules import MANDATED_SENTENCES, VOICE_CODE_FROM, VOICE_CODE_WORDS
from scripts.certification.paperwork import leads_nowhere
from scripts.certification.review import holds
from scripts.certification.rules import Remark, Remarks, Weight
from scripts.certification.submission import DATA, MANIFEST, Submission
from scripts.documents import member, text, texts
from voicetill.domain.markets import Market
from voicetill.domain.products import Product

_EMAIL = re.compile(r"[^@\s]+@(?P<host>[^@\s]+)")
_FEWEST_DIGITS = 7


def sold_there(submission: Submission) -> Remarks:
    """Every published locale has a market that sells something, in a country that the skill is distributed to."""
    everywhere = member(submission.package.publishing, "isAvailableWorldwide") is True
    countries = texts(submission.package.publishing, "distributionCountries")
    for locale in submission.locales:
        market = submission.markets.for_locale(locale)
        if market is None:
            mend = f"name {locale} among a market's locales, or take its page out of the manifest"
            yield Remark(f"{DATA}/markets.toml", mend)
        elif not submission.offers_in(locale, market):
            yield Remark(f"{DATA}/catalogue.toml", f"offer something in {locale} that is not sold out")
        elif not everywhere and locale.partition("-")[2] not in countries:
            mend = f"add {locale.partition('-')[2]}: the skill has a page in {locale}"
            yield Remark(f"{MANIFEST}: distributionCountries", mend)


def reachable(submission: Submission) -> Remarks:
    """Every market names a phone number and an e-mail address of its own."""
    for market in submission.markets.markets.values():
        place = f"{DATA}/markets.toml: markets.{market.id}.contact"
        email = _EMAIL.fullmatch(market.contact.email)
        if sum(sign.isdigit() for sign in market.contact.phone) < _FEWEST_DIGITS:
            yield Remark(f"{place}.phone", "give a phone number that a customer can call")
        if email is None:
            yield Remark(f"{place}.email", "give an e-mail address that a customer can write to")
        elif leads_nowhere(email["host"]):
            yield Remark(f"{place}", "give your own: these are an example's", Weight.BEFORE_SUBMISSION)


def voice_code(submission: Submission) -> Remarks:
    """Where goods are dear, alone or on average, customers are told that a voice code can guard their orders.

    The mandated sentence stands on every page, so it is not enough here.
    """
    for locale in submission.locales:
        market, word = submission.markets.for_locale(locale), VOICE_CODE_WORDS.get(locale.partition("-")[0])
        dear = list(_dear(submission, locale, market)) if market else []
        if dear and not (word and _tells(submission, locale, word, dear)):
            limit = f"{VOICE_CODE_FROM[market.ledger_currency]} {market.ledger_currency}" if market else ""
            yield Remark(
                f"{DATA}/catalogue.toml: {', '.join(product.id for product in dear)} in {locale}",
                f"goods of {limit} or more need a voice code option: say in the description, besides the mandated "
                f'sentence, or in the product\'s details that a voice code ("{word}") can guard the order',
            )


def _dear(submission: Submission, locale: str, market: Market) -> Iterator[Product]:
    # Where the average reaches the limit, some product does.
    for product in submission.offers_in(locale, market):
        if product.prices[market.id].major >= VOICE_CODE_FROM[market.ledger_currency]:
            yield product


def _tells(submission: Submission, locale: str, word: str, dear: list[Product]) -> bool:
    page = dict(submission.package.pages)[locale]
    mandated = MANDATED_SENTENCES.get(locale.partition("-")[0], "")
    described = holds(text(page, "description").replace(mandated, ""), word)
    return described or all(holds(product.texts[locale].details, word) for product in dear)
