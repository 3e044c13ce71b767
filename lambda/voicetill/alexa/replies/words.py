"""How things are named in one locale: products, lines and offers, in the sentences that several replies share."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import unescape
from zoneinfo import ZoneInfo

from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.session import CHECK_OUT
from voicetill.alexa.speech import Speech
from voicetill.domain.markets import Market
from voicetill.domain.occurrences import Happening
from voicetill.domain.products import Product

_MARK = re.compile(r"<[^>]*>")
_MEANWHILE: Mapping[Happening | None, str] = {
    Happening.ORDER_PLACED: "meanwhile_placed",
    Happening.PAYMENT_FAILED: "meanwhile_failed",
}


class Words:
    """The words of one locale, for the replies."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.say = speech.say

    def a(self, product: Product) -> str:
        """Name a product with its article; in any language it has, where it was never named in this one."""
        texts = product.texts
        return (texts.get(self.speech.locale) or next(iter(texts.values()))).a

    def names(self, products: Sequence[Product]) -> str:
        """Name products: a starter kit, a refill pack, and a barber voucher."""
        return self.speech.all_of([self.a(product) for product in products])

    def simple(self, name: str, **values: str) -> Reply:
        """Return a reply that only says one sentence and waits, without asking yes or no."""
        sentence = self.say(name, **values)
        return Reply(sentence, reprompt=sentence)

    def last(self, name: str, **values: str) -> Reply:
        """Return a reply that only says one sentence and ends the session."""
        return Reply(self.say(name, **values))

    def choose(self, name: str, offers: Sequence[Product], **values: str) -> Reply:
        """Return a reply that names products and asks for one of them."""
        said = self.say(name, offers=self.names(offers), **values)
        return Reply(said, reprompt=self.example(offers[0]))

    def example(self, product: Product) -> str:
        """Tell how to buy a product."""
        return self.say("reprompt_choose", example=self.a(product))

    def check_out(self, name: str, **values: str) -> Reply:
        """Return a reply that ends with the question whether to check out."""
        said = self.say(name, **values)
        return Reply(said, reprompt=self.say("reprompt_check_out"), asked=CHECK_OUT)

    def gone(self, names: Sequence[str]) -> str:
        """Say what became unavailable, if anything did; another sentence follows."""
        return self.say("cart_gone", gone=self.speech.all_of(names)) + " " if names else ""

    def meanwhile(self, news: Happening | None) -> str:
        """Say how a payment ended that the customer may not have heard of; another sentence follows."""
        name = _MEANWHILE.get(news)
        return f"{self.say(name)} " if name else ""

    @staticmethod
    def heard(said: str) -> str:
        """Return the bare words of a sentence that is spoken, as they may be read."""
        return unescape(_MARK.sub("", said))

    def day(self, at: datetime, market: Market, *, now: datetime) -> str:
        """Say a day as it is where the market is."""
        return self.speech.day(local_day(at, market), today=local_day(now, market))


def local_day(at: datetime, market: Market) -> date:
    """Return the day that a moment belongs to where the market is."""
    return at.astimezone(ZoneInfo(market.time_zone)).date()
