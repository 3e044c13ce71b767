"""How a payment ended while the customer was away stands before the welcome, in every locale."""

import pytest

from tests.builders import a_market, a_product
from voicetill.alexa.replies.shopping import REPLIES
from voicetill.alexa.replies.words import Words
from voicetill.alexa.speech import load_speech
from voicetill.domain.occurrences import Happening
from voicetill.services.outcomes import Welcomed
from voicetill.stores.markets import load_markets

PLACED = {
    "en-US": "Good news first: your last payment went through, and that order is placed.",
    "de-DE": "Zuerst die gute Nachricht: Ihre letzte Zahlung hat geklappt, und die Bestellung ist aufgegeben.",
}


def said(locale: str, meanwhile: Happening | None) -> str:
    kit = a_product()
    kit.texts.update({locale: kit.texts["en-US"]})  # type: ignore[attr-defined]
    outcome = Welcomed(a_market(), (kit,), returning=True, meanwhile=meanwhile)
    speech: str = REPLIES[Welcomed](outcome, Words(load_speech(locale))).speech
    return speech


@pytest.mark.parametrize("locale", load_markets().locales)
def test_the_news_come_first_and_the_welcome_follows(locale: str) -> None:
    welcome = said(locale, None)
    placed, failed = said(locale, Happening.ORDER_PLACED), said(locale, Happening.PAYMENT_FAILED)

    assert placed.endswith(f" {welcome}")
    assert failed.endswith(f" {welcome}")
    assert placed != failed
    assert placed.startswith(PLACED.get(locale, ""))
