"""The phrasebook of each language. A new language is one more module in `phrasebooks`, and one line here."""

from collections.abc import Mapping

from simulator.language.phrasebook import Phrasebook
from simulator.language.phrasebooks.english import ENGLISH
from simulator.language.phrasebooks.french import FRENCH
from simulator.language.phrasebooks.german import GERMAN
from simulator.language.phrasebooks.italian import ITALIAN
from simulator.language.phrasebooks.japanese import JAPANESE
from simulator.language.phrasebooks.spanish import SPANISH

PHRASEBOOKS: Mapping[str, Phrasebook] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "it": ITALIAN,
    "es": SPANISH,
    "ja": JAPANESE,
}


class UnknownLanguage(LookupError):  # noqa: N818 - reads as a plain fact
    """Raised for a locale in whose language the simulator knows no phrases."""


def language_of(locale: str) -> str:
    """The language of a locale: "en" of "en-US"."""
    return locale.split("-", maxsplit=1)[0]


def apology_for(locale: str) -> str:
    """What Alexa says when a skill gives no proper answer; in English where no phrasebook has it."""
    return PHRASEBOOKS.get(language_of(locale), ENGLISH).apology


def phrases_for(locale: str) -> Phrasebook:
    """The phrases of the locale's language. Raises UnknownLanguage."""
    try:
        return PHRASEBOOKS[language_of(locale)]
    except KeyError:
        have = ", ".join(PHRASEBOOKS)
        raise UnknownLanguage(f"no phrasebook for {locale!r}; there are phrasebooks for {have}") from None
