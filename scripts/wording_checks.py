"""What the words of an interaction model must keep to, each language by its own data in `languages/`."""

import re
from collections.abc import Callable, Iterator, Sequence

from scripts import alexa_rules
from scripts.documents import JsonObject, entries, text, texts
from scripts.findings import Complaints
from scripts.languages.language import Language
from scripts.utterances import SLOT, Listener, Sample, intents, samples

_INVOCATION_NAME = re.compile(r"[^\W\d_A-Z]+(?:['. ]+[^\W\d_A-Z]+)*\.?")


def invocation_name(model: JsonObject, language: Language) -> Complaints:
    """Alexa Skills Kit, "Choose the Invocation Name for a Custom Skill".

    That guide allows a single word to brands only, which is no matter here: Amazon Pay wants the brand's name.
    """
    place, rule = "invocationName", "invocation name"
    name = text(model, "interactionModel", "languageModel", "invocationName")
    if not _INVOCATION_NAME.fullmatch(name) or name != name.lower():
        yield place, rule, "use small letters, single spaces, apostrophes and periods only; spell numbers out"
    if len(name) not in alexa_rules.INVOCATION_NAME_LENGTHS:
        yield place, rule, "use 2 to 50 characters"
    for word, what in _forbidden_words(name, language):
        yield place, rule, f"take out {word!r}: {what}"
    small = set(language.invocation_name.small)
    if len(name.split()) == 2 and small.intersection(name.split()):  # noqa: PLR2004 - Amazon's rule is about two
        yield place, rule, "a name of two words has no article or preposition in it: add a word"


def _forbidden_words(name: str, language: Language) -> Iterator[tuple[str, str]]:
    words = language.invocation_name
    # Without blanks, a word may stand anywhere; but a particle is part of many.
    found = set(name.split()) if language.spaced else name
    for forbidden, there, what in (
        (words.launch, found, "a word that opens a skill"),
        (words.connecting, name.split(), "a word that joins the name to the request"),
        (words.wake, found, "a wake word"),
        (words.reserved, found, "a word that Amazon keeps for itself"),
    ):
        yield from ((word, what) for word in sorted(forbidden) if word in there)


def sample_words(model: JsonObject, language: Language) -> Complaints:
    """Samples are written as they are spoken.

    Alexa Skills Kit, "Create Intents, Utterances, and Slots": Amazon also takes hyphens and underscores. Nobody
    speaks one, but some languages spell words with a hyphen.
    """
    for intent in intents(model):
        for place, words in all_samples(intent):
            if not words.strip() or words != " ".join(words.split()):
                yield place, "spaces", "put one space between words and none around them"
            for word in SLOT.sub(" ", words).split():
                if not language.written_word.fullmatch(word):
                    mend = f"{word!r}: use letters, apostrophes and periods; spell numbers out"
                    yield place, "characters", mend


def duplicates(model: JsonObject, language: Language) -> Complaints:
    """No two samples are the same to Alexa, in one intent or in two."""
    first: dict[str, Sample] = {}
    for sample in samples(model):
        earlier = first.setdefault(sample.shape(language), sample)
        if earlier is not sample:
            rule = "said twice" if earlier.intent == sample.intent else "said for two intents"
            yield sample.place, rule, f"remove it, or {earlier.place}"


def swallowed_samples(model: JsonObject, language: Language) -> Complaints:
    """Words without a slot are nothing that another intent hears when its slot is filled, or a built-in's own."""
    listener = Listener(model, language)
    owners = {language.spelling(words): intent for intent, own in language.built_ins.items() for words in own}
    for sample in samples(model):
        if sample.slots:
            continue
        for other in listener.samples_for(sample.words):
            if other.intent != sample.intent and other.slots:
                yield sample.place, "said for two intents", f"change it: {other.place} hears the same"
        owner = owners.get(sample.spelled(language), sample.intent)
        if owner != sample.intent:
            yield sample.place, "said for two intents", f"leave it to {owner}"


CHECKS: Sequence[Callable[[JsonObject, Language], Complaints]] = (
    invocation_name,
    sample_words,
    duplicates,
    swallowed_samples,
)


def all_samples(intent: JsonObject) -> Iterator[tuple[str, str]]:
    """The samples of the intent and of its slots (what is said when a slot is asked for), each after its place."""
    name = text(intent, "name")
    for number, words in enumerate(texts(intent, "samples")):
        yield f"{name}.samples[{number}] {words!r}", words
    for slot in entries(intent, "slots"):
        for number, words in enumerate(texts(slot, "samples")):
            yield f"{name}.{text(slot, 'name')}.samples[{number}] {words!r}", words
