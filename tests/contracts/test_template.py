"""What is deployed: a valid template that gives the function what it expects and allows no more than it needs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import tools

TEMPLATE = tools.ROOT / "template.yaml"

Json = dict[str, Any]


class _Reader(yaml.SafeLoader):
    """Reads CloudFormation's tags in their long form: `!Ref X` as {"Ref": "X"}."""


def _intrinsic(reader: _Reader, suffix: str, node: yaml.Node) -> Json:
    key = suffix if suffix == "Ref" else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {key: reader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {key: reader.construct_sequence(node, deep=True)}


_Reader.add_multi_constructor("!", _intrinsic)


@pytest.fixture(scope="module")
def template() -> Json:
    content: Json = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=_Reader)  # a safe loader, with tags
    return content


def function_of(template: Json) -> Json:
    """The skill's function, with what Globals give to every function."""
    shared, own = template["Globals"]["Function"], template["Resources"]["SkillFunction"]["Properties"]
    variables = {**shared["Environment"]["Variables"], **own["Environment"]["Variables"]}
    return {**shared, **own, "Environment": {"Variables": variables}}


def statements_of(template: Json) -> Iterator[Json]:
    """The rights that the skill's function always has; those to keys of payment companies come with these."""
    for policy in template["Resources"]["SkillRole"]["Properties"]["Policies"]:
        if "Fn::If" not in policy:
            yield from policy["PolicyDocument"]["Statement"]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    return subprocess.run(command, cwd=tools.ROOT, env=environment, capture_output=True, text=True, check=False)


def faults_of_rules(template: Json, parameters: dict[str, str]) -> list[str]:
    """The assertions that a deployment with these parameters would fail, as CloudFormation evaluates them."""

    def holds(condition: Json) -> bool:
        ((verb, operands),) = condition.items()
        if verb == "Fn::Not":
            return not holds(operands[0])
        assert verb == "Fn::Equals"
        left, right = (parameters[side["Ref"]] if isinstance(side, dict) else side for side in operands)
        return bool(left == right)

    return [
        assertion["AssertDescription"]
        for rule in template["Rules"].values()
        if holds(rule["RuleCondition"])
        for assertion in rule["Assertions"]
        if not holds(assertion["Assert"])
    ]


def test_the_linter_has_nothing_to_say() -> None:
    command: list[str | Path] = [
        Path(sys.executable).with_name("cfn-lint"),
        "--regions",
        "us-east-1",
        "--",
        "template.yaml",
    ]

    done = run(*command)

    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_sam_finds_it_valid() -> None:
    command: list[str | Path] = [
        tools.sam(),
        "validate",
        "--lint",
        "--region",
        "us-east-1",
        "--template",
        TEMPLATE,
    ]

    done = run(*command)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "[W" not in done.stdout + done.stderr


def test_the_function_is_the_door_of_the_contract(template: Json) -> None:
    function = function_of(template)

    told = {key: function[key] for key in ("CodeUri", "Handler", "Runtime", "Architectures")}

    assert told == {
        "CodeUri": "lambda/",
        "Handler": "lambda_function.lambda_handler",
        "Runtime": "python3.13",
        "Architectures": ["arm64"],
    }


def test_the_function_learns_what_it_needs_to_answer_in_sandbox(template: Json) -> None:
    variables = function_of(template)["Environment"]["Variables"]

    sources = {name: value["Ref"] for name, value in variables.items()}

    assert (
        sources.items()
        >= {
            "SKILL_ID": "SkillId",
            "SELLER_ID": "SellerId",
            "SANDBOX_MODE": "SandboxMode",
            "SANDBOX_CUSTOMER_EMAIL": "SandboxCustomerEmail",
            "TABLE_NAME": "TillTable",
            "PAYMENT_ROUTE": "PaymentRoute",
        }.items()
    )


def test_only_our_own_skill_may_knock(template: Json) -> None:
    events = function_of(template)["Events"]

    knockers = list(events.values())

    assert knockers == [{"Type": "AlexaSkill", "Properties": {"SkillId": {"Ref": "SkillId"}}}]


def test_the_function_ends_before_alexa_stops_listening(template: Json) -> None:
    timeout = function_of(template)["Timeout"]

    assert 3 <= timeout <= 8


def test_a_role_of_ours_replaces_the_wide_one_that_sam_would_make(template: Json) -> None:
    function, role = function_of(template), template["Resources"]["SkillRole"]["Properties"]

    assert function["Role"] == {"Fn::GetAtt": "SkillRole.Arn"}
    assert "Policies" not in function
    assert "ManagedPolicyArns" not in role


def test_rights_name_verbs_and_resources_without_a_wildcard(template: Json) -> None:
    allowed = {
        next(iter(statement["Resource"].values())): set(statement["Action"])
        for statement in statements_of(template)
        if statement["Effect"] == "Allow"
    }

    assert allowed == {
        "TillTable.Arn": {
            "dynamodb:Query",
            "dynamodb:BatchGetItem",
            "dynamodb:PutItem",
        },
        "SkillLog.Arn": {"logs:CreateLogStream", "logs:PutLogEvents"},
        "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${SalesSwitch}": {"ssm:GetParameter"},
    }


def test_the_log_is_kept_for_a_time_and_not_for_ever(template: Json) -> None:
    logging, log = function_of(template)["LoggingConfig"], template["Resources"]["SkillLog"]

    assert logging == {"LogFormat": "JSON", "LogGroup": {"Ref": "SkillLog"}}
    assert log["Properties"]["RetentionInDays"] <= 90


def test_the_table_has_one_partition_a_customer(template: Json) -> None:
    table = template["Resources"]["TillTable"]["Properties"]

    keys = [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]]

    assert keys == [("pk", "HASH"), ("sk", "RANGE")]
    assert {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]} == {
        "pk": "S",
        "sk": "S",
        "agenda": "S",
        "agenda_at": "S",
    }
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_orders_survive_mistakes(template: Json) -> None:
    resource = template["Resources"]["TillTable"]

    table = resource["Properties"]

    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"]["SSEEnabled"] is True
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert "TableName" not in table, "a fixed name would stop a second stack and every replacement"


@pytest.mark.parametrize(
    ("sandbox", "email", "faults"),
    [
        ("true", "buyer@nonicks.example", 0),
        ("true", "", 1),
        ("false", "", 0),
        ("false", "buyer@nonicks.example", 1),
    ],
)
def test_sandbox_and_its_test_buyer_come_together(
    *, template: Json, sandbox: str, email: str, faults: int
) -> None:
    others = {name: parameter.get("Default", "") for name, parameter in template["Parameters"].items()}
    parameters = {**others, "SandboxMode": sandbox, "SandboxCustomerEmail": email}

    told = faults_of_rules(template, parameters)

    assert len(told) == faults


@pytest.mark.parametrize(
    ("chosen", "faults"),
    [
        ({}, 0),
        ({"PaymentRoute": "server"}, 3),
        ({"PaymentRoute": "server", "ServerProviders": "ppro"}, 2),
        (
            {
                "PaymentRoute": "server",
                "ServerProviders": "ppro",
                "LinkClientSecretName": "till/alexa",
                "LinkRedirectUris": "https://pitangui.amazon.com/api/skill/link/M1",
            },
            0,
        ),
    ],
)
def test_the_server_route_comes_with_a_company_and_its_pages(
    template: Json, chosen: dict[str, str], faults: int
) -> None:
    others = {name: parameter.get("Default", "") for name, parameter in template["Parameters"].items()}
    rehearsal = {"SandboxCustomerEmail": "buyer@nonicks.example"}

    told = faults_of_rules(template, {**others, **rehearsal, **chosen})

    assert len(told) == faults


def test_every_parameter_and_output_says_what_it_is(template: Json) -> None:
    told = [*template["Parameters"].values(), *template["Outputs"].values()]

    assert template["Parameters"]["SandboxMode"]["Default"] == "true"
    assert set(template["Outputs"]) == {
        "SkillFunctionArn",
        "TillTableName",
        "TillEventsArn",
        "WebAddress",
        "SalesSwitchName",
        "AlarmTopicArn",
    }
    assert all(entry["Description"] for entry in told)
