"""The merchant's handbook shows commands that exist, and names every verb that the back office knows."""

import json
import re
import shlex
from typing import Any

import pytest

from ops.arguments import parse
from tests.tools import ROOT
from voicetill.office import requests

TEXT = (ROOT / "docs" / "merchant.md").read_text(encoding="utf-8")

COMMANDS = [line.split("#", 1)[0].strip() for line in TEXT.splitlines() if line.startswith("python -m ops ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_is_shown_makes_a_request(line: str) -> None:
    command = parse(shlex.split(line)[3:])

    requests.read(command.request)


def test_every_verb_is_named_with_what_belongs_to_it() -> None:
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", TEXT.split("## For other systems")[1], re.MULTILINE)
    told = {
        verb: set(re.findall(r"`(\w+)`", fields))
        for verbs, fields in rows
        for verb in re.findall(r"`(\w+)`", verbs)
    }
    kinds: Any = requests.Request.__args__

    told.pop("do")
    assert set(told) == set(requests.VERBS)
    for kind in kinds:
        known = {field.alias or name for name, field in kind.model_fields.items()}
        known -= {"do", "dry_run", "confirm"}
        assert known <= told[kind.model_fields["do"].annotation.__args__[0]]


def test_every_example_in_json_is_a_request() -> None:
    for block in re.findall(r"```json\n(.+?)```", TEXT, re.DOTALL):
        requests.read(json.loads(block))
