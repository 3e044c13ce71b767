"""`make certify`: the shipped shop passes, and a fault in any file is found, with its rule and how to mend it."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from scripts.certification.certifying import Studio, certify
from scripts.certification.deployment import region_of
from scripts.certification.report import told
from scripts.certification.rulebook import RULES
from scripts.certification.submission import DATA, DEPLOYMENTS, MANIFEST, TEMPLATE, Submission, read_submission
from scripts.certify import main
from simulator.testing import Shop
from tests.contracts.certification import (
    Change,
    Json,
    a_copy,
    in_file,
    in_manifest,
    in_model,
    read_only,
    rule_named,
    the_shipped_shop,
    verdict_on,
)

CATALOGUE, MARKETS = DATA / "catalogue.toml", DATA / "markets.toml"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:voicetill"


def nobody_talks(submission: Submission, locale: str) -> AbstractContextManager[Shop]:
    raise AssertionError(f"files alone are read here, and nobody talks in {locale}")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return a_copy(tmp_path)


def test_the_shipped_shop_passes_and_says_by_which_rules(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([])

    report = capsys.readouterr().out
    assert code == 0, report
    assert all(f"passed  {rule.name}: {rule.asks}\n        ({rule.source})" in report for rule in RULES)
    assert all(locale in report.splitlines()[-1] for locale in the_shipped_shop().locales)
    assert "Still to do before submission" in report
    assert "FAILED" not in report


def test_what_may_wait_is_a_finding_once_the_skill_is_submitted(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_manifest(lambda manifest: manifest["publishingInformation"].update(locales={}))(shop)

    code = main(["--json", "--submit"], root=shop)

    report = json.loads(capsys.readouterr().out)
    endpoints = next(rule for rule in report["rules"] if rule["name"] == "endpoint-regions")
    assert code == 1
    assert report["passed"] is False
    assert [finding["weight"] for finding in endpoints["findings"]] == ["before submission"]
    assert "SkillFunctionArn" in endpoints["findings"][0]["mend"]


def test_wrong_usage_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--certainly"])

    assert left.value.code == 2
    assert "--submit" in capsys.readouterr().err


def test_every_rule_has_a_name_of_its_own_a_page_and_a_check() -> None:
    names = [rule.name for rule in RULES]

    assert len(names) == len(set(names))
    assert all(rule.source and rule.asks and (rule.read or rule.play) for rule in RULES)


def page(**changes: object) -> Change:
    return in_manifest(lambda manifest: manifest["publishingInformation"]["locales"]["en-US"].update(changes))


def privacy(**changes: object) -> Change:
    return in_manifest(lambda manifest: manifest["privacyAndCompliance"].update(changes))


def custom(**content: object) -> Change:
    return in_manifest(lambda manifest: manifest["apis"].update(custom=content))


def at(function: str) -> Json:
    return {"endpoint": {"uri": function}}


def no_samples(name: str) -> Change:
    return in_model("en-US", lambda model: intent(model, name)["samples"].clear())


def no_intent(name: str) -> Change:
    return in_model("en-US", lambda model: model["intents"].remove(intent(model, name)))


def intent(model: Json, name: str) -> Json:
    return next(one for one in model["intents"] if one["name"] == name)


def without_paragraph(words: str) -> Change:
    def change(manifest: Json) -> None:
        store = manifest["publishingInformation"]["locales"]["en-US"]
        store["description"] = "\n\n".join(
            part for part in store["description"].split("\n\n") if words not in part
        )

    return in_manifest(change)


def live(line: str) -> Change:
    return in_file(DEPLOYMENTS, 'parameter_overrides = ["SandboxMode=false"]', line)


def sell_nothing(root: Path) -> None:
    text = (root / CATALOGUE).read_text(encoding="utf-8")
    (root / CATALOGUE).write_text(text.replace("sold_out = false", "sold_out = true"), encoding="utf-8")


FAULTS: list[Any] = [
    ("whole", in_file(MANIFEST, '"manifest"', "manifest"), "skill.json cannot be read"),
    ("whole", in_file(CATALOGUE, "[products.starter_kit]", "[products.starter_kit"), "catalogue.toml"),
    ("whole", in_file(DATA / "speech/en-US.toml", "goodbye", "good_bye"), "goodbye"),
    ("whole", in_file(CATALOGUE, '"kit", ', '"kit", "beginner set", '), "make skill-package"),
    ("whole", in_file(TEMPLATE, "Parameters:", "Parameters: ]"), "template.yaml cannot be read"),
    ("consent-permission", in_manifest(lambda manifest: manifest.pop("permissions")), "payments:autopay_consent"),
    ("allows-purchases", privacy(allowsPurchases=False), "set it to true"),
    ("allows-purchases", privacy(usesPersonalInfo=False), "set it to true"),
    ("not-child-directed", privacy(isChildDirected=True), "set it to false"),
    ("privacy-and-terms", privacy(locales={}), "give an https address"),
    ("mandated-sentence", page(description="Alexa, open No Nicks."), "word for word: This skill uses Amazon Pay"),
    ("invocation-name", in_file(MARKETS, '"No Nicks"', '"Some Nicks"'), "'some nicks'"),
    (
        "invocation-name",
        in_model("en-US", lambda model: model.update(invocationName="open nicks")),
        "take out 'open'",
    ),
    ("invocation-name", page(name="Razors"), "call the skill what customers say"),
    ("invocation-name", page(description="Razors by voice."), "teach how to begin"),
    ("example-phrases", page(examplePhrases=["Alexa, open No Nicks"]), "give three"),
    ("icons", page(largeIconUri="file://assets/images/en-US_smallIcon.png"), "512 x 512"),
    (
        "markets",
        in_manifest(
            lambda manifest: manifest["publishingInformation"]["locales"].update(
                {"en-IE": manifest["publishingInformation"]["locales"]["en-US"]}
            )
        ),
        "name en-IE among a market's locales",
    ),
    (
        "markets",
        in_manifest(lambda manifest: manifest["publishingInformation"].update(distributionCountries=["NZ"])),
        "add US",
    ),
    ("markets", sell_nothing, "offer something in en-US"),
    ("voice-code", in_file(CATALOGUE, 'US = "9.00"', 'US = "100.00"'), 'a voice code ("voice code")'),
    ("sandbox-off", live('parameter_overrides = ["SandboxMode=true"]'), "say SandboxMode=false"),
    ("sandbox-off", live("parameter_overrides = []"), "say SandboxMode=false"),
    ("sandbox-off", live(""), "write the parameters of the release"),
    (
        "sandbox-off",
        live('parameter_overrides = ["SandboxMode=false", "SandboxCustomerEmail=sam@nonicks.example"]'),
        "take SandboxCustomerEmail out",
    ),
    (
        "sandbox-off",
        live('parameter_overrides = ["SandboxMode=false", "SellersId=A1"]'),
        "SellersId is no parameter",
    ),
    (
        "sandbox-off",
        in_file(TEMPLATE, "SANDBOX_MODE: !Ref SandboxMode", 'SANDBOX_MODE: "true"'),
        "SANDBOX_CUSTOMER_EMAIL: is missing",
    ),
    ("sandbox-off", in_file(TEMPLATE, "SANDBOX_MODE: !Ref SandboxMode", "SOMETHING: x"), "would not start"),
    ("endpoint-regions", custom(endpoint={"uri": "https://nonicks.example"}), "write the ARN"),
    ("endpoint-regions", custom(endpoint={"uri": FUNCTION.replace("east", "north")}), "deploy the function to"),
    ("endpoint-regions", custom(regions={"EU": at(FUNCTION)}), "deploy the function to eu-west-1"),
    (
        "endpoint-regions",
        custom(regions={"EU": at(FUNCTION.replace("us-east-1", "eu-west-1"))}),
        "name an endpoint for NA, where en-US",
    ),
    ("endpoint-regions", custom(regions={"XX": at(FUNCTION)}), "Alexa has the regions NA, EU, FE"),
    (
        "accounts",
        in_manifest(lambda manifest: manifest["publishingInformation"].pop("testingInstructions")),
        "tell the reviewer",
    ),
    ("refund-and-cancel", no_intent("RefundIntent"), "declare RefundIntent"),
    ("refund-and-cancel", no_samples("CancelOrderIntent"), "declare CancelOrderIntent"),
    ("refund-and-cancel", no_intent("ContactIntent"), "declare ContactIntent"),
    ("refund-and-cancel", in_file(MARKETS, '"+1 555 010 0199"', '"on request"'), "give a phone number"),
    ("refund-and-cancel", in_file(MARKETS, '"help@nonicks.example"', '"our web site"'), "give an e-mail address"),
    ("order-status", no_intent("OrderStatusIntent"), "declare OrderStatusIntent"),
    ("help", no_intent("AMAZON.HelpIntent"), "declare AMAZON.HelpIntent"),
]


def names_of_faults() -> Iterator[str]:
    return (f"{name}: {mend}" for name, _, mend in FAULTS)


@pytest.mark.parametrize(("name", "change", "mend"), FAULTS, ids=names_of_faults())
def test_a_fault_in_a_file_is_found_where_it_is(shop: Path, name: str, change: Change, mend: str) -> None:
    change(shop)

    found = verdict_on(read_submission(shop), read_only(name), nobody_talks).findings(submit=False)

    assert any(mend in remark.mend for remark in found), found
    assert all(remark.place and remark.mend for remark in found)


ENDPOINTS = [
    {"endpoint": {"uri": FUNCTION}},
    {"endpoint": {"uri": f"{FUNCTION}:live"}, "regions": {"EU": at(FUNCTION.replace("us-east-1", "eu-west-1"))}},
    {
        "regions": {
            "NA": at(FUNCTION),
            "EU": at(FUNCTION.replace("us-east-1", "eu-west-1")),
            "FE": at(FUNCTION.replace("us-east-1", "ap-northeast-1")),
        }
    },
]


@pytest.mark.parametrize("content", ENDPOINTS, ids=["default", "default and Europe", "each region"])
def test_endpoints_where_alexa_calls_them_pass(shop: Path, content: Json) -> None:
    custom(**content)(shop)

    verdict = verdict_on(read_submission(shop), read_only("endpoint-regions"), nobody_talks)

    assert not verdict.findings(submit=True)


@pytest.mark.parametrize(
    ("locale", "region"),
    [("en-US", "NA"), ("fr-CA", "NA"), ("en-GB", "EU"), ("de-DE", "EU"), ("ja-JP", "FE"), ("en-AU", "FE")],
)
def test_customers_are_served_from_the_region_of_their_locale(locale: str, region: str) -> None:
    assert region_of(locale) == region


@pytest.mark.parametrize(
    "line",
    [
        'parameter_overrides = "SandboxMode=\\"false\\" SkillId=\\"amzn1.ask.skill.1\\" SellerId=\\"A1\\""',
        'parameter_overrides = ["SandboxMode=false", "SkillId=amzn1.ask.skill.1", "SandboxCustomerEmail="]',
    ],
    ids=["as SAM writes it", "with an empty test buyer"],
)
def test_the_releases_parameters_are_read_in_each_form(shop: Path, line: str) -> None:
    live(line)(shop)

    verdict = verdict_on(read_submission(shop), read_only("sandbox-off"), nobody_talks)

    assert not verdict.findings(submit=True)


DEAR = in_file(CATALOGUE, 'US = "9.00"', 'US = "150.00"')


@pytest.mark.parametrize(
    "telling",
    [
        in_file(CATALOGUE, "a small tube of shave gel.", "shave gel. A voice code can guard your order."),
        in_manifest(
            lambda manifest: manifest["publishingInformation"]["locales"]["en-US"].update(
                description=manifest["publishingInformation"]["locales"]["en-US"]["description"]
                + " For the large kit, better set a Voice Code first."
            )
        ),
    ],
    ids=["in the details", "in the description"],
)
def test_dear_goods_pass_when_the_voice_code_is_told_of(shop: Path, telling: Change) -> None:
    DEAR(shop)
    telling(shop)

    verdict = verdict_on(read_submission(shop), read_only("voice-code"), nobody_talks)

    assert not verdict.findings(submit=True)


def test_the_mandated_sentence_alone_does_not_tell_of_the_voice_code(shop: Path) -> None:
    DEAR(shop)

    verdict = verdict_on(read_submission(shop), read_only("voice-code"), nobody_talks)

    assert verdict.findings(submit=False)


def test_a_locale_that_cannot_be_played_is_a_finding_of_every_conversation(shop: Path) -> None:
    in_manifest(
        lambda manifest: manifest["publishingInformation"].update(
            locales={"en-IE": manifest["publishingInformation"]["locales"]["en-US"]}
        )
    )(shop)
    submission = read_submission(shop)

    verdicts = certify(submission, nobody_talks)

    failed = {verdict.rule.name for verdict in verdicts if verdict.findings(submit=False)}
    assert {rule.name for rule in RULES if rule.play} <= failed


def test_a_skill_that_cannot_start_is_a_finding_and_is_not_played(shop: Path) -> None:
    in_file(DATA / "speech/en-US.toml", "goodbye", "good_bye")(shop)

    verdicts = certify(read_submission(shop), nobody_talks)

    found = {verdict.rule.name: verdict.findings(submit=False) for verdict in verdicts}
    assert any("goodbye" in remark.mend for remark in found["whole"])
    assert all("does not start" in found[rule.name][-1].mend for rule in RULES if rule.play)


def test_a_model_that_cannot_be_played_is_a_finding(shop: Path) -> None:
    in_model("en-US", lambda model: model["intents"][0]["samples"].append("what is {this}"))(shop)

    with Studio() as studio:
        verdict = verdict_on(read_submission(shop), rule_named("help"), studio)

    assert any("nothing can be played" in remark.mend for remark in verdict.findings(submit=False))


def test_what_is_to_be_mended_alike_in_several_places_is_told_once(shop: Path) -> None:
    in_manifest(lambda manifest: manifest["privacyAndCompliance"].update(locales={}))(shop)
    verdict = verdict_on(read_submission(shop), read_only("privacy-and-terms"), nobody_talks)

    report = told([verdict], ["en-US"], submit=False)

    assert report.count("give an https address") == 1
    assert report.count("privacyPolicyUrl") == len(the_shipped_shop().locales)
