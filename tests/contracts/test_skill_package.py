"""The deployable package: models made from the catalogue and never stale, a manifest that keeps every rule."""

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.amazon_schema import MANIFEST, AmazonSchema
from scripts.example_phrases import Call, read_call
from scripts.manifest_checks import Package, check_manifest
from scripts.product_names import UnfitError, merge, read_products
from scripts.skill_package import CATALOGUE, PACKAGE, SOURCES, main
from tests import tools

FOLDER = tools.ROOT / "skill-package"
MODEL = {
    "interactionModel": {
        "languageModel": {"invocationName": "no nicks", "types": [{"name": "PRODUCT"}], "intents": []}
    }
}

Json = dict[str, Any]
Change = Callable[[Json], object]


def read(file: Path) -> Json:
    content: Json = json.loads(file.read_text(encoding="utf-8"))
    return content


def a_text(one: str, **changes: object) -> Json:
    return {"text": {"en-US": {"one": one, "other": f"{one}s", "synonyms": []} | changes}}


def values_of(model: Json) -> list[Json]:
    values: list[Json] = model["interactionModel"]["languageModel"]["types"][0]["values"]
    return values


def a_package(change: Change = lambda _: None) -> Package:
    """The shipped package, its manifest after a change."""
    manifest = read(FOLDER / "skill.json")
    change(manifest["manifest"])
    models = {file.stem: read(file) for file in (tools.ROOT / PACKAGE).glob("*.json")}
    return Package(folder=FOLDER, manifest=manifest, models=models)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of what the package is made from."""
    shutil.copytree(tools.ROOT / SOURCES, tmp_path / SOURCES)
    (tmp_path / CATALOGUE).parent.mkdir(parents=True)
    shutil.copy(tools.ROOT / CATALOGUE, tmp_path / CATALOGUE)
    return tmp_path


class TestTheCommand:
    def test_the_shipped_models_are_fresh(self, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = ["--check"]

        code = main(arguments)

        assert code == 0, capsys.readouterr().err

    def test_it_runs_as_a_module(self) -> None:
        command = [sys.executable, "-m", "scripts.skill_package", "--check"]

        done = subprocess.run(command, cwd=tools.ROOT, capture_output=True, text=True, check=False)

        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_what_it_writes_is_fresh_and_the_same_each_time(self, shop: Path) -> None:
        code = main([], root=shop)
        first = (shop / PACKAGE / "en-US.json").read_bytes()

        again = main([], root=shop)

        assert (code, again, main(["--check"], root=shop)) == (0, 0, 0)
        assert (shop / PACKAGE / "en-US.json").read_bytes() == first
        assert first.endswith(b"}\n")
        assert not first.endswith(b"\n\n")

    def test_every_stale_file_is_named_and_nothing_is_written(
        self, shop: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main([], root=shop)
        (shop / PACKAGE / "en-US.json").write_text("{}\n", encoding="utf-8")
        (shop / PACKAGE / "xx-XX.json").write_text("{}\n", encoding="utf-8")

        code, told = main(["--check"], root=shop), capsys.readouterr().err

        assert code == 1
        assert [line.split()[0] for line in told.splitlines()] == [
            f"{PACKAGE}/en-US.json",
            f"{PACKAGE}/xx-XX.json",
        ]
        assert (shop / PACKAGE / "en-US.json").read_text(encoding="utf-8") == "{}\n"

    def test_a_model_that_lost_its_source_is_removed(self, shop: Path) -> None:
        main([], root=shop)
        (shop / PACKAGE / "xx-XX.json").write_text("{}\n", encoding="utf-8")

        code = main([], root=shop)

        assert code == 0
        assert [file.name for file in (shop / PACKAGE).iterdir()] == ["en-US.json"]

    def test_a_new_synonym_makes_the_package_stale(self, shop: Path) -> None:
        main([], root=shop)
        catalogue = (shop / CATALOGUE).read_text(encoding="utf-8")

        (shop / CATALOGUE).write_text(catalogue.replace('"kit", ', '"kit", "beginner set", '), encoding="utf-8")

        assert main(["--check"], root=shop) == 1

    @pytest.mark.parametrize(
        ("file", "before", "after", "told"),
        [
            (CATALOGUE, '"voucher", ', '"voucher", "Kit", ', "claimed by starter_kit and by barber_voucher"),
            (CATALOGUE, "[products.starter_kit]", "[products.starter_kit", "catalogue.toml cannot be read"),
            (SOURCES / "en-US.json", '"no nicks"', '"no nicks', "en-US.json cannot be read"),
            (SOURCES / "en-US.json", '"check out"', '"check {out}"', "undeclared slot"),
        ],
        ids=["one synonym, two products", "no TOML", "no JSON", "a faulty model"],
    )
    def test_unfit_files_are_told_and_nothing_is_written(
        self, *, shop: Path, capsys: pytest.CaptureFixture[str], file: Path, before: str, after: str, told: str
    ) -> None:
        text = (shop / file).read_text(encoding="utf-8")
        (shop / file).write_text(text.replace(before, after, 1), encoding="utf-8")

        code = main([], root=shop)

        assert code == 1
        assert told in capsys.readouterr().err
        assert not (shop / PACKAGE).exists()


class TestProductNames:
    def test_a_product_becomes_a_value_with_its_id(self) -> None:
        products = {"starter_kit": a_text("starter kit", synonyms=["kit"])}

        merged = merge(MODEL, products, locale="en-US")

        assert values_of(merged) == [
            {"id": "starter_kit", "name": {"value": "starter kit", "synonyms": ["starter kits", "kit"]}}
        ]

    def test_every_product_of_the_catalogue_is_known_also_the_ones_not_offered(self) -> None:
        products = read_products((tools.ROOT / CATALOGUE).read_text(encoding="utf-8"))

        shipped = values_of(read(tools.ROOT / PACKAGE / "en-US.json"))

        assert [value["id"] for value in shipped] == list(products)
        assert any(not product["offered"] for product in products.values())

    def test_a_product_without_a_text_in_the_locale_is_left_out(self) -> None:
        products = {
            "starter_kit": a_text("starter kit"),
            "gel": {"text": {"de-DE": {"one": "Gel", "other": "Gele"}}},
        }

        merged = merge(MODEL, products, locale="en-US")

        assert [value["id"] for value in values_of(merged)] == ["starter_kit"]

    def test_a_name_is_given_once_whatever_its_capitals(self) -> None:
        products = {"gel": a_text("gel", other="Gel", synonyms=["GEL", "shave gel", "Shave Gel"])}

        merged = merge(MODEL, products, locale="en-US")

        assert values_of(merged)[0]["name"] == {"value": "gel", "synonyms": ["shave gel"]}

    def test_the_source_is_left_as_it_was(self) -> None:
        before = copy.deepcopy(MODEL)

        merge(MODEL, {"starter_kit": a_text("starter kit")}, locale="en-US")

        assert before == MODEL

    @pytest.mark.parametrize(
        ("products", "told"),
        [
            ({"kit": a_text("kit"), "set": a_text("set", synonyms=["KIT"])}, "'KIT' is claimed by kit and by set"),
            ({"gel": a_text("gel", other="gel")}, "gel needs a synonym"),
            ({"gel": {"text": {"en-US": {"one": "gel"}}}}, "gel needs `one` and `other`"),
            ({}, "no product has a text in en-US"),
        ],
    )
    def test_names_that_cannot_be_merged_are_refused(self, products: Json, told: str) -> None:
        with pytest.raises(UnfitError) as refused:
            merge(MODEL, products, locale="en-US")

        assert told in str(refused.value)

    @pytest.mark.parametrize("types", [[], [{"name": "PRODUCT", "values": []}], [{"name": "PRODUCT"}] * 2])
    def test_a_model_that_keeps_products_itself_is_refused(self, types: list[Json]) -> None:
        model = {"interactionModel": {"languageModel": {"types": types}}}

        with pytest.raises(UnfitError):
            merge(model, {"starter_kit": a_text("starter kit")}, locale="en-US")


class TestTheManifest:
    def test_it_fits_amazons_schema(self) -> None:
        schema = AmazonSchema(tools.spec())

        found = schema.check(a_package().manifest, definition=MANIFEST, file="skill-package/skill.json")

        assert not found, "\n".join(map(str, found))

    def test_it_keeps_our_rules(self) -> None:
        package = a_package()

        found = check_manifest(package, file="skill-package/skill.json")

        assert not found, "\n".join(map(str, found))

    def test_customers_read_that_amazon_has_switched_the_payments_off(self) -> None:
        pages = dict(a_package().pages)

        descriptions = [page["description"] for page in pages.values()]

        assert all("Amazon switched off Amazon Pay for Alexa skills" in text for text in descriptions)


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
        ".permissions[1].name",
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


@pytest.mark.parametrize(
    ("phrase", "call"),
    [
        ("Alexa, open No Nicks", Call("")),
        ("Alexa open no nicks", Call("")),
        ("Alexa, talk to No Nicks!", Call("")),
        ("Alexa, ask No Nicks for a starter kit", Call("for a starter kit")),
        ("Alexa, ask No Nicks, what do you sell?", Call("what do you sell")),
        ("Alexa, sing No Nicks", None),
        ("Alexa, open No Nicks for a starter kit", None),
        ("No Nicks", None),
    ],
)
def test_a_phrase_is_taken_apart_as_alexa_does(phrase: str, call: Call | None) -> None:
    name = "no nicks"

    read_phrase = read_call(phrase, name)

    assert (read_phrase and Call(" ".join(read_phrase.request.split()))) == call
