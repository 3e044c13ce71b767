"""How a skill is called and left, in every language of the shop's locales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.language.invocation import CallSigns, Invocation
from simulator.language.usual_phrases import PHRASEBOOKS, UnknownLanguage, phrases_for

NO_NICKS = CallSigns("no nicks", locale="en-US")


@pytest.mark.parametrize(
    "utterance",
    [
        "open no nicks",
        "Alexa, open No Nicks.",
        "Alexa open the no nicks please",
        "launch no nicks",
        "start no-nicks!",
        "talk to no nicks",
        "ask no nicks",
        "no nicks",
        "please open nonicks",
        "can you open no nicks",
    ],
)
def test_the_name_with_a_verb_or_alone_launches(utterance: str) -> None:
    assert NO_NICKS.invocation(utterance) == Invocation()


@pytest.mark.parametrize(
    ("utterance", "wish"),
    [
        ("ask no nicks to buy two refill packs", "buy two refill packs"),
        ("alexa, ask No Nicks for a starter kit", "a starter kit"),
        ("tell no nicks about my order", "my order"),
        ("tell no nicks I'd like a starter kit", "i'd like a starter kit"),
        ("open no nicks and check out", "check out"),
        ("ask no nicks what's in my cart", "what's in my cart"),
        ("ask no nicks if my order has shipped", "my order has shipped"),
        ("start no nicks and ask for a starter kit", "a starter kit"),
        ("use no nicks to buy blades", "buy blades"),
        ("buy a starter kit from no nicks", "buy a starter kit"),
        ("Alexa, buy a starter kit using the No Nicks", "buy a starter kit"),
        ("please ask no nicks for help", "help"),
        ("no nicks, buy a starter kit", "buy a starter kit"),
    ],
)
def test_a_wish_beside_the_name_is_one_shot(utterance: str, wish: str) -> None:
    assert NO_NICKS.invocation(utterance) == Invocation(wish)


@pytest.mark.parametrize(
    "utterance", ["open my cart", "a starter kit", "no", "ask my nicks to stop", "", "?", "no nick"]
)
def test_other_words_call_nobody(utterance: str) -> None:
    assert NO_NICKS.invocation(utterance) is None


@pytest.mark.parametrize("utterance", ["exit", "Alexa, exit", "quit please"])
def test_exit_leaves_by_alexas_own_hand(utterance: str) -> None:
    assert NO_NICKS.leaves(utterance)


@pytest.mark.parametrize("utterance", ["stop", "cancel", "exit the cart", ""])
def test_other_words_leave_it_to_the_skill(utterance: str) -> None:
    assert not NO_NICKS.leaves(utterance)


@pytest.mark.parametrize(
    ("locale", "name", "utterance", "wish"),
    [
        ("en-GB", "tea corner", "ask tea corner for two green teas", "two green teas"),
        ("de-DE", "teestube", "Alexa, öffne Teestube", None),
        ("de-DE", "teestube", "führe Teestube aus", None),
        ("de-DE", "teestube", "frage Teestube nach grünem Tee", "grünem tee"),
        ("de-DE", "teestube", "starte Teestube und kaufe zwei Teesets", "kaufe zwei teesets"),
        ("de-DE", "teestube", "bitte Teestube um zwei Teesets", "zwei teesets"),
        ("de-DE", "teestube", "kaufe ein Teeset bei Teestube", "kaufe ein teeset"),
        ("fr-FR", "salon de thé", "ouvre Salon de Thé", None),
        ("fr-FR", "salon de thé", "ouvre salon de the", None),
        ("fr-FR", "salon de thé", "demande à salon de thé d’acheter un thé vert", "acheter un thé vert"),
        ("fr-FR", "salon de thé", "achète un thé vert avec salon de thé", "achète un thé vert"),
        ("it-IT", "bottega del tè", "apri bottega del tè", None),
        ("it-IT", "bottega del tè", "chiedi a Bottega del Tè di comprare un tè", "comprare un tè"),
        ("it-IT", "bottega del tè", "compra un tè da bottega del tè", "compra un tè"),
        ("es-ES", "casa del té", "abre casa del té", None),
        ("es-ES", "casa del té", "pregunta a casa del té qué hay", "qué hay"),
        ("es-ES", "casa del té", "dile a casa del té que quiero un té", "quiero un té"),
        ("ja-JP", "お茶屋さん", "アレクサ、お茶屋さんを開いて", None),
        ("ja-JP", "お茶屋さん", "お茶屋さんを起動してください", None),
        ("ja-JP", "お茶屋さん", "お茶屋さんで緑茶を2個ください", "緑茶を2個ください"),
        ("ja-JP", "お茶屋さん", "お茶屋さんを開いて緑茶を買いたい", "緑茶を買いたい"),
        ("ja-JP", "お茶屋さん", "お茶屋さんに緑茶を二つと言って", "緑茶を二つ"),
    ],
)
def test_every_language_has_its_own_ways_to_call(locale: str, name: str, utterance: str, wish: str | None) -> None:
    assert CallSigns(name, locale=locale).invocation(utterance) == Invocation(wish)


@pytest.mark.parametrize("language", PHRASEBOOKS)
def test_the_hint_how_to_open_the_skill_opens_it(language: str) -> None:
    signs = CallSigns("no nicks", locale=language)

    assert signs.invocation(signs.launch) == Invocation()


@pytest.mark.parametrize("language", PHRASEBOOKS)
def test_every_way_to_call_and_to_leave_is_understood(language: str) -> None:
    signs, phrases = CallSigns("no nicks", locale=language), phrases_for(language)

    for phrase in phrases.launch:
        assert signs.invocation(phrase.replace("{name}", "no nicks")) == Invocation(), phrase
    for phrase in phrases.one_shot:
        called = signs.invocation(phrase.replace("{name}", "no nicks").replace("{wish}", "xyzzy 7"))
        assert called is not None, phrase
        assert called.wish is not None, phrase
        assert "xyzzy 7" in called.wish.replace("xyzzy7", "xyzzy 7"), phrase
    for phrase in phrases.leave:
        assert signs.leaves(phrase), phrase


def test_a_language_without_a_phrasebook_is_named_with_those_that_have_one() -> None:
    with pytest.raises(UnknownLanguage, match=r"pt-BR.*en, de, fr"):
        phrases_for("pt-BR")


@given(st.text(max_size=80), st.sampled_from(sorted(PHRASEBOOKS)))
def test_any_words_call_or_do_not_call(utterance: str, language: str) -> None:
    called = CallSigns("no nicks", locale=language).invocation(f"no nicks {utterance}")

    assert called is None or called.wish is None or called.wish
