"""How words are compared: without case, punctuation, accents and politeness; the same for every language.

Words are parted by blanks. Japanese has none, so each of its signs counts as a word; `as_text` puts them together
again. An elided article and a possessive "'s" are words too: "l'abonnement" is "l'" and "abonnement".
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

Words = tuple[str, ...]

_SIGNS = "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ONE_SIGN = re.compile(f"[{_SIGNS}]")
_LETTERS = f"(?:(?![{_SIGNS}_])\\w)"
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_WORD = re.compile(
    rf"(?<!\w)\d+(?:[.,]\d+)+(?!\w)"  # a fraction is one word, so that 1.5 is not 1
    rf"|(?<![\w)])-\d+"  # so is a number below nothing
    rf"|(?<=\w)'s(?!\w)|[{_SIGNS}]|{_LETTERS}+(?:'(?!s\b)(?={_LETTERS}))?"
)
_ONE_SPELLING = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'", "−": "-"})
_ACCENTS = re.compile("[\u0300-\u036f]")


def one_form(text: str) -> str:
    """The text in lower case and in one Unicode form."""
    # Folded twice: some signs are only composed once they are lower case.
    plain = unicodedata.normalize("NFKC", text.translate(_ONE_SPELLING)).lower()
    return unicodedata.normalize("NFKC", plain).translate(_ONE_SPELLING)


def words_of(text: str) -> Words:
    """The words, lower case and without punctuation, in one Unicode form; "1,000" is "1000"."""
    return tuple(_WORD.findall(_THOUSANDS.sub("", one_form(text))))


def as_text(words: Sequence[str]) -> str:
    """The words as one would write them."""
    text = ""
    for word in words:
        together = not text or text.endswith("'") or word.startswith("'") or _signs_meet(text, word)
        text += word if together else f" {word}"
    return text


def normalised(text: str) -> str:
    """The text with its words as they are compared."""
    return as_text(words_of(text))


def keys(words: Iterable[str]) -> Words:
    """The words as they are compared: without accents, with ss for a sharp s, and "what's" like "what is"."""
    return tuple(_key(word) for word in words)


def compact(words: Iterable[str]) -> str:
    """The words as they are compared, with nothing between them: "twenty five" is "twentyfive"."""
    return "".join(keys(words))


def without_before(words: Words, phrases: Iterable[Words]) -> Words:
    """The words without those of these phrases that they begin with; never all of them."""
    known = sorted(phrases, key=len, reverse=True)
    rest = keys(words)
    while found := next((one for one in known if len(one) < len(rest) and rest[: len(one)] == one), None):
        rest = rest[len(found) :]
    return words[len(words) - len(rest) :]


def without_after(words: Words, phrases: Iterable[Words]) -> Words:
    """The words without those of these phrases that they end with; never all of them."""
    known = sorted(phrases, key=len, reverse=True)
    rest = keys(words)
    while found := next((one for one in known if len(one) < len(rest) and rest[-len(one) :] == one), None):
        rest = rest[: -len(found)]
    return words[: len(rest)]


def stems(words: Iterable[str], endings: Iterable[str]) -> Words:
    """The words without these endings: rough, but the same for a name and for what was said."""
    return tuple(_stem(word, endings) for word in keys(words))


@lru_cache(maxsize=10_000)
def _key(word: str) -> str:
    return "is" if word == "'s" else _ACCENTS.sub("", unicodedata.normalize("NFD", word)).casefold()


def _stem(word: str, endings: Iterable[str]) -> str:
    fitting = (ending for ending in endings if word.endswith(ending) and len(word) >= len(ending) + 2)
    longest = max(fitting, key=len, default="")
    return word.removesuffix(longest)


def _signs_meet(text: str, word: str) -> bool:
    return _ONE_SIGN.match(text[-1]) is not None or _ONE_SIGN.match(word) is not None
