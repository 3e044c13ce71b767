"""Numbers in words and in figures, in every language of the shop's locales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from simulator.language.numbers import figures, four_digits
from simulator.language.words import words_of

LOCALES = ("en-US", "en-GB", "de-DE", "fr-FR", "it-IT", "es-ES", "ja-JP")


def number(said: str, locale: str = "en-US") -> str | None:
    return figures(words_of(said), locale=locale)


def code(said: str, locale: str = "en-US") -> str | None:
    return four_digits(words_of(said), locale=locale)


@given(st.integers(min_value=0, max_value=999_999), st.sampled_from(LOCALES))
def test_every_number_is_understood_as_num2words_writes_it(value: int, locale: str) -> None:
    said = num2words(value, lang=locale[:2])

    assert number(said, locale) == str(value)
    assert number(str(value), locale) == str(value)


@pytest.mark.parametrize(
    ("said", "locale", "value"),
    [
        ("a hundred and five", "en-US", "105"),
        ("one hundred five", "en-US", "105"),
        ("Twenty-Five", "en-GB", "25"),
        ("fifteen hundred", "en-US", "1500"),
        ("two thousand and one", "en-GB", "2001"),
        ("a couple of", "en-US", "2"),
        ("a dozen", "en-US", "12"),
        ("1,000", "en-US", "1000"),
        ("１２", "en-US", "12"),
        ("eine", "de-DE", "1"),
        ("zwo", "de-DE", "2"),
        ("hundertfünf", "de-DE", "105"),
        ("dreissig", "de-DE", "30"),
        ("ein Dutzend", "de-DE", "12"),
        ("1.000", "de-DE", "1000"),
        ("une", "fr-FR", "1"),
        ("quatre vingt dix neuf", "fr-FR", "99"),
        ("nonante-neuf", "fr-FR", "99"),
        ("septante et un", "fr-FR", "71"),
        ("une douzaine de", "fr-FR", "12"),
        ("una", "it-IT", "1"),
        ("ventun", "it-IT", "21"),
        ("cento e cinque", "it-IT", "105"),
        ("un paio di", "it-IT", "2"),
        ("veintiuna", "es-ES", "21"),
        ("doscientas", "es-ES", "200"),
        ("media docena de", "es-ES", "6"),
        ("ひとつ", "ja-JP", "1"),
        ("二つ", "ja-JP", "2"),
        ("3個", "ja-JP", "3"),
        ("二十五本", "ja-JP", "25"),
        ("じゅう", "ja-JP", "10"),
    ],
)
def test_people_say_numbers_in_their_own_ways(said: str, locale: str, value: str) -> None:
    assert number(said, locale) == value


@pytest.mark.parametrize(
    "said", ["tea", "1.5", "-2", "minus two", "two tea", "one half", "9" * 5000, "two two", "one " * 30]
)
def test_other_words_are_no_number(said: str) -> None:
    assert number(said) is None


@pytest.mark.parametrize(
    ("said", "locale", "value"),
    [
        ("1234", "en-US", "1234"),
        ("0 0 7 7", "en-US", "0077"),
        ("12 34", "en-US", "1234"),
        ("one two three four", "en-US", "1234"),
        ("twelve thirty-four", "en-US", "1234"),
        ("double oh seven seven", "en-GB", "0077"),
        ("two thousand and one", "en-US", "2001"),
        ("nineteen ninety nine", "en-US", "1999"),
        ("eins zwo drei vier", "de-DE", "1234"),
        ("zwölf vierunddreißig", "de-DE", "1234"),
        ("un deux trois quatre", "fr-FR", "1234"),
        ("uno due tre quattro", "it-IT", "1234"),
        ("doce treinta y cuatro", "es-ES", "1234"),
        ("いちにさんよん", "ja-JP", "1234"),
        ("一二三四", "ja-JP", "1234"),
        ("１２３４", "ja-JP", "1234"),
    ],
)
def test_a_code_is_four_figures(said: str, locale: str, value: str) -> None:
    assert code(said, locale) == value


@pytest.mark.parametrize("said", ["12", "12345", "one two three", "one two three four five", "my code", "1 " * 40])
def test_other_words_are_no_code(said: str) -> None:
    assert code(said) is None


@given(st.integers(min_value=0, max_value=9999), st.sampled_from(LOCALES))
def test_every_code_is_understood_figure_by_figure_in_words(value: int, locale: str) -> None:
    figures_of_it = f"{value:04}"

    said = " ".join(num2words(int(figure), lang=locale[:2]) for figure in figures_of_it)

    assert code(said, locale) == figures_of_it
