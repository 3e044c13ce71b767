"""Whatever is filled in, what is spoken stays speech: valid, short, and in words for people."""

import re
from statistics import median
from xml.parsers import expat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.alexa.envelopes import a_product_slot, a_slot, an_authority
from tests.alexa.purchases import buys_a_starter_kit, wants
from tests.alexa.tills import Customer, a_till
from voicetill.alexa.sentences import SENTENCES, is_ssml
from voicetill.alexa.speech import load_speech, plain, safe
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.payments import Refusal
from voicetill.stores.files import shipped

FILE = "speech/en-US.toml"

NASTY = (
    "Tom & Jerry's <b>Street</b>",
    'say "as-written"',
    "</speak><audio src='https://nonicks.example/'/>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "]]>&#0;&nbsp;",
    "a\x00b\x07c\x1b[31m\ufffe\uffff",
    "\u202estreet\u202c \u200fمثال\u200e",
    "Straße 🏠👩‍👩‍👧 東京",
    "12\u00a034\u2028Main\tStreet\r\n",
    "\ud800 alone",
)
"""Texts that would break a response if they were put into it as they are."""

# Words of ours, of Amazon Pay's and of programmers that no customer should ever hear.
DEVELOPER_WORDS = re.compile(
    r"[A-Z][a-z]+[A-Z]|_|\b(error|exception|invalid|null|none|token|session|intent|slot|handler|lambda|database|"
    r"payload|timeout|sandbox|status|code|server|agreement id|retry)\b|[{}<>\[\]|]|\b[45]\d\d\b",
)


def sentences_of(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!:;]) ", text) if sentence]


def heard(ssml: str) -> str:
    """What is left of a sentence for the ear: without the marks that steer the voice."""
    return re.sub(r"</?say-as[^>]*>", "", ssml)


def is_valid(ssml: str) -> bool:
    expat.ParserCreate().Parse(ssml, True)
    return len(ssml) <= 8000


@pytest.mark.parametrize("nasty", NASTY)
def test_what_was_heard_cannot_break_the_response(customer: Customer, nasty: str) -> None:
    turn = wants(customer, a_slot(nasty, an_authority(code="ER_SUCCESS_NO_MATCH")))

    assert is_valid(turn.response["outputSpeech"]["ssml"])
    assert is_valid(turn.response["reprompt"]["outputSpeech"]["ssml"])
    assert "<audio" not in turn.response["outputSpeech"]["ssml"]


@pytest.mark.parametrize("nasty", NASTY[:-1])
def test_an_address_cannot_break_the_response_or_the_card(customer: Customer, nasty: str) -> None:
    address = {"name": nasty, "addressLine2": nasty, "city": nasty, "stateOrRegion": nasty, "countryCode": "US"}

    told = customer.sets_up(buys_a_starter_kit(customer), destination=address)
    placed = customer.pays(customer.says("AMAZON.YesIntent"))

    assert is_valid(told.response["outputSpeech"]["ssml"])
    assert placed.card["text"].count("\n") == 6
    assert all(line.isprintable() for line in placed.card["text"].split("\n"))


@pytest.mark.parametrize("nasty", ['Salt & "Pepper" <b>', "Müller’s 🪒", "\u202eevil"])
def test_a_product_s_name_cannot_break_the_response(nasty: str) -> None:
    quoted = "'''" + nasty + "'''"
    names = shipped("catalogue.toml")
    for name in ("starter kit", "a starter kit", "Starter Kit"):
        names = names.replace(f'= "{name}"', f"= {quoted}")
    customer = Customer(a_till(files={"catalogue.toml": names}))

    turns = [customer.opens(), customer.says("ProductDetailsIntent", product=a_product_slot("starter_kit"))]
    turns.append(customer.sets_up(buys_a_starter_kit(customer)))
    turns.append(customer.pays(customer.says("AMAZON.YesIntent")))

    assert all(is_valid(turn.response["outputSpeech"]["ssml"]) for turn in turns)


def test_the_seller_s_name_is_made_safe_for_speech_and_left_as_it_is_on_the_card() -> None:
    markets = shipped("markets.toml").replace('seller = "No Nicks"', 'seller = "Nick & Sons"')
    customer = Customer(a_till(files={"markets.toml": markets}))

    told = customer.sets_up(buys_a_starter_kit(customer))
    card = customer.pays(customer.says("AMAZON.YesIntent")).card

    assert "sold by Nick &amp; Sons." in told.response["outputSpeech"]["ssml"]
    assert card["title"] == "Nick & Sons order confirmation"


def test_a_card_is_never_longer_than_alexa_takes() -> None:
    markets = shipped("markets.toml").replace('phone = "+1 555 010 0199"', f'phone = "{"5" * 9000}"')
    customer = Customer(a_till(files={"markets.toml": markets}))

    customer.sets_up(buys_a_starter_kit(customer))
    card = customer.pays(customer.says("AMAZON.YesIntent")).card

    assert len(card["title"]) + len(card["text"]) == 8000


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_made_safe_is_ssml(text: str) -> None:
    made_safe = safe(text)

    assert is_ssml(made_safe)
    assert made_safe.isprintable()


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=50))
def test_what_can_be_read_is_left_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_any_kind_of_space_stays_one() -> None:
    assert plain("12\u00a034\tMain\nStreet") == "12 34 Main Street"


@pytest.mark.parametrize("name", sorted(name for name in SENTENCES if name.startswith("say.")))
def test_each_sentence_is_for_people_and_short_enough_to_follow(name: str) -> None:
    said = load_speech("en-US").say(name.removeprefix("say."), **dict.fromkeys(SENTENCES[name], "words"))

    assert not DEVELOPER_WORDS.search(heard(said))
    assert all(len(sentence.split()) <= 45 for sentence in sentences_of(said))
    assert is_valid(f"<speak>{said}</speak>")


def test_half_of_what_is_said_takes_no_more_than_thirty_words() -> None:
    speech = load_speech("en-US")
    filled = {"offers": "a starter kit, a refill pack, and a barber voucher", "items": "one starter kit"}

    lengths = [
        len(speech.say(name.removeprefix("say."), **{it: filled.get(it, "one word") for it in fields}).split())
        for name, fields in SENTENCES.items()
        if name.startswith("say.")
    ]

    assert median(lengths) <= 30
    assert max(lengths) <= 45


@pytest.mark.parametrize("refusal", [it for it in Refusal if it not in (Refusal.ITEMS_GONE, Refusal.CANNOT_RENEW)])
def test_every_refusal_says_what_became_of_order_and_cart(refusal: Refusal) -> None:
    said = load_speech("en-US").say(f"refused.{refusal.value}")

    assert "cart is saved" in said
    assert "placed" in said or "ordered" in said or "your order" in said or "switched off" in said


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('goodbye = "Goodbye."', "", "say.goodbye: is missing"),
        ('goodbye = "Goodbye."', 'goodbye = " "', "say.goodbye: is missing"),
        ('goodbye = "Goodbye."', "goodbye = 5", "say.goodbye: is missing"),
        ('goodbye = "Goodbye."', 'goodbye = "Bye, {name}."', "say.goodbye: cannot fill in {name}"),
        ('goodbye = "Goodbye."', 'goodbye = "Bye {}"', "say.goodbye: cannot be filled in"),
        ('goodbye = "Goodbye."', 'goodbye = "Bye }"', "say.goodbye: cannot be filled in"),
        ('goodbye = "Goodbye."', 'goodbye = "Bye & bye"', "say.goodbye: is not SSML that Alexa knows"),
        ('goodbye = "Goodbye."', 'goodbye = "<b>Bye</b>"', "say.goodbye: is not SSML that Alexa knows"),
        ('goodbye = "Goodbye."', "goodbye = \"<audio src='x'/>\"", "say.goodbye: is not SSML that Alexa knows"),
        ('goodbye = "Goodbye."', 'goodbye = "<b>Bye"', "say.goodbye: is not SSML that Alexa knows"),
        ('goodbye = "Goodbye."', 'goodbye = "Bye"\nhallo = "Hi"', "say.hallo: is not known here"),
        ('\nplaced = "', '\nplaced = "{total:>9999} ', "say.placed: cannot fill in {total:>9999}"),
        ("[count]", "[other]", "count.one: is missing"),
        ('said = "words"', 'said = "aloud"', "numbers.said: must be words or figures"),
        ('days = "ordinal"', "days = 1", "numbers.days: must be one of ordinal, cardinal, figures"),
        ("[count]", 'before_nouns = ["one"]\n[count]', "numbers.before_nouns: must be a list of pairs"),
        ("[count]", "first_day = 1\n[count]", "numbers.first_day: must be a text"),
        ("[count]", 'other = "x"\n[count]', "numbers.other: is not known here"),
        ('one = "one dollar"', 'ones = "one dollar"', "money.USD.one: is missing"),
        ("{whole} and {part}", "{whole} and {cents}", "money.USD.with_part: cannot fill in {cents}"),
        ("[money.USD]", "[money.CHF]", "money: must say amounts of one currency at least"),
        ("[count]", "count = 3\n[x]", "count.one: is missing"),
        ("[count]", "[count", "is not TOML"),
    ],
)
def test_a_sentence_that_cannot_be_spoken_is_found_before_the_start(old: str, new: str, fault: str) -> None:
    text = shipped(FILE)
    assert old in text

    with pytest.raises(FaultyDataError) as refused:
        load_speech("en-US", text.replace(old, new, 1))

    assert any(found.startswith(FILE) and fault in found for found in refused.value.faults)


def test_a_locale_without_a_file_is_named() -> None:
    with pytest.raises(FaultyDataError, match=r"speech/xx-XX.toml: is missing"):
        load_speech("xx-XX")
