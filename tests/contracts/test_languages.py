"""Each language's own words: names, calls and samples that Alexa understands pass, and the others are found."""

from typing import Any

import pytest

from scripts.example_phrases import Call, read_calls, readings
from scripts.languages.language import Language, find_language
from scripts.utterances import Listener
from scripts.wording_checks import CHECKS, invocation_name
from tests import tools

Json = dict[str, Any]

CODES = sorted(file.stem for file in (tools.ROOT / "scripts/languages").glob("*.toml"))
NAMES = {"ja": "ノーニックス"}


def a_language(code: str) -> Language:
    language = find_language(code)
    assert language
    return language


def a_model(*, name: str = "no nicks", **samples: list[str]) -> Json:
    """A model with these samples; each of its intents knows a product, a quantity and an order."""
    values = [
        {"id": "kit", "name": {"value": "Starterset", "synonyms": ["Startersets"]}},
        {"id": "voucher", "name": {"value": "abonnement", "synonyms": ["Gutschein", "スターターキット"]}},
    ]
    slots = [
        {"name": "product", "type": "PRODUCT"},
        {"name": "quantity", "type": "AMAZON.NUMBER"},
        {"name": "order", "type": "AMAZON.FOUR_DIGIT_NUMBER"},
    ]
    intents = [{"name": intent, "slots": slots, "samples": said} for intent, said in samples.items()]
    language = {"invocationName": name, "intents": intents, "types": [{"name": "PRODUCT", "values": values}]}
    return {"interactionModel": {"languageModel": language}}


def faults_of(model: Json, code: str) -> list[str]:
    return [rule for check in CHECKS for _, rule, _ in check(model, a_language(code))]


def test_there_are_words_for_every_language_of_the_shop() -> None:
    shop = {"de", "en", "es", "fr", "it", "ja"}

    missing = shop - set(CODES)

    assert not missing


@pytest.mark.parametrize("code", CODES)
def test_built_in_intents_own_words_in_every_language(code: str) -> None:
    english, language = a_language("en"), a_language(code)

    owners = [language.spelling(words) for own in language.built_ins.values() for words in own]

    assert set(language.built_ins) == set(english.built_ins)
    assert len(owners) == len(set(owners))
    assert all(language.built_ins.values())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "no nicks"),
        ("de", "kein kratzer"),
        ("fr", "sans coupure"),
        ("fr", "l'atelier du rasoir"),
        ("it", "niente tagli"),
        ("es", "sin un corte"),
        ("ja", "ノーニックス"),
        ("ja", "剃刀の店"),
    ],
)
def test_a_good_invocation_name_passes(code: str, name: str) -> None:
    model = a_model(name=name)

    found = list(invocation_name(model, a_language(code)))

    assert not found


@pytest.mark.parametrize(
    ("code", "name", "word"),
    [
        ("en", "open nicks", "open"),
        ("de", "öffne die klinge", "öffne"),
        ("de", "rasieren mit freude", "mit"),
        ("de", "frage die klinge", "frage"),
        ("fr", "ouvre ton rasoir", "ouvre"),
        ("fr", "rasoir pour homme", "pour"),
        ("fr", "rasoir de l'ordinateur ordinateur", "ordinateur"),
        ("it", "apri il rasoio", "apri"),
        ("it", "rasoio per uomo", "per"),
        ("es", "abre tu navaja", "abre"),
        ("es", "navajas para todos", "para"),
        ("es", "aplicación navaja", "aplicación"),
        ("ja", "ノーニックスを開いて", "開いて"),
        ("ja", "ノーニックススキル", "スキル"),
        ("ja", "アレクサの剃刀", "アレクサ"),
        ("ja", "剃刀 の 店", "の"),
    ],
)
def test_a_word_that_calls_a_skill_is_found_in_its_name(code: str, name: str, word: str) -> None:
    model = a_model(name=name)

    mends = [mend for _, _, mend in invocation_name(model, a_language(code))]

    assert any(mend.startswith(f"take out {word!r}") for mend in mends)


@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "the nicks"), ("de", "die klinge"), ("fr", "le rasoir"), ("it", "il rasoio"), ("es", "la navaja")],
)
def test_an_article_is_found_in_a_name_of_two_words(code: str, name: str) -> None:
    model = a_model(name=name)

    mends = [mend for _, _, mend in invocation_name(model, a_language(code))]

    assert mends == ["a name of two words has no article or preposition in it: add a word"]


def test_a_word_is_looked_for_whole_where_words_are_parted() -> None:
    model = a_model(name="frageria amazonas")

    found = list(invocation_name(model, a_language("de")))

    assert not found


CALLS = [
    ("en", "Alexa, open No Nicks", ""),
    ("en", "Alexa open no nicks", ""),
    ("en", "Alexa, talk to No Nicks!", ""),
    ("en", "Alexa, ask No Nicks for a starter kit", "for a starter kit"),
    ("en", "Alexa, ask No Nicks, what do you sell?", "what do you sell"),
    ("en", "Alexa, open No Nicks and buy a kit", "buy a kit"),
    ("de", "Alexa, öffne No Nicks", ""),
    ("de", "Alexa, sprich mit No Nicks", ""),
    ("de", "Alexa, rufe No Nicks auf", ""),
    ("de", "Alexa, frage No Nicks nach einem Starterset", "nach einem starterset"),
    ("de", "Alexa, frag No Nicks, was es gibt.", "was es gibt"),
    ("fr", "Alexa, ouvre No Nicks", ""),
    ("fr", "Alexa, demande à No Nicks d’acheter un kit", "d'acheter un kit"),
    ("fr", "Alexa, lance No Nicks et passe à la caisse", "passe à la caisse"),
    ("it", "Alexa, apri No Nicks", ""),
    ("it", "Alexa, chiedi a No Nicks un kit", "un kit"),
    ("it", "Alexa, di’ a No Nicks che voglio un kit", "che voglio un kit"),
    ("es", "Alexa, abre No Nicks", ""),
    ("es", "Alexa, pídele a No Nicks un kit", "un kit"),
    ("es", "Alexa, pregunta a No Nicks ¿qué vendes?", "qué vendes"),
    ("ja", "アレクサ、ノーニックスを開いて", ""),
    ("ja", "アレクサ、 ノーニックス を起動して。", ""),
    ("ja", "アレクサ、ノーニックスでスターターキットを買って", "スターターキットを買って"),
    ("ja", "アレクサ、ノーニックスに何があるか聞いて", "何がある"),
    ("ja", "アレクサ、ノーニックスを開いてヘルプ", "ヘルプ"),
]


@pytest.mark.parametrize(("code", "phrase", "request_"), CALLS)
def test_a_phrase_is_taken_apart_as_alexa_does(code: str, phrase: str, request_: str) -> None:
    name = NAMES.get(code, "no nicks")

    calls = list(read_calls(phrase, name, a_language(code)))

    assert Call(request_) in calls


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        ("en", "Alexa, sing No Nicks"),
        ("en", "Alexa, open No Nicks for a starter kit"),
        ("en", "Alexa, ask No Nicks"),
        ("en", "No Nicks"),
        ("en", "Alexa, öffne No Nicks"),
        ("de", "Alexa, open No Nicks"),
        ("de", "Öffne No Nicks"),
        ("de", "Alexa, öffne Nicks"),
        ("fr", "Alexa, demande No Nicks un kit"),
        ("it", "Alexa, apri Nicks"),
        ("es", "Alexa, abre a Nicks"),
        ("ja", "アレクサ、ニックスを開いて"),
        ("ja", "ノーニックスを開いて"),
        ("ja", "Alexa, open ノーニックス"),
    ],
)
def test_other_phrases_call_nobody(code: str, phrase: str) -> None:
    name = NAMES.get(code, "no nicks")

    calls = list(read_calls(phrase, name, a_language(code)))

    assert not calls


@pytest.mark.parametrize(
    ("code", "request_", "without"),
    [
        ("en", "for a kit", "a kit"),
        ("de", "nach einem starterset", "einem starterset"),
        ("fr", "d'acheter un kit", "acheter un kit"),
        ("fr", "de commander un kit", "commander un kit"),
        ("it", "di comprare un kit", "comprare un kit"),
        ("es", "que me venda un kit", "me venda un kit"),
    ],
)
def test_a_request_is_also_read_without_the_word_that_joins_it(code: str, request_: str, without: str) -> None:
    call = Call(request_)

    read = readings(call, a_language(code))

    assert read == [request_, without]


@pytest.mark.parametrize(
    ("code", "sample", "said"),
    [
        ("en", "buy {quantity} {product}", "Buy twenty-one Startersets"),
        ("en", "order {order}", "order one seven nine seven"),
        ("en", "order {order}", "order seventeen ninety seven"),
        ("de", "ich nehme {quantity} {product}", "Ich nehme einen Gutschein"),
        ("de", "ich nehme {quantity} {product}", "ich nehme einundzwanzig Startersets"),
        ("de", "bestellung {order}", "Bestellung eins sieben neun sieben"),
        ("fr", "annule l'{product}", "annule l’abonnement"),
        ("fr", "je voudrais {quantity} {product}", "je voudrais vingt et un Startersets"),
        ("fr", "est-ce que {product} coûte cher", "est-ce que Starterset coûte cher"),
        ("it", "annulla l'{product}", "annulla l'abonnement"),
        ("it", "ne voglio {quantity}", "ne voglio una"),
        ("es", "quiero {quantity} {product}", "Quiero treinta y dos Startersets"),
        ("es", "pedido {order}", "pedido 1797"),
        ("ja", "{product}を{quantity}つください", "スターターキットを二つください"),
        ("ja", "{product} を {quantity} つください", "スターターキットをふたつください"),
        ("ja", "{product}を{quantity}個ください", "スターターキットを１２個ください"),
        ("ja", "注文番号{order}", "注文番号一七九七"),
    ],
)
def test_what_is_said_is_understood(code: str, sample: str, said: str) -> None:
    listener = Listener(a_model(BuyIntent=[sample]), a_language(code))

    heard = listener.intents_for(said)

    assert heard == {"BuyIntent"}


@pytest.mark.parametrize(
    ("code", "speech"),
    [
        ("en", "You can say: my cart, change something, or check out. What would you like?"),
        ("fr", "Vous pouvez dire : qu’est-ce qu’il y a dans mon panier, ou changer la quantité."),
        ("ja", "「何が買えますか」や「カートの中身」と言えます。"),
    ],
)
def test_commands_are_heard_in_a_sentence(code: str, speech: str) -> None:
    samples = {"en": "my cart", "fr": "dans mon panier", "ja": "カートの中身"}
    listener = Listener(a_model(CartIntent=[samples[code]], StopIntent=["goodbye"]), a_language(code))

    heard = listener.intents_in(speech)

    assert heard == {"CartIntent"}


@pytest.mark.parametrize(
    ("code", "sample", "said"),
    [
        ("de", "ich nehme {quantity} {product}", "ich nehme two Startersets"),
        ("de", "bestellung {order}", "Bestellung eins sieben neun"),
        ("fr", "je voudrais {quantity} {product}", "je voudrais zwei Startersets"),
        ("ja", "{product}を{quantity}つください", "スターターキットを幾つください"),
    ],
)
def test_a_number_of_another_language_is_none(code: str, sample: str, said: str) -> None:
    listener = Listener(a_model(BuyIntent=[sample]), a_language(code))

    heard = listener.intents_for(said)

    assert not heard


@pytest.mark.parametrize(
    ("code", "sample"),
    [
        ("en", "{product}'s price"),
        ("de", "größe der klinge"),
        ("fr", "qu'est-ce que l'{product}"),
        ("fr", "y a-t-il un {product}"),
        ("it", "cos'è un po' di {product}"),
        ("es", "¿cuánto cuesta".removeprefix("¿")),
        ("ja", "{product}をキャンセルしたいです"),
    ],
)
def test_words_in_the_spelling_of_their_language_pass(code: str, sample: str) -> None:
    model = a_model(BuyIntent=[sample])

    assert faults_of(model, code) == []


@pytest.mark.parametrize(
    ("code", "sample", "rule"),
    [
        ("en", "check-out", "characters"),
        ("de", "zwei klingen, bitte", "characters"),
        ("de", "2 klingen", "characters"),
        ("es", "¿cuánto cuesta?", "characters"),
        ("ja", "在庫は？", "characters"),
        ("ja", "2個ください", "characters"),
        ("fr", "qu'est-ce  que", "spaces"),
        *(("en", words, "said for two intents") for words in ("stop", "Yes please", "that’s all")),
        *(("de", words, "said for two intents") for words in ("nein danke", "abbrechen", "von vorne")),
        *(("fr", words, "said for two intents") for words in ("oui", "aide moi", "bien sûr")),
        *(("it", words, "said for two intents") for words in ("va bene", "basta", "ripeti")),
        *(("es", words, "said for two intents") for words in ("vale", "cancela", "qué más")),
        *(("ja", words, "said for two intents") for words in ("はい", "キャンセル", "もう 一度")),
    ],
)
def test_words_that_alexa_refuses_or_keeps_are_found(code: str, sample: str, rule: str) -> None:
    model = a_model(BuyIntent=[sample])

    assert rule in faults_of(model, code)


@pytest.mark.parametrize(
    ("code", "sample", "words"),
    [
        ("en", "i take {quantity}", "i take ninety nine"),
        ("de", "ich nehme {quantity}", "ich nehme eine"),
        ("fr", "j'en veux {quantity}", "j'en veux une"),
        ("it", "ne prendo {quantity}", "ne prendo un paio"),
        ("es", "quiero {quantity}", "quiero una docena"),
        ("ja", "{quantity}つください", "ひとつください"),
    ],
)
def test_words_that_another_intent_hears_in_its_slot_are_found(code: str, sample: str, words: str) -> None:
    model = a_model(BuyIntent=[sample], CartIntent=[words])

    assert faults_of(model, code) == ["said for two intents"]


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("de", "Öffne den Korb", "öffne den korb"),
        ("fr", "qu'est-ce que c'est", "qu’est ce que c’est"),
        ("ja", "かごを見せて", "かご を 見せて"),
    ],
)
def test_two_spellings_of_the_same_words_are_found(code: str, first: str, second: str) -> None:
    model = a_model(BuyIntent=[first], CartIntent=[second])

    assert faults_of(model, code) == ["said for two intents"]


def test_a_language_without_a_file_has_no_words() -> None:
    language = find_language("xx-XX")

    assert language is None
