"""How spoken words are compared: without case, punctuation and politeness."""

import re

ARTICLES = frozenset({"a", "an", "the", "some", "my"})
_NOISE = re.compile(r"[^\w\s'{}]+")
_FILLERS_BEFORE = re.compile(r"^(?:(?:um+|uh+|er+|well|okay|ok|please|alexa)\s+)+")
_FILLERS_AFTER = re.compile(r"(?:\s+(?:please|then))+$")


def normalised(text: str) -> str:
    """Lower case, single blanks, no punctuation; an apostrophe belongs to its word."""
    plain = text.replace("’", "'").replace("-", " ")
    return " ".join(_NOISE.sub(" ", plain).casefold().split())


def without_fillers(text: str) -> str:
    """The words that carry the meaning; a phrase made of fillers only stays as it is."""
    return _FILLERS_AFTER.sub("", _FILLERS_BEFORE.sub("", text)) or text


def without_article(text: str) -> str:
    """The thing without its article: "a starter kit" is heard as "starter kit"."""
    first, _, rest = text.partition(" ")
    return rest if rest and first in ARTICLES else text


def singular(text: str) -> str:
    """A rough singular, the same for a name and for what was said: for comparing only."""
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in text.split())
