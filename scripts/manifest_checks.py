"""What a skill manifest must keep to beyond Amazon's schema.

The store has rules, Amazon Pay has rules, and the manifest must agree with the models and pictures beside it.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts import alexa_rules
from scripts.documents import JsonObject, entries, member, text, texts
from scripts.example_phrases import read_calls, readings
from scripts.findings import Complaints, Finding, findings_in
from scripts.languages.language import find_language
from scripts.utterances import Listener

_PNG = b"\x89PNG\r\n\x1a\n"
_FIRST_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The skill package as the checks see it: its folder, the manifest, and the merged models by locale."""

    folder: Path
    manifest: JsonObject
    models: Mapping[str, JsonObject]

    @property
    def publishing(self) -> object:
        """What the store shows."""
        return member(self.manifest, "manifest", "publishingInformation")

    @property
    def privacy(self) -> object:
        """What the developer declares about data and money."""
        return member(self.manifest, "manifest", "privacyAndCompliance")

    @property
    def pages(self) -> Iterator[tuple[str, JsonObject]]:
        """Each locale with its page in the store."""
        locales = member(self.publishing, "locales")
        for locale, page in (locales if isinstance(locales, dict) else {}).items():
            if isinstance(page, dict):
                yield locale, page


def check_manifest(package: Package, *, file: str) -> list[Finding]:
    """Return every broken rule of the package's manifest."""
    return findings_in(file, (check(package) for check in CHECKS))


def category(package: Package) -> Complaints:
    """The category is one of Amazon's list."""
    name = text(package.publishing, "category")
    if name not in alexa_rules.CATEGORIES:
        yield "category", "unknown category", f"{name!r} is none of Amazon's categories; a shop is SHOPPING"


def distribution(package: Package) -> Complaints:
    """A skill is sold everywhere, or in countries that are named."""
    everywhere = member(package.publishing, "isAvailableWorldwide") is True
    if everywhere == bool(texts(package.publishing, "distributionCountries")):
        mend = "name countries and set isAvailableWorldwide to false, or set it to true and name none"
        yield "distributionCountries", "distribution", mend


def pay_permission(package: Package) -> Complaints:
    """Without the permission in the manifest, the consent card has nothing to ask for."""
    asked = [text(permission, "name") for permission in entries(package.manifest, "manifest", "permissions")]
    if alexa_rules.PAY_PERMISSION not in asked:
        yield "permissions", "missing permission", f"add {alexa_rules.PAY_PERMISSION!r}"


def email_permission(package: Package) -> Complaints:
    """Without the permission in the manifest, no customer of the voice is ever written to."""
    asked = [text(permission, "name") for permission in entries(package.manifest, "manifest", "permissions")]
    if alexa_rules.EMAIL_PERMISSION not in asked:
        yield "permissions", "no e-mail permission", f"add {alexa_rules.EMAIL_PERMISSION!r}"


def money_and_data(package: Package) -> Complaints:
    """Amazon Pay certifies a skill that says that it takes money and personal data."""
    yield from _declared(package, "allowsPurchases", wanted=True)
    yield from _declared(package, "usesPersonalInfo", wanted=True)


def grown_ups(package: Package) -> Complaints:
    """Amazon Pay certifies no skill that is made for children."""
    yield from _declared(package, "isChildDirected", wanted=False)


def links(package: Package) -> Complaints:
    """The store shows where privacy policy and terms of use stand."""
    for locale, _ in package.pages:
        for key in ("privacyPolicyUrl", "termsOfUseUrl"):
            url = urlsplit(text(package.privacy, "locales", locale, key))
            if url.scheme != "https" or not url.hostname:
                yield f"privacyAndCompliance.{locale}.{key}", "compliance", "give an https address"


def locales(package: Package) -> Complaints:
    """Every page in the store has a model, and every model a page."""
    pages = {locale for locale, _ in package.pages}
    for locale in sorted(pages - set(package.models)):
        yield f"locales.{locale}", "no model", f"write interaction_models/{locale}.json, or remove the page"
    for locale in sorted(set(package.models) - pages):
        yield f"locales.{locale}", "no page", "add the page: Amazon refuses a model without one"


def brand(package: Package) -> Complaints:
    """Amazon Pay certification: the invocation name is the seller's name, which is the skill's name too."""
    for locale, page in package.pages:
        if locale in package.models and text(page, "name").lower() != _invocation_name(package, locale):
            mend = f"call the skill what customers say: {_invocation_name(package, locale)!r}"
            yield f"locales.{locale}.name", "name and invocation name differ", mend


def mandated_sentence(package: Package) -> Complaints:
    """Amazon Pay certification: the description names the payment service in Amazon's own words."""
    for locale, page in package.pages:
        sentence = alexa_rules.MANDATED_SENTENCES.get(locale.partition("-")[0])
        place = f"locales.{locale}.description"
        if sentence is None:
            yield place, "mandated sentence", "Amazon Pay has no sentence in this language: remove the page"
        elif sentence not in text(page, "description"):
            yield place, "mandated sentence", f"add, word for word: {sentence}"


def example_phrases(package: Package) -> Complaints:
    """Alexa shows the first three; each calls the skill and is understood by the model."""
    for locale, page in package.pages:
        phrases, place = texts(page, "examplePhrases"), f"locales.{locale}.examplePhrases"
        if len(phrases) < _FIRST_EXAMPLES:
            yield place, "example phrases", "give three"
        for number, phrase in enumerate(phrases):
            for rule, mend in _complaints_of(phrase, package, locale):
                yield f"{place}[{number}] {phrase!r}", rule, mend


def icons(package: Package) -> Complaints:
    """Icons lie in the package as PNG files of Amazon's sizes."""
    for locale, page in package.pages:
        for key, size in alexa_rules.ICON_SIZES.items():
            place, uri = f"locales.{locale}.{key}", text(page, key)
            file = package.folder / uri.removeprefix("file://")
            if not uri.startswith("file://assets/") or not file.is_file():
                yield (
                    place,
                    "icon missing",
                    f"put the picture below assets/ and write file://assets/...: {uri!r}",
                )
            elif _png_size(file) != (size, size):
                yield place, "icon size", f"draw it as a PNG of {size} x {size}: {_png_size(file)}"


CHECKS: Sequence[Callable[[Package], Complaints]] = (
    category,
    distribution,
    pay_permission,
    email_permission,
    money_and_data,
    grown_ups,
    links,
    locales,
    brand,
    mandated_sentence,
    example_phrases,
    icons,
)


def _declared(package: Package, key: str, *, wanted: bool) -> Complaints:
    if member(package.privacy, key) is not wanted:
        yield f"privacyAndCompliance.{key}", "compliance", f"set it to {str(wanted).lower()}"


def _complaints_of(phrase: str, package: Package, locale: str) -> Iterator[tuple[str, str]]:
    name, language = _invocation_name(package, locale), find_language(locale)
    if language is None:
        yield "unknown language", "write its words into scripts/languages/, in the form of en.toml"
        return
    if not name:  # a page without a model is a fault of its own
        return
    calls = list(read_calls(phrase, name, language))
    if not calls:
        wake, opened, asked = (
            words[0] for words in (language.calls.wake, language.calls.open, language.calls.ask)
        )
        spelled = (call.replace("{name}", name).replace("{request}", "...") for call in (opened, asked))
        yield "example phrase", f"begin with {wake!r}, and go on like {' or '.join(map(repr, spelled))}"
    elif not any(call.request == "" for call in calls):
        listener = Listener(package.models[locale], language)
        if not any(listener.intents_for(words) for call in calls for words in readings(call, language)):
            yield "phrase not understood", "take the words from a sample utterance, or add one"


def _invocation_name(package: Package, locale: str) -> str:
    return text(package.models.get(locale), "interactionModel", "languageModel", "invocationName")


def _png_size(file: Path) -> tuple[int, int] | None:
    """Return width and height, which stand at fixed places (PNG specification, IHDR); None if it is no PNG."""
    head = file.read_bytes()[:24]
    if not head.startswith(_PNG) or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height
