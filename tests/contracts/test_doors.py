"""Every door of the cloud is declared, told exactly what it reads, and allowed no more than it does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from tests.tools import ROOT
from voicetill.settings.live import LiveSettings
from voicetill.settings.ops import OpsSettings
from voicetill.settings.outbox import OutboxSettings
from voicetill.settings.renewals import RenewalsSettings, RenewalWorkerSettings
from voicetill.settings.settling import SettlingSettings
from voicetill.settings.skill import SkillSettings
from voicetill.settings.web import WebSettings

Json = dict[str, Any]

SETTINGS: dict[str, type[BaseModel]] = {
    "lambda_function": SkillSettings,
    "renewals_function": RenewalsSettings,
    "renewal_worker_function": RenewalWorkerSettings,
    "settling_function": SettlingSettings,
    "outbox_function": OutboxSettings,
    "web_function": WebSettings,
    "ops_function": OpsSettings,
}
"""What each door reads."""

CHARGING = ("lambda_function", "renewal_worker_function", "settling_function", "web_function", "ops_function")
"""The doors that speak to payment companies, and so may read their keys."""

SELLING = (
    "lambda_function",
    "renewals_function",
    "renewal_worker_function",
    "web_function",
    "settling_function",
)
"""The doors that look at the merchant's switch: they begin to charge, or count whether it is closed."""

# What Lambda sets by itself, and a template may not.
SET_BY_LAMBDA = {"AWS_REGION"}

# What leads a rehearsal to a pretend service; a deployment asks the real ones.
FOR_REHEARSALS = re.compile(r".*_ENDPOINT")

PAYMENT_KEYS = ("PproApiKeySecret", "AmazonPayPrivateKeySecret")


class _Reader(yaml.SafeLoader):
    """Reads CloudFormation's tags in their long form: `!Ref X` as {"Ref": "X"}."""


def _intrinsic(reader: _Reader, suffix: str, node: yaml.Node) -> Json:
    key = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {key: reader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {key: reader.construct_sequence(node, deep=True)}


_Reader.add_multi_constructor("!", _intrinsic)

TEMPLATE: Json = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader=_Reader)
FUNCTIONS: dict[str, Json] = {
    resource["Properties"]["Handler"].removesuffix(".lambda_handler"): resource["Properties"]
    for resource in TEMPLATE["Resources"].values()
    if resource["Type"] == "AWS::Serverless::Function"
}
SHARED: Json = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]


def doors() -> list[Path]:
    return sorted((ROOT / "lambda").glob("*_function.py"))


def own(door: str) -> set[str]:
    return set(FUNCTIONS[door].get("Environment", {}).get("Variables", {}))


def fields(door: str) -> dict[str, bool]:
    """The variables that a door reads, and whether it cannot do without.

    The skill's door reads those of the server's route only on that route.
    """
    read = {str(field.alias): field.is_required() for field in SETTINGS[door].model_fields.values()}
    also = {str(field.alias): False for field in LiveSettings.model_fields.values()}
    return {**also, **read} if door == "lambda_function" else read


def statements(door: str) -> Iterator[Json]:
    role = TEMPLATE["Resources"][FUNCTIONS[door]["Role"]["Fn::GetAtt"].split(".")[0]]
    for each in role["Properties"]["Policies"]:
        policy = each["Fn::If"][1] if "Fn::If" in each else each
        for statement in policy["PolicyDocument"]["Statement"]:
            yield statement["Fn::If"][1] if "Fn::If" in statement else statement


def test_each_door_is_a_function_and_each_function_a_door() -> None:
    assert set(FUNCTIONS) == {door.stem for door in doors()} == set(SETTINGS)


@pytest.mark.parametrize("door", doors(), ids=lambda door: door.stem)
def test_a_door_is_ten_lines_and_opens_once(door: Path) -> None:
    lines = [line for line in door.read_text(encoding="utf-8").splitlines() if line.strip()]

    assert len(lines) <= 12
    assert lines[-1].startswith("lambda_handler = open_")


@pytest.mark.parametrize("door", SETTINGS)
def test_a_door_is_told_all_that_it_cannot_do_without(door: str) -> None:
    needed = {name for name, required in fields(door).items() if required}

    assert needed <= own(door) | set(SHARED)


@pytest.mark.parametrize("door", SETTINGS)
def test_a_door_is_told_nothing_of_its_own_that_it_does_not_read(door: str) -> None:
    assert own(door) <= set(fields(door))
    assert not own(door) & SET_BY_LAMBDA
    assert not any(FOR_REHEARSALS.fullmatch(name) for name in own(door))


def test_what_all_are_told_somebody_reads() -> None:
    read = {name for door in SETTINGS for name in fields(door)}

    assert set(SHARED) <= read


@pytest.mark.parametrize("door", SETTINGS)
def test_rights_name_what_they_allow(door: str) -> None:
    for statement in statements(door):
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        assert all("*" not in action for action in actions), statement
        # Streams can be listed only of all tables (IAM, actions of DynamoDB).
        assert statement["Resource"] != "*" or actions == ["dynamodb:ListStreams"], statement


@pytest.mark.parametrize("door", SETTINGS)
def test_only_who_charges_reads_the_keys(door: str) -> None:
    readable = [str(statement["Resource"]) for statement in statements(door)]

    reads = any(key in resource for key in PAYMENT_KEYS for resource in readable)

    assert reads == (door in CHARGING)


@pytest.mark.parametrize("door", SETTINGS)
def test_who_is_told_of_the_switch_may_look_at_it_and_only_the_merchant_turns_it(door: str) -> None:
    rights = {
        action
        for statement in statements(door)
        if "SalesSwitch" in str(statement["Resource"])
        for action in statement["Action"]
    }
    merchant = door == "ops_function"

    assert ("SALES_SWITCH_PARAMETER" in own(door)) == (door in SELLING or merchant)
    assert rights == ({"ssm:GetParameter"} if door in SELLING else set()) | (
        {"ssm:GetParameter", "ssm:PutParameter"} if merchant else set()
    )


@pytest.mark.parametrize("door", SETTINGS)
def test_nobody_deletes(door: str) -> None:
    actions = [action for statement in statements(door) for action in statement["Action"]]

    assert not {"dynamodb:DeleteItem", "dynamodb:DeleteTable", "dynamodb:Scan"} & set(actions)


def test_what_the_clock_calls_it_may_call() -> None:
    called = {
        name
        for name, resource in TEMPLATE["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
        for event in resource["Properties"].get("Events", {}).values()
        if event["Type"] == "ScheduleV2"
    }
    (policy,) = TEMPLATE["Resources"]["ClockRole"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]

    allowed = re.findall(r"(\w+Function)\.Arn", str(statement["Resource"]))

    assert set(allowed) == called


def test_a_message_is_hidden_for_longer_than_its_worker_takes() -> None:
    """Else a second worker would begin while the first still charges; the claim stops it, in vain."""
    queue = TEMPLATE["Resources"]["RenewalQueue"]["Properties"]

    assert queue["VisibilityTimeout"] >= 6 * FUNCTIONS["renewal_worker_function"]["Timeout"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": "RenewalDeadLetters.Arn"}


def test_what_happened_is_told_from_the_stream_and_swept_up_by_the_clock() -> None:
    events = FUNCTIONS["outbox_function"]["Events"]

    kinds = {event["Type"] for event in events.values()}

    assert kinds == {"DynamoDB", "ScheduleV2"}
    assert "StreamSpecification" in TEMPLATE["Resources"]["TillTable"]["Properties"]
