"""What the tests of certification share: a copy of all that is submitted, and one rule's verdict on it."""

import copy
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.certification.certifying import certify
from scripts.certification.review import OpenShop
from scripts.certification.rulebook import RULES
from scripts.certification.rules import Rule, Verdict
from scripts.certification.submission import DATA, DEPLOYMENTS, MANIFEST, TEMPLATE, Submission, read_submission
from scripts.skill_package import PACKAGE, SOURCES
from tests import tools

Json = dict[str, Any]
Change = Callable[[Path], object]


def a_copy(folder: Path) -> Path:
    """Copy what is submitted, so that a test can spoil it."""
    for part in (SOURCES, MANIFEST.parent, DATA):
        shutil.copytree(tools.ROOT / part, folder / part)
    for file in (TEMPLATE, DEPLOYMENTS):
        shutil.copy(tools.ROOT / file, folder / file)
    return folder


def rule_named(name: str) -> Rule:
    return next(rule for rule in RULES if rule.name == name)


def read_only(name: str) -> Rule:
    """The rule without its conversations."""
    return replace(rule_named(name), play=None)


def play_only(name: str) -> Rule:
    """The rule without its files."""
    return replace(rule_named(name), read=None)


def verdict_on(submission: Submission, rule: Rule, open_shop: OpenShop) -> Verdict:
    (verdict,) = certify(submission, open_shop, rules=[rule])
    return verdict


def the_shipped_shop() -> Submission:
    return read_submission(tools.ROOT)


def in_file(file: Path, before: str, after: str) -> Change:
    """Write something else where this stands for the first time."""

    def change(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert before in text, f"{file} has no {before!r}"
        (root / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    return change


def in_manifest(change: Callable[[Json], object]) -> Change:
    def changed(root: Path) -> None:
        content: Json = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        change(content["manifest"])
        (root / MANIFEST).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return changed


def in_model(locale: str, change: Callable[[Json], object]) -> Change:
    """Change a model, in its source and in the package."""

    def changed(root: Path) -> None:
        for folder in (SOURCES, PACKAGE):
            file = root / folder / f"{locale}.json"
            content: Json = json.loads(file.read_text(encoding="utf-8"))
            change(content["interactionModel"]["languageModel"])
            file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return changed


def english_only(submission: Submission) -> Submission:
    """The same with one locale's page: what a rule finds in one, it finds in each."""
    manifest = copy.deepcopy(submission.package.manifest)
    pages = manifest["manifest"]["publishingInformation"]["locales"]
    manifest["manifest"]["publishingInformation"]["locales"] = {"en-US": pages["en-US"]}
    return replace(submission, package=replace(submission.package, manifest=manifest))
