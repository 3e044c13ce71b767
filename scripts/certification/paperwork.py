"""The rules that the store page, the models and the manifest answer."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from scripts import manifest_checks, wording_checks
from scripts.certification.rules import Remark, Remarks, Weight
from scripts.certification.submission import MANIFEST, Submission
from scripts.documents import member, text
from scripts.findings import Complaints
from scripts.languages.language import find_language
from scripts.manifest_checks import Package
from scripts.product_names import UnfitError
from scripts.skill_package import PACKAGE, build, stale
from scripts.utterances import intents

# RFC 2606 and RFC 6761: names that lead nowhere, for examples like the shipped shop.
_NOWHERE = ("example", "invalid", "test", "localhost", "example.com", "example.net", "example.org")


def whole(submission: Submission) -> Remarks:
    """Every file can be read, the models are made from their sources, and each page has its model."""
    yield from (Remark("the files", fault) for fault in (*submission.faults, *submission.faults_at_start))
    try:
        texts = build(submission.root)
    except UnfitError as unfit:
        yield from (Remark("the models", fault) for fault in unfit.faults)
    else:
        yield from (Remark(str(path), "run `make skill-package`") for path in stale(submission.root, texts))
    for check in (manifest_checks.category, manifest_checks.distribution, manifest_checks.locales):
        yield from _of_manifest(check(submission.package))


def by_manifest(*checks: Callable[[Package], Complaints]) -> Callable[[Submission], Remarks]:
    """Let checks of the manifest be a rule."""

    def read(submission: Submission) -> Remarks:
        for check in checks:
            yield from _of_manifest(check(submission.package))

    return read


def links(submission: Submission) -> Remarks:
    """The links to the privacy policy and the terms are there, and lead somewhere."""
    yield from _of_manifest(manifest_checks.links(submission.package))
    for locale in submission.locales:
        for key in ("privacyPolicyUrl", "termsOfUseUrl"):
            host = urlsplit(text(submission.package.privacy, "locales", locale, key)).hostname or ""
            if leads_nowhere(host):
                place = f"{MANIFEST}: privacyAndCompliance.{locale}.{key}"
                yield Remark(place, f"{host} is an example: link your own page", Weight.BEFORE_SUBMISSION)


def names(submission: Submission) -> Remarks:
    """The invocation name keeps Amazon's rules, is the seller's name, and is taught on the page."""
    yield from _of_manifest(manifest_checks.brand(submission.package))
    for locale, page in submission.package.pages:
        model, language = submission.package.models.get(locale), find_language(locale)
        if model is None or language is None:
            continue
        place = f"{PACKAGE}/{locale}.json"
        yield from (Remark(place, mend) for _, _, mend in wording_checks.invocation_name(model, language))
        name = text(model, "interactionModel", "languageModel", "invocationName")
        market = submission.markets.for_locale(locale)
        if market and market.seller.lower() != name:
            yield Remark(place, f"call the skill what its seller is called: {market.seller.lower()!r}")
        if name not in text(page, "description").lower():
            mend = f"let the description teach how to begin, with the invocation name {name!r}"
            yield Remark(f"{MANIFEST}: locales.{locale}.description", mend)


def commands(*wanted: str) -> Callable[[Submission], Remarks]:
    """Demand intents of every locale, with words for those that are not built in."""

    def read(submission: Submission) -> Remarks:
        for locale in submission.locales:
            model = submission.package.models.get(locale)
            if model is None:  # a page without a model is a fault of its own
                continue
            said = {text(intent, "name"): intent.get("samples") for intent in intents(model)}
            for intent in wanted:
                if intent not in said or not (said[intent] or intent.startswith("AMAZON.")):
                    mend = f"let customers say it: declare {intent} with sample utterances"
                    yield Remark(f"interaction_models/{locale}.json", mend)

    return read


def together(*checks: Callable[[Submission], Remarks]) -> Callable[[Submission], Remarks]:
    """Let several checks be one rule."""

    def read(submission: Submission) -> Remarks:
        for check in checks:
            yield from check(submission)

    return read


def accounts(submission: Submission) -> Remarks:
    """What stands in no file: the accounts at Amazon."""
    mend = "link the live skill id in Seller Central (Integration, Alexa), for the sandbox and for production"
    yield Remark("Seller Central", mend, Weight.BY_HAND)
    if not member(submission.package.manifest, "manifest", "publishingInformation", "testingInstructions"):
        yield Remark(f"{MANIFEST}: testingInstructions", "tell the reviewer how to pay for the first order")
    mend = (
        "be ready to answer for account linking: the page asks for it where physical goods are sold, and a "
        "reviewer has demanded it of a skill with Amazon Pay; the till knows its customers without it"
    )
    yield Remark("the skill", mend, Weight.BY_HAND)


def leads_nowhere(host: str) -> bool:
    """Whether a host is a name that nobody can own."""
    return any(host == name or host.endswith(f".{name}") for name in _NOWHERE)


def _of_manifest(complaints: Complaints) -> Iterator[Remark]:
    return (Remark(f"{MANIFEST}: {place}", f"{rule}: {mend}") for place, rule, mend in complaints)
