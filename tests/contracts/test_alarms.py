"""Every alarm watches what is really counted, and every error that can be logged wakes somebody.

A story is played on both routes, as a stack would print it, and its lines of metrics are read as CloudWatch reads
them; then every line that is counted by its message is written once.
"""

import ast
import json
import logging
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

import pytest

from simulator.stage.clock import Clock
from simulator.stage.stage import stage
from simulator.testing.shops import Shop
from tests.contracts.test_doors import TEMPLATE
from tests.tools import ROOT
from tests.wiring.test_outbox_settings import LEAST
from voicetill.domain.funnel import Metric
from voicetill.domain.payments import Environment
from voicetill.settings.outbox import read_outbox
from voicetill.wiring.metrics import COUNTED
from voicetill.wiring.outbox import open_outbox
from voicetill.wiring.watching import Watcher

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Json = dict[str, Any]
Series = tuple[str, str, frozenset[tuple[str, str]]]
"""A namespace, a metric, and its dimensions with their values."""

STACK = "till"
MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CODE = ROOT / "lambda" / "voicetill"

SAID_ELSEWHERE = {
    "charge in doubt": "said again by every repeat; the doubt is counted once, when it arises (Unknown)",
}
"""Errors that count for nothing by their message, and why."""


def lines(printed: str) -> list[Json]:
    """The lines in the embedded metric format; whatever else stands there is no metric."""
    found = [json.loads(line) for line in printed.splitlines() if line.startswith('{"_aws"')]
    for line in found:
        _is_sound(line)
    return found


def _is_sound(line: Json) -> None:
    """Check a line against the specification's limits and demands."""
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert isinstance(line["_aws"]["Timestamp"], int)
    assert 1 <= len(directive["Namespace"]) <= 1024
    assert 1 <= len(directive["Metrics"]) <= 100
    for dimensions in directive["Dimensions"]:
        assert 1 <= len(dimensions) <= 30
        assert all(isinstance(line[name], str) and line[name] for name in dimensions)
    for metric in directive["Metrics"]:
        assert isinstance(line[metric["Name"]], int | float)
        assert metric["Unit"] in ("Count", "Seconds", "Milliseconds")


def series(line: Json) -> Iterator[Series]:
    """What CloudWatch makes of a line."""
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    for metric in directive["Metrics"]:
        for names in directive["Dimensions"]:
            yield directive["Namespace"], metric["Name"], frozenset((name, line[name]) for name in names)


@cache
def played() -> list[Json]:
    """The lines of a few days in the life of a shop, on both routes."""
    out = StringIO()
    with redirect_stdout(out):
        with stage(inside=True, clock=Clock(MOMENT), settings={"STACK_NAME": STACK}) as alexa:
            _on_alexa(Shop(alexa))
        for_server = {"STACK_NAME": STACK}
        with stage(inside=True, clock=Clock(MOMENT), settings=for_server, route="ppro") as server:
            _on_server(Shop(server))
    return lines(out.getvalue())


def _on_alexa(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes")
    shop.say("ask no nicks to buy a refill pack")
    shop.pay("declined-processing-failure")
    shop.say("yes")
    shop.pay("unknown-state")
    shop.say("yes")


def _on_server(shop: Shop) -> None:
    shop.link()
    shop.say("open no nicks", "a starter kit", "yes")
    shop.say("open no nicks", "subscribe to the refill subscription", "yes")
    shop.wait("33 days")
    shop.back_office.tick()


@cache
def said() -> list[Json]:
    """The lines of everything that is counted by its message, and of an error that nobody thought of."""
    out = StringIO()
    watcher = Watcher("skill", Environment.SANDBOX, stack=STACK)

    def handle(event: object, context: object) -> None:
        for message in [*COUNTED, "something that nobody thought of"]:
            logging.getLogger("voicetill.services").error(message)

    with redirect_stdout(out):
        watcher.over(handle)(None, None)
    return lines(out.getvalue())


@cache
def emitted() -> frozenset[Series]:
    return frozenset(each for line in (*played(), *said()) for each in series(line))


def alarms() -> dict[str, Json]:
    return {
        name: resource["Properties"]
        for name, resource in TEMPLATE["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }


def watched(alarm: Json) -> Iterator[Json]:
    """The metrics that an alarm looks at: its own, or those of its expression, whatever the stack's conditions."""
    if "MetricName" in alarm:
        yield alarm
    for each in alarm.get("Metrics", []):
        query = each["Fn::If"][1] if "Fn::If" in each else each
        if "MetricStat" in query:
            yield query["MetricStat"]["Metric"]


def _value(value: Any) -> str:
    """What a dimension's value is in a stack called `till`, in sandbox."""
    if isinstance(value, dict) and value.get("Fn::If", [""])[0] == "Sandbox":
        return str(value["Fn::If"][1])
    return str(value)


def _name(namespace: Any) -> str:
    text = namespace["Fn::Sub"] if isinstance(namespace, dict) else namespace
    return str(text).replace("${AWS::StackName}", STACK)


OURS = [
    (name, metric)
    for name, alarm in alarms().items()
    for metric in watched(alarm)
    if _name(metric["Namespace"]).startswith("Voicetill")
]


@pytest.mark.parametrize(("name", "metric"), OURS, ids=[f"{name}-{metric['MetricName']}" for name, metric in OURS])
def test_an_alarm_watches_what_is_counted_with_just_these_dimensions(name: str, metric: Json) -> None:
    dimensions = frozenset((each["Name"], _value(each["Value"])) for each in metric["Dimensions"])

    assert (_name(metric["Namespace"]), metric["MetricName"], dimensions) in emitted()


def test_a_clock_that_stands_still_is_not_hidden_by_what_the_stream_calls(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The stream calls the outbox with every order: only what a sweep prints tells that there was one."""
    outbox = open_outbox(
        read_outbox({**LEAST, "STACK_NAME": STACK}), dynamodb=cast("DynamoDBClient", object()), messengers={}
    )
    alarm = alarms()["OutboxStoppedAlarm"]
    apart = frozenset((each["Name"], _value(each["Value"])) for each in alarm["Dimensions"])

    outbox({"Records": []}, None)

    streamed = [(name, told) for line in lines(capsys.readouterr().out) for _, name, told in series(line)]
    assert streamed
    assert (alarm["MetricName"], apart) not in streamed


@pytest.mark.parametrize("name", alarms())
def test_every_alarm_reaches_the_topic_and_says_what_silence_means(name: str) -> None:
    alarm = alarms()[name]

    assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert alarm["TreatMissingData"] in ("notBreaching", "breaching", "ignore")
    assert alarm["AlarmDescription"]
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    block = text.split(f"\n  {name}:\n", 1)[1].split("\n\n", 1)[0]
    assert re.search(r"# .+\n\s+TreatMissingData:", block) or alarm["TreatMissingData"] == "notBreaching"


@cache
def messages() -> dict[str, set[str]]:
    """Every fixed message that the code can log, by the verbs that log it."""
    found: dict[str, set[str]] = {}
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = node if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
            if (
                call is None
                or not isinstance(call.func, ast.Attribute)
                or not isinstance(call.func.value, ast.Name)
            ):
                continue
            if call.func.value.id not in ("logger", "_LOG") or not call.args:
                continue
            text = call.args[1] if call.func.attr == "log" else call.args[0]
            if isinstance(text, ast.Constant):
                found.setdefault(str(text.value), set()).add(call.func.attr)
    return found


ERRORS = sorted(text for text, verbs in messages().items() if verbs & {"error", "exception", "critical", "log"})


@pytest.mark.parametrize("message", ERRORS)
def test_every_error_wakes_somebody(message: str) -> None:
    metric = COUNTED.get(message, Metric.ERRORS)
    looked_at = {each["MetricName"] for _, each in OURS}

    if metric is None:
        assert message in SAID_ELSEWHERE
    else:
        assert metric.value in looked_at


def test_the_lines_that_docs_tell_to_watch_are_watched() -> None:
    assert {
        "given up, not told",
        "mail in doubt, not sent again",
        "occurrence cannot be told",
        "charge unsettled for long",
    } <= set(COUNTED)


def test_no_message_is_counted_that_nobody_logs() -> None:
    assert set(COUNTED) <= set(messages())
    assert {message for message, metric in COUNTED.items() if metric is None} == set(SAID_ELSEWHERE)


def test_nothing_that_a_person_is_stands_in_a_metric() -> None:
    allowed = {"_aws", "Environment", "Market", "Reason", "Door", "correlation", *Metric}

    for line in (*played(), *said()):
        assert set(line) <= allowed
        assert "Robin" not in json.dumps(line)


def test_the_story_counts_as_many_orders_as_there_are() -> None:
    told = [line for line in played() if "Placed" in line]

    assert sum(line["Placed"] for line in told) == 2
    assert sum(line.get("RenewalsPaid", 0) for line in played()) == 1


def test_what_is_measured_every_minute_is_measured() -> None:
    measured = {name for _, name, _ in emitted()}

    assert {"OldestAttemptSeconds", "OpenAttempts", "OpenDoubts", "ShopClosed", "OutboxWaiting"} <= measured


def test_a_topic_that_is_encrypted_takes_alarms_of_this_account_only() -> None:
    resources = TEMPLATE["Resources"]
    key = resources["AlarmKey"]["Properties"]["KeyPolicy"]["Statement"][1]
    (policy,) = resources["AlarmTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]

    assert resources["AlarmTopic"]["Properties"]["KmsMasterKeyId"] == {"Ref": "AlarmKey"}
    for statement in (key, policy):
        assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
