"""Words are the same words, however they are written."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.language.words import as_text, compact, keys, normalised, stems, without_after, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Buy TWO,  green-teas!", ("buy", "two", "green", "teas")),
        ("what’s in it?", ("what", "'s", "in", "it")),
        ("l'abonnement", ("l'", "abonnement")),
        ("L’abonnement", ("l'", "abonnement")),
        ("the dogs' bowls", ("the", "dogs", "bowls")),
        ("“hello” … „world‟", ("hello", "world")),
        ("1,000 or 1.5 or -2", ("1000", "or", "1.5", "or", "-2")),
        ("緑茶を2個ください。", ("緑", "茶", "を", "2", "個", "く", "だ", "さ", "い")),
        ("ｽﾀｰﾀｰｷｯﾄ　１０", ("ス", "タ", "ー", "タ", "ー", "キ", "ッ", "ト", "10")),
        ("¿Sí?", ("sí",)),
        ("{product} <b>", ("product", "b")),
        ("?!…", ()),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text", ["green tea", "what's in it", "l'abonnement", "緑茶を2個ください", "no nicksを開いて", "1.5"]
)
def test_words_are_put_together_as_one_would_write_them(text: str) -> None:
    assert as_text(words_of(text)) == text


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("text", ["grüner tee", "thé glacé", "スターターパック", "niño"])
def test_every_unicode_form_is_the_same(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> None:
    assert words_of(unicodedata.normalize(form, text)) == words_of(text)


def test_accents_do_not_matter_where_words_are_compared() -> None:
    assert keys(words_of("Thé GLACÉ")) == ("the", "glace")
    assert keys(("groß",)) == ("gross",)
    assert keys(words_of("ガ")) != keys(words_of("カ"))
    assert compact(words_of("twenty-five")) == "twentyfive"


def test_endings_go_from_both_sides_alike() -> None:
    assert stems(("kits",), ("s", "es")) == stems(("kit",), ("s", "es"))
    assert stems(("us",), ("s",)) == ("us",)


def test_politeness_at_the_end_goes_but_never_all_that_was_said() -> None:
    assert without_after(("two", "kits", "please", "thanks"), [("please",), ("thanks",)]) == ("two", "kits")
    assert without_after(("thanks",), [("thanks",)]) == ("thanks",)


@given(st.text(max_size=200))
def test_what_was_normalised_once_stays_so(text: str) -> None:
    assert words_of(normalised(text)) == words_of(text)
