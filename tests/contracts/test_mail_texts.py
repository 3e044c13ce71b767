"""Every locale that is sold in is written to in its own language, and every text of it is used."""

import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.languages.language import find_language
from scripts.utterances import Listener
from tests.contracts.source import VOICETILL, texts_in
from tests.tools import ROOT
from voicetill.domain.errors import FaultyDataError
from voicetill.messengers.mail.texts import TEXTS, load_mail_texts
from voicetill.stores.files import shipped
from voicetill.stores.markets import load_markets

LOCALES = load_markets().locales

each_locale = pytest.mark.parametrize("locale", LOCALES)

# What may read the same in two languages.
SAME_IN_ANY = {"format.town", "format.address", "format.labeled", "format.line", "label.total", "label.seller"}


def texts_of(locale: str) -> dict[str, str]:
    def flat(table: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
        for name, value in table.items():
            if isinstance(value, dict):
                yield from flat(value, f"{place}{name}.")
            else:
                yield f"{place}{name}", value

    return dict(flat(tomllib.loads(shipped(f"mail/{locale}.toml")), ""))


@each_locale
def test_it_has_every_text(locale: str) -> None:
    assert load_mail_texts(locale).locale == locale
    assert set(texts_of(locale)) == set(TEXTS)


def test_nothing_is_written_in_a_locale_in_which_nothing_is_sold() -> None:
    assert {file.stem for file in (VOICETILL / "data/mail").glob("*.toml")} == set(LOCALES)


PAIRS = [
    pair for pair in itertools.combinations(LOCALES, 2) if pair[0].partition("-")[0] != pair[1].partition("-")[0]
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_two_languages_write_the_same_by_mistake(one: str, other: str) -> None:
    left, right = texts_of(one), texts_of(other)

    same = {name for name in left if left[name] == right[name]}

    assert sorted(same - SAME_IN_ANY) == []


@each_locale
def test_its_links_are_those_of_the_skill_s_page_in_the_store(locale: str) -> None:
    manifest = json.loads((ROOT / "skill-package/skill.json").read_text(encoding="utf-8"))["manifest"]
    page = manifest["privacyAndCompliance"]["locales"][locale]

    texts = load_mail_texts(locale)

    assert texts.write("link.terms") == page["termsOfUseUrl"]
    assert texts.write("link.privacy") == page["privacyPolicyUrl"]


SAID = {
    "say.check_out": "CheckoutIntent",
    "say.stop": "CancelSubscriptionIntent",
    "say.status": "SubscriptionStatusIntent",
}


@each_locale
@pytest.mark.parametrize("name", SAID)
def test_what_customers_are_told_to_say_is_understood(locale: str, name: str) -> None:
    model = json.loads((ROOT / f"skill-package/interactionModels/custom/{locale}.json").read_text("utf-8"))
    language = find_language(locale)
    assert language is not None

    words = load_mail_texts(locale).write(name)

    assert SAID[name] in Listener(model, language).intents_for(words.lower())


@each_locale
def test_no_subject_holds_a_code(locale: str) -> None:
    subjects = [text for name, text in texts_of(locale).items() if name.endswith(".subject")]

    assert [text for text in subjects if re.search(r"\d|[{](?!seller})", text)] == []


def test_no_text_is_dead() -> None:
    templates = "".join(file.read_text("utf-8") for file in (VOICETILL / "messengers/templates").glob("*.jinja"))
    used = texts_in(VOICETILL / "messengers") | set(re.findall(r'"([a-z_.]+)"', templates))

    def is_used(name: str) -> bool:
        group, _, rest = name.partition(".")
        if group == "label":
            return rest in used
        if group == "mail":
            mail, part = rest.split(".")
            return mail in used and (name in used or part in used or part in ("subject", "heading"))
        return name in used

    assert [name for name in TEXTS if not is_used(name)] == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('heading = "Thank you for your order"', "", "mail.confirmation.heading: is missing"),
        ('heading = "Thank you for your order"', 'heading = " "', "mail.confirmation.heading: is missing"),
        ("payment of {total}.", "payment.", "mail.confirmation.paid: must use {total}"),
        ("payment of {total}.", "{total} {name}", "mail.confirmation.paid: must not use {name}"),
        ("payment of {total}.", "{total.real}", "mail.confirmation.paid: must not use {total.real}"),
        ("payment of {total}.", "{total", "mail.confirmation.paid: has a brace without its other half"),
        (
            "payment of {total}.",
            "{total:d}",
            "mail.confirmation.paid: must have no more than a name between braces",
        ),
        (
            "payment of {total}.",
            "{total!r}",
            "mail.confirmation.paid: must have no more than a name between braces",
        ),
        ("payment of {total}.", "{total:>{total}}", "no more than a name between braces"),
        ("payment of {total}.", "{total:>999999999}", "no more than a name between braces"),
        ('privacy = "https:', 'privacy = "http:', "link.privacy: must be an address that begins with https://"),
        ("\n[say]\n", '\n[say]\nhello = "hi"\n', "say.hello: is not known here"),
        ("Thank you for your order", "Thank\\nyou", "heading: must be one line of visible characters"),
        ("\n[say]\n", "\n[say\n", "is not TOML"),
    ],
)
def test_a_fault_in_a_file_is_named_at_the_start(before: str, after: str, fault: str) -> None:
    text = shipped("mail/en-US.toml")
    assert before in text

    with pytest.raises(FaultyDataError) as caught:
        load_mail_texts("en-US", text.replace(before, after, 1))

    assert fault in str(caught.value)


def test_a_locale_without_a_file_is_named() -> None:
    with pytest.raises(FaultyDataError, match=r"mail/nl-NL.toml: is missing"):
        load_mail_texts("nl-NL")
