"""The page about privacy tells every field that the stores write, and none that they don't."""

import ast
import re
from pathlib import Path

import pytest

from tests.tools import ROOT

PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
STORES = ROOT / "lambda" / "voicetill" / "stores"

RECORDS = {
    "customer": ("customers.py", "to_record"),
    "checkout": ("checkouts.py", "to_record"),
    "order": ("orders.py", "to_record"),
    "subscription": ("subscriptions.py", "to_record"),
    "occurrence": ("occurrences.py", "to_record"),
    "attempt": ("attempts.py", "to_record"),
    "erasure": ("erasures.py", "to_record"),
    "link": ("link_records.py", "from_link"),
    "grant": ("link_records.py", "from_grant"),
    "visit": ("link_records.py", "from_visit"),
    "invitation": ("link_records.py", "from_invitation"),
}


def written(file: Path, function: str) -> set[str]:
    """The members of the record that a function writes, as its text has them."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    (found,) = (it for it in ast.walk(tree) if isinstance(it, ast.FunctionDef) and it.name == function)
    record = next(it for it in ast.walk(found) if isinstance(it, ast.Dict))
    return {key.value for key in record.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def told(heading: str) -> dict[str, set[str]]:
    """The fields of each record in the table under a heading."""
    part = PAGE.split(heading, 1)[1].split("\n#", 1)[0]
    rows = re.findall(r"^\| (\w+) \| (.+?) \|", part, re.MULTILINE)
    fields: dict[str, set[str]] = {}
    for record, names in rows:
        fields.setdefault(record, set()).update(re.findall(r"`(\w+)`", names))
    fields.pop("record", None)
    return fields


ABOUT_A_PERSON, ABOUT_NOBODY = told("## What is stored about a person"), told("### Stored, and about nobody")


def test_every_file_that_writes_records_is_known_here() -> None:
    writers = {
        file.name
        for file in STORES.glob("*.py")
        if re.search(r"^def (to_record|from_link|from_visit)\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert writers == {file for file, _ in RECORDS.values()}


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_that_is_stored_is_told_and_none_that_is_not(record: str) -> None:
    file, function = RECORDS[record]

    person, nobody = ABOUT_A_PERSON.get(record, set()), ABOUT_NOBODY.get(record, set())

    assert person | nobody == written(STORES / file, function)


def test_no_record_is_told_that_does_not_exist() -> None:
    assert {*ABOUT_A_PERSON, *ABOUT_NOBODY} == set(RECORDS)


def test_the_tests_that_it_names_exist() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)

    assert named
    assert all((ROOT / name).exists() for name in named)
