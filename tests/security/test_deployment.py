"""What is deployed: each function may do what it does and no more, few doors are open, one key locks it all."""

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.client import BaseClient

from simulator.cloud.crossings import Crossing, Go, Outside, Service
from simulator.testing import Shop
from tests.contracts.test_doors import FUNCTIONS, SETTINGS, TEMPLATE, statements
from tests.security.conftest import MOMENT
from tests.tools import ROOT
from tests.web.house import House

RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
KEY = {"Ref": "EncryptionKeyArn"}


def of_type(kind: str) -> dict[str, Any]:
    return {name: it["Properties"] for name, it in RESOURCES.items() if it["Type"] == kind}


# Rights: what is used is allowed, and what is allowed is used.

# By their doors in a room: the function that each is in the cloud.
DOORS = {
    "skill": "lambda_function",
    "web": "web_function",
    "renewals": "renewals_function",
    "renewal_worker": "renewal_worker_function",
    "settling": "settling_function",
    "outbox": "outbox_function",
    "merchant": "ops_function",
}

# What Lambda does for a function by the function's own role, and not the function: logs, streams and queues.
BY_LAMBDA = re.compile(
    r"logs:.*|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)|sqs:(Receive|Delete)Message"
)

# The switch that closes the shop: whoever sells reads it, and it has tests of its own.
BY_THE_SWITCH = {"ssm:GetParameter", "ssm:PutParameter"}

SELDOM = {
    # Lambda asks it of whoever reads a queue (AWS, Using Lambda with Amazon SQS).
    ("renewal_worker_function", "sqs:GetQueueAttributes"),
    # An agreement that Alexa opened is looked up with its customer.
    ("renewal_worker_function", "dynamodb:Query"),
    # Where a customer stands, whichever checkout is the current one.
    ("settling_function", "dynamodb:Query"),
}
"""What is allowed, and not called in the life that is lived here."""

# SES names rights by its older interface, and wants both.
CALLED: Mapping[str, tuple[str, ...]] = {
    "SendMessageBatch": ("sqs:SendMessage",),
    "GetQueueAttributes": ("sqs:GetQueueAttributes",),
    "PutEvents": ("events:PutEvents",),
    "SendEmail": ("ses:SendEmail", "ses:SendRawEmail"),
    "GetSecretValue": ("secretsmanager:GetSecretValue",),
}

Right = tuple[str, str]
"""An action, and whether it is on the table, on its index, or elsewhere."""


class Watched(Outside):
    """Notes every call of AWS that a door makes, below boto3."""

    def __init__(self) -> None:
        super().__init__()
        self.used: dict[str, set[Right]] = defaultdict(set)

    def carry(self, crossing: Crossing, go: Go) -> Any:
        if crossing.service in (Service.QUEUE, Service.BUS, Service.MAIL, Service.SECRETS):
            self.used[crossing.door] |= {(right, "elsewhere") for right in CALLED[crossing.operation]}
        return go()

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Note the rights that calls of DynamoDB need: a transaction those of its parts."""
        make = BaseClient._make_api_call

        def noting(client: Any, operation: str, request: dict[str, Any]) -> Any:
            if client.meta.service_model.service_name == "dynamodb" and self.door:
                self.used[self.door] |= set(_needed(operation, request))
            return make(client, operation, request)

        monkeypatch.setattr(BaseClient, "_make_api_call", noting)


def _needed(operation: str, request: Mapping[str, Any]) -> Iterator[Right]:
    if operation == "TransactWriteItems":
        yield from ((f"dynamodb:{verb}Item", "table") for part in request["TransactItems"] for verb in part)
    else:
        yield f"dynamodb:{operation}", "index" if "IndexName" in request else "table"


def _allowed(door: str) -> set[Right]:
    found = set()
    for statement in statements(door):
        place = str(statement["Resource"])
        where = (
            "index"
            if "/index/" in place
            else "table"
            if place == "{'Fn::GetAtt': 'TillTable.Arn'}"
            else "elsewhere"
        )
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        found |= {(action, where) for action in actions if not BY_LAMBDA.fullmatch(action)}
    return found


def _lives(shop: Shop) -> None:
    """Use all that there is: whatever a door can call, it calls here once."""
    shop.do("!notices on")
    shop.say("open no nicks", "a starter kit", "yes", "no")
    shop.say("open no nicks", "subscribe to the refill subscription", "yes")
    shop.say("ask no nicks where is my order")
    shop.wait("2 months")
    number = shop.orders[0]["number"]
    shop.merchant("ship", order=number)
    shop.merchant("refund", order=number)
    for look in ("orders", "subscriptions", "tasks"):
        assert shop.back_office.doors.merchant({"do": look})["ok"]
    shop.company.finish_refunds()
    shop.company.leave_pending()
    shop.say("open no nicks", "a starter kit", "yes")
    shop.wait("1 hour")
    shop.company.decide(paid=True)
    shop.wait("1 day")
    _leaves(shop)


def _leaves(shop: Shop) -> None:
    """Take permissions back, leave, and be erased, by voice and at the desk."""
    with shop.speaking(customer="leaver", device="elsewhere"):
        shop.link()
        shop.say("open no nicks", "subscribe to the refill subscription", "yes")
        shop.room.tell("AlexaSkillEvent.SkillPermissionChanged", {"acceptedPermissions": []})
        shop.room.tell("AlexaSkillEvent.SkillDisabled", {"userInformationPersistenceStatus": "NOT_PERSISTED"})
        shop.room.tell("AlexaSkillEvent.SkillEnabled", {})
    order = shop.orders[0]["number"]
    assert shop.back_office.doors.merchant({"do": "export", "order": order})["ok"]
    for verb in ("close", "open"):
        assert shop.merchant(verb)["ok"]
    assert shop.merchant("erase", order=order)["ok"]
    shop.wait("2 days")


@pytest.fixture(scope="module")
def used() -> Iterator[dict[str, set[Right]]]:
    from simulator.testing import rehearsal_room

    outside, patch = Watched(), pytest.MonkeyPatch()
    outside.watch(patch)
    try:
        with rehearsal_room(at=MOMENT, route="ppro,amazon_pay_v2", outside=outside) as shop:
            shop.link()
            _lives(shop)
        yield outside.used
    finally:
        patch.undo()


@pytest.mark.parametrize("door", DOORS)
def test_a_function_may_do_what_it_does(used: dict[str, set[Right]], door: str) -> None:
    assert used[door] - _allowed(DOORS[door]) == set()


@pytest.mark.parametrize("door", DOORS)
def test_a_function_may_do_no_more_than_it_does(used: dict[str, set[Right]], door: str) -> None:
    spare = {right for right, _ in _allowed(DOORS[door]) - used[door]} - BY_THE_SWITCH

    assert spare - {right for name, right in SELDOM if name == DOORS[door]} == set()


def test_who_finds_renewals_can_neither_read_nor_write_a_record() -> None:
    tables = [it for it in statements("renewals_function") if "TillTable" in str(it["Resource"])]

    assert [(it["Action"], "/index/agenda" in str(it["Resource"])) for it in tables] == [
        (["dynamodb:Query"], True)
    ]


def test_only_the_desk_turns_the_switch_that_closes_the_shop() -> None:
    rights = {door: {right for right, _ in _allowed(door)} & BY_THE_SWITCH for door in SETTINGS}

    assert {door for door, found in rights.items() if "ssm:PutParameter" in found} == {"ops_function"}
    for door in SETTINGS:
        places = [str(it["Resource"]) for it in statements(door) if "ssm:" in str(it["Action"])]
        assert all(":parameter${" in place and "*" not in place for place in places)


# Doors.


def test_only_alexa_the_clock_the_stream_the_queue_and_the_web_call_a_function() -> None:
    """And the back office's function is called by nobody but whom the merchant allows to invoke it."""
    knocks = {
        handler: sorted(event["Type"] for event in function.get("Events", {}).values())
        for handler, function in FUNCTIONS.items()
    }

    assert knocks == {
        "lambda_function": ["AlexaSkill"],
        "web_function": ["HttpApi"],
        "renewals_function": ["ScheduleV2"],
        "renewal_worker_function": ["SQS"],
        "settling_function": ["ScheduleV2"],
        "outbox_function": ["DynamoDB", "ScheduleV2"],
        "ops_function": [],
    }
    assert of_type("AWS::Lambda::Permission") == {}
    assert all("FunctionUrlConfig" not in function for function in FUNCTIONS.values())


def test_the_whole_of_the_web_is_these_paths() -> None:
    """One function answers every path of the HTTP API: what is not listed in docs/security.md, it refuses."""
    site: Any = inspect.unwrap(House().door)
    told = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `((?:GET|POST) /[^`]*)` \|", told, re.MULTILINE)

    assert sorted(listed) == sorted(route.replace("[^/]*", "…").replace("[^/]+", "…") for route in site.routes)


def test_nobody_floods_the_pages() -> None:
    (api,) = of_type("AWS::Serverless::HttpApi").values()

    limits = api["DefaultRouteSettings"]

    assert 0 < limits["ThrottlingRateLimit"] <= 100
    assert 0 < limits["ThrottlingBurstLimit"] <= 200
    assert "CorsConfiguration" not in api, "no script of another site has any business here"


def test_only_cloudwatch_of_this_account_rings() -> None:
    (policy,) = of_type("AWS::SNS::TopicPolicy").values()
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert [topic.get("KmsMasterKeyId") for topic in of_type("AWS::SNS::Topic").values()] == [{"Ref": "AlarmKey"}]


# Secrets.


def test_no_secret_is_a_parameter_or_a_variable() -> None:
    """A template tells names of secrets only: what stands in a stack's parameters, everybody who may look sees."""
    variables = [name for it in FUNCTIONS.values() for name in it.get("Environment", {}).get("Variables", {})]
    variables += TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    odd = re.compile(r"SECRET|KEY|TOKEN|PASSWORD", re.IGNORECASE)

    suspicious = {name for name in (*variables, *TEMPLATE["Parameters"]) if odd.search(name)}

    assert suspicious == {
        "PPRO_API_KEY_SECRET",
        "PPRO_WEBHOOK_SECRET",
        "AMAZON_PAY_PRIVATE_KEY_SECRET",
        "AMAZON_PAY_PUBLIC_KEY_ID",
        "OAUTH_CLIENT_SECRET",
        "NOTICES_SECRET",
        "PproApiKeySecret",
        "PproWebhookSecret",
        "AmazonPayPrivateKeySecret",
        "AmazonPayPublicKeyId",
        "LinkClientSecretName",
        "NoticesSecretName",
        "EncryptionKeyArn",
    }
    assert all("NoEcho" not in parameter for parameter in TEMPLATE["Parameters"].values())


@pytest.mark.parametrize("door", SETTINGS)
def test_a_secret_is_readable_by_its_own_name_only(door: str) -> None:
    for statement in statements(door):
        if statement["Action"] == ["secretsmanager:GetSecretValue"]:
            (place,) = statement["Resource"].values()
            assert re.search(r":secret:\$\{\w+\}-\?{6}$", place)


# A key of the merchant's own.


def _resolved(value: object, *, own_key: bool) -> Any:
    """A property as CloudFormation would set it; None where it leaves it out."""
    if isinstance(value, dict) and "Fn::If" in value:
        condition, then, otherwise = value["Fn::If"]
        assert condition == "HasOwnKey"
        value = then if own_key else otherwise
    return None if value == {"Ref": "AWS::NoValue"} else value


def test_a_blank_key_leaves_all_as_it_was() -> None:
    (table,) = of_type("AWS::DynamoDB::Table").values()

    told = {name: _resolved(it, own_key=False) for name, it in table["SSESpecification"].items()}

    assert told == {"SSEEnabled": True, "SSEType": None, "KMSMasterKeyId": None}
    for queue in of_type("AWS::SQS::Queue").values():
        assert _resolved(queue["SqsManagedSseEnabled"], own_key=False) is True
        assert _resolved(queue["KmsMasterKeyId"], own_key=False) is None
    assert all(_resolved(it["KmsKeyId"], own_key=False) is None for it in of_type("AWS::Logs::LogGroup").values())
    assert TEMPLATE["Parameters"]["EncryptionKeyArn"]["Default"] == ""


def test_a_key_of_the_merchants_own_locks_all_that_is_kept() -> None:
    (table,) = of_type("AWS::DynamoDB::Table").values()

    told = {name: _resolved(it, own_key=True) for name, it in table["SSESpecification"].items()}

    assert told == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}
    for queue in of_type("AWS::SQS::Queue").values():
        assert _resolved(queue["KmsMasterKeyId"], own_key=True) == KEY
        assert _resolved(queue["SqsManagedSseEnabled"], own_key=True) is None, "a queue has one of the two"
    assert all(_resolved(it["KmsKeyId"], own_key=True) == KEY for it in of_type("AWS::Logs::LogGroup").values())


def test_every_function_may_use_that_key_through_what_it_locks_and_nothing_else() -> None:
    policy = RESOURCES["OwnKeyPolicy"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    roles = {re.findall(r"\w+Role", str(role))[0] for role in policy["Properties"]["Roles"]}

    assert policy["Condition"] == "HasOwnKey"
    assert statement["Resource"] == KEY
    assert all(re.fullmatch(r"kms:[A-Za-z]+", action) for action in statement["Action"])
    assert not {"kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} & set(statement["Action"])
    (services,) = statement["Condition"]["StringEquals"].values()
    assert [str(it["Fn::Sub"]).partition(".")[0] for it in services] == ["dynamodb", "sqs", "secretsmanager"]
    assert roles == {function["Role"]["Fn::GetAtt"].split(".")[0] for function in FUNCTIONS.values()}


@pytest.mark.parametrize(
    ("arn", "fits"),
    [
        ("", True),
        ("arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", True),
        ("arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab", True),
        ("arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd", True),
        ("arn:aws:kms:us-east-1:123456789012:alias/till", False),
        ("alias/till", False),
        ("1234abcd-12ab-34cd-56ef-1234567890ab", False),
        ("arn:aws:kms:us-east-1:123456789012:key/*", False),
    ],
)
def test_the_key_is_named_by_its_whole_name(arn: str, *, fits: bool) -> None:
    pattern = TEMPLATE["Parameters"]["EncryptionKeyArn"]["AllowedPattern"]

    assert bool(re.fullmatch(pattern, arn)) is fits
