"""What Amazon's rules need to know of a language, read from the file of data beside this one.

A new language is one more file. Its words are compared in one spelling (`Language.spelling`), so that a capital, a
curly apostrophe or a hyphen makes no difference.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from num2words import num2words

_FOLDER = Path(__file__).parent
_HIGHEST = 100

_PUNCTUATION = re.compile(r"[^\w\s{}'.]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′`´", "'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """What may not stand in an invocation name.

    `launch` opens a skill, `connecting` joins its name to a request, `wake` wakes the device, `reserved` Amazon
    keeps for itself; `small` words (articles, prepositions) are wrong in a name of two words only.
    """

    launch: tuple[str, ...]
    connecting: tuple[str, ...]
    wake: tuple[str, ...]
    reserved: tuple[str, ...]
    small: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """How a skill is called: `{name}` is the skill's, `{request}` what it is asked for.

    `wake` begins each call; `open` only opens the skill, `ask` opens it with a request, of which one of the
    `joining` words may be the first: an elided one ("d'") has no blank between itself and the next.
    """

    wake: tuple[str, ...]
    open: tuple[str, ...]
    ask: tuple[str, ...]
    joining: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language's words.

    `joints` may stand within a written word, apostrophes in either form; `spaced` is false where words are written
    without blanks between them. `built_ins` holds the words that Amazon's own intents already own: a custom sample
    of the same words is routed by chance. `number_words` (up to a hundred) and `digit_words` are in the language's
    one spelling.
    """

    code: str
    spaced: bool
    joints: str
    invocation_name: NameWords
    calls: Calls
    built_ins: Mapping[str, tuple[str, ...]]
    number_words: frozenset[str]
    digit_words: frozenset[str]

    def spelling(self, words: str) -> str:
        """Return the words as they are compared; a slot stays in its braces."""
        return _spelling(words, spaced=self.spaced)

    @property
    def blank(self) -> str:
        """What stands between two words."""
        return " " if self.spaced else ""

    @cached_property
    def written_word(self) -> re.Pattern[str]:
        """A word of a sample, as Amazon takes it; a piece of one beside a slot ("l'", "'s") is one too."""
        joint = f"[’{re.escape(self.joints)}]"
        return re.compile(rf"['’]?[^\W\d_]+(?:{joint}?[^\W\d_]+)*['’.]?")


def find_language(locale: str) -> Language | None:
    """Return the language of a locale, or None if there is no file for it."""
    return _read(locale.partition("-")[0])


@cache
def _read(code: str) -> Language | None:
    file = _FOLDER / f"{code}.toml"
    if not file.is_file():
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    spaced, numbers = data.get("spaced", True), data["numbers"]
    return Language(
        code=code,
        spaced=spaced,
        joints=data.get("joints", "'."),
        invocation_name=NameWords(**{key: tuple(words) for key, words in data["invocation_name"].items()}),
        calls=Calls(**{key: tuple(words) for key, words in data["calls"].items()}),
        built_ins={intent: tuple(words) for intent, words in data["built_ins"].items()},
        number_words=_spoken(numbers, range(_HIGHEST + 1), "also", spaced=spaced),
        digit_words=_spoken(numbers, range(10), "digits", spaced=spaced),
    )


def _spoken(numbers: Mapping[str, object], figures: range, more: str, *, spaced: bool) -> frozenset[str]:
    words = [str(num2words(figure, lang=str(numbers["num2words"]))) for figure in figures]
    others = numbers.get(more, ())
    words += map(str, others) if isinstance(others, list) else ()
    return frozenset(_spelling(word, spaced=spaced) for word in words)


def _spelling(words: str, *, spaced: bool) -> str:
    plain = unicodedata.normalize("NFKC", words).translate(_APOSTROPHES).lower()
    # Composed once more: some signs are only composed once they are lower case.
    said = " ".join(_PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", plain)).split())
    # "L' abonnement" and "l'abonnement" are said alike.
    return said.replace("' ", "'") if spaced else said.replace(" ", "")
