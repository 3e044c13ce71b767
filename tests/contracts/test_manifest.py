"""The manifest keeps Amazon's schema, the store's rules and Amazon Pay's; planted faults of each are found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.amazon_schema import MANIFEST, AmazonSchema
from scripts.manifest_checks import Package, check_manifest
from scripts.skill_package import PACKAGE
from tests import tools

FOLDER = tools.ROOT / "skill-package"

Json = dict[str, Any]
Change = Callable[[Json], object]


def read(file: Path) -> Json:
    content: Json = json.loads(file.read_text(encoding="utf-8"))
    return content


def a_package(change: Change = lambda _: None) -> Package:
    """The shipped package, its manifest after a change."""
    manifest = read(FOLDER / "skill.json")
    change(manifest["manifest"])
    models = {file.stem: read(file) for file in (tools.ROOT / PACKAGE).glob("*.json")}
    return Package(folder=FOLDER, manifest=manifest, models=models)


def test_it_fits_amazons_schema() -> None:
    schema = AmazonSchema(tools.spec())

    found = schema.check(a_package().manifest, definition=MANIFEST, file="skill-package/skill.json")

    assert not found, "\n".join(map(str, found))


def test_it_keeps_our_rules() -> None:
    package = a_package()

    found = check_manifest(package, file="skill-package/skill.json")

    assert not found, "\n".join(map(str, found))


def test_customers_read_that_amazon_has_switched_the_payments_off() -> None:
    """In 2022 in Europe, in 2023 elsewhere; the mandated sentence names Amazon Pay once already."""
    pages = dict(a_package().pages)

    years = {locale: "2023" if locale in ("en-US", "ja-JP") else "2022" for locale in pages}

    assert all(years[locale] in page["description"] for locale, page in pages.items())
    assert all(page["description"].count("Amazon Pay") > 1 for page in pages.values())


def en_us(manifest: Json) -> Json:
    page: Json = manifest["publishingInformation"]["locales"]["en-US"]
    return page


def set_page(**changes: object) -> Change:
    return lambda manifest: en_us(manifest).update(changes)


def set_publishing(**changes: object) -> Change:
    return lambda manifest: manifest["publishingInformation"].update(changes)


def set_privacy(**changes: object) -> Change:
    return lambda manifest: manifest["privacyAndCompliance"].update(changes)


def set_example(number: int, phrase: str) -> Change:
    return lambda manifest: en_us(manifest)["examplePhrases"].__setitem__(number, phrase)


def add_page(locale: str) -> Change:
    return lambda manifest: manifest["publishingInformation"]["locales"].update({locale: en_us(manifest)})


def change_sentence(manifest: Json) -> None:
    page = en_us(manifest)
    page["description"] = page["description"].replace("four-digit voice code", "4-digit voice code")


OUR_FAULTS = [
    pytest.param(set_publishing(category="SHOPS"), "unknown category", id="unknown category"),
    pytest.param(
        lambda manifest: manifest["publishingInformation"].pop("category"), "unknown category", id="none"
    ),
    pytest.param(set_publishing(isAvailableWorldwide=True), "distribution", id="everywhere and in one country"),
    pytest.param(set_publishing(distributionCountries=[]), "distribution", id="nowhere"),
    pytest.param(lambda manifest: manifest.pop("permissions"), "missing permission", id="no permissions"),
    pytest.param(
        lambda manifest: manifest.update(permissions=[{"name": "alexa::profile:name:read"}]),
        "missing permission",
        id="another permission",
    ),
    pytest.param(
        lambda manifest: manifest.update(permissions=manifest["permissions"][:1]),
        "no e-mail permission",
        id="no permission to write",
    ),
    pytest.param(set_privacy(allowsPurchases=False), "compliance", id="no purchases"),
    pytest.param(set_privacy(isChildDirected=True), "compliance", id="for children"),
    pytest.param(set_privacy(usesPersonalInfo="true"), "compliance", id="true as a text"),
    pytest.param(set_privacy(locales={}), "compliance", id="no privacy policy"),
    pytest.param(
        set_privacy(locales={"en-US": {"privacyPolicyUrl": "http://nonicks.example", "termsOfUseUrl": "terms"}}),
        "compliance",
        id="addresses without https",
    ),
    pytest.param(add_page("en-CA"), "no model", id="page without a model"),
    pytest.param(
        lambda manifest: manifest["publishingInformation"].update(locales={}), "no page", id="model without a page"
    ),
    pytest.param(set_page(name="Razors"), "name and invocation name differ", id="another name"),
    pytest.param(change_sentence, "mandated sentence", id="sentence changed"),
    pytest.param(set_page(description="Buy razors."), "mandated sentence", id="sentence missing"),
    pytest.param(add_page("xx-XX"), "mandated sentence", id="language without a sentence"),
    pytest.param(set_page(examplePhrases=["Alexa, open No Nicks"]), "example phrases", id="one phrase only"),
    pytest.param(set_example(0, "Open No Nicks"), "example phrase", id="phrase without Alexa"),
    pytest.param(set_example(0, "Alexa, open Nicks"), "example phrase", id="phrase with another name"),
    pytest.param(set_example(1, "Alexa, ask No Nicks"), "example phrase", id="phrase that asks for nothing"),
    pytest.param(
        set_example(1, "Alexa, ask No Nicks for a lawn mower"),
        "phrase not understood",
        id="phrase nobody understands",
    ),
    pytest.param(set_page(smallIconUri="file://assets/images/none.png"), "icon missing", id="icon missing"),
    pytest.param(set_page(smallIconUri="https://nonicks.example/icon.png"), "icon missing", id="icon elsewhere"),
    pytest.param(
        set_page(smallIconUri="file://assets/images/en-US_largeIcon.png"), "icon size", id="icon too large"
    ),
]


@pytest.mark.parametrize(("change", "rule"), OUR_FAULTS)
def test_a_fault_that_the_schema_misses_is_found(change: Change, rule: str) -> None:
    package = a_package(change)

    found = check_manifest(package, file="planted.json")

    assert rule in {finding.rule for finding in found}
    assert all(finding.file == "planted.json" and finding.place and finding.mend for finding in found)


def test_a_picture_that_is_no_png_is_found(tmp_path: Path) -> None:
    shipped = a_package(set_page(smallIconUri="file://assets/icon.png"))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/icon.png").write_bytes(b"GIF89a")

    found = check_manifest(Package(folder=tmp_path, manifest=shipped.manifest, models=shipped.models), file="m")

    assert ("locales.en-US.smallIconUri", "icon size") in {(finding.place, finding.rule) for finding in found}


SCHEMA_FAULTS = [
    pytest.param(set_page(icon="x"), "unknown key", "locales.en-US.icon", id="unknown key on a page"),
    pytest.param(set_publishing(categorie="SHOPPING"), "unknown key", ".categorie", id="misspelt key"),
    pytest.param(
        lambda manifest: manifest["apis"]["custom"].update(endpoints={}),
        "unknown key",
        ".endpoints",
        id="below apis",
    ),
    pytest.param(
        lambda manifest: manifest["apis"]["custom"].update(
            interfaces=[{"type": "ALEXA_PRESENTATION_APL", "port": []}]
        ),
        "unknown key",
        ".interfaces[0].port",
        id="unknown key behind a discriminator",
    ),
    pytest.param(
        lambda manifest: manifest["apis"]["custom"].update(interfaces=[{"type": "APL"}]),
        "unknown kind",
        ".interfaces[0].type",
        id="unknown kind",
    ),
    pytest.param(
        lambda manifest: manifest["permissions"].append({"name": "payments:autopay"}),
        "against Amazon's schema",
        ".permissions[2].name",
        id="unknown permission",
    ),
    pytest.param(
        set_publishing(distributionCountries=["UK"]),
        "against Amazon's schema",
        ".distributionCountries[0]",
        id="unknown country",
    ),
    pytest.param(set_page(summary="x" * 161), "against Amazon's schema", ".summary", id="summary too long"),
]


@pytest.mark.parametrize(("change", "rule", "place"), SCHEMA_FAULTS)
def test_a_fault_against_the_schema_is_found_where_it_is(change: Change, rule: str, place: str) -> None:
    schema = AmazonSchema(tools.spec())

    found = schema.check(a_package(change).manifest, definition=MANIFEST, file="planted.json")

    assert any(finding.rule == rule and finding.place.endswith(place) for finding in found), found


def test_a_client_without_a_named_discriminator_is_read_by_all_its_kinds() -> None:
    schema = AmazonSchema(tools.spec())
    client = {"authenticationProvider": "LWA", "applications": [{"type": "LWA_ANDROID", "clientId": "x"}]}
    package = a_package(lambda manifest: manifest.update(authorizedClients=[client]))

    found = schema.check(package.manifest, definition=MANIFEST, file="planted.json")

    assert not found
