"""The watch at a door: one id in every line, one line that sums a turn up, and metrics that CloudWatch reads."""

import json
import logging
from typing import Any

import pytest

from tests.builders import NOW
from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.payments import Environment
from voicetill.wiring.watching import Watcher, called, counted, see_through

logger = logging.getLogger("voicetill.somewhere")
stranger = logging.getLogger("botocore.somewhere")
ID = "k3v9x2m7q4t8w1z6b5n0c3d7f2"


def a_watcher(stack: str | None = None, ticks: Any = lambda: 0.0) -> Watcher:
    return Watcher("skill", Environment.LIVE, stack=stack, clock=lambda: NOW, new_id=lambda: "0" * 26, ticks=ticks)


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def told(record: logging.LogRecord) -> dict[str, Any]:
    return vars(record)


def test_every_line_of_a_turn_bears_what_it_is_about_from_when_that_is_known(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watcher = a_watcher()

    def handle(event: object, context: object) -> str:
        logger.info("before")
        watcher.follow(f"{ID}01")
        logger.info("after")
        stranger.info("not ours")
        return "answer"

    assert watcher.over(handle)(None, None) == "answer"
    logger.info("outside")

    borne = {record.msg: told(record).get("correlation") for record in caplog.records}
    assert borne == {"before": "0" * 26, "after": ID, "not ours": None, "run": ID, "outside": None}


def test_a_turn_is_summed_up_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    times = iter((10.0, 10.25))
    watcher = a_watcher(ticks=lambda: next(times))

    def handle(event: object, context: object) -> None:
        watcher.note(request="LaunchRequest", outcome="Welcomed")
        called()
        counted(lambda: None)()

    watcher.over(handle)(None, None)

    (record,) = caplog.records
    fields = {name: told(record)[name] for name in ("door", "request", "outcome", "milliseconds", "calls")}
    assert fields == {
        "door": "skill",
        "request": "LaunchRequest",
        "outcome": "Welcomed",
        "milliseconds": 250,
        "calls": 2,
    }


def test_what_a_door_lets_out_is_summed_up_too_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def handle(event: object, context: object) -> None:
        raise KeyError("somebody's name")

    with pytest.raises(KeyError):
        a_watcher().over(handle)(None, None)

    (record,) = caplog.records
    assert told(record)["failed"] == "KeyError"
    assert "somebody" not in str(told(record))


def test_a_turn_within_a_turn_ends_with_its_own_id(caplog: pytest.LogCaptureFixture) -> None:
    """In a rehearsal one door may knock at another."""
    outer, inner = a_watcher(), a_watcher()

    def handle(event: object, context: object) -> None:
        outer.follow(ID)
        inner.over(lambda event, context: logger.info("inside"))(None, None)
        logger.info("after")

    outer.over(handle)(None, None)

    borne = {record.msg: told(record)["correlation"] for record in caplog.records if record.msg != "run"}
    assert borne == {"inside": "0" * 26, "after": ID}


def test_without_a_stack_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    a_watcher().over(lambda event, context: logger.error("something"))(None, None)

    assert capsys.readouterr().out == ""


def test_metrics_are_lines_of_cloudwatch_s_format(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = a_watcher("till")

    def handle(event: object, context: object) -> None:
        watcher.follow(ID)
        watcher.count(
            Mark(Metric.CHARGED, market="US"),
            Mark(Metric.DECLINED, market="US", reason="rejected"),
            Mark(Metric.READ_BACK, market="US"),
        )

    watcher.over(handle)(None, None)

    first, second, turn = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first == {
        "_aws": {
            "Timestamp": int(NOW.timestamp() * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": "Voicetill/till",
                    "Dimensions": [["Environment"], ["Environment", "Market"]],
                    "Metrics": [{"Name": "Charged", "Unit": "Count"}, {"Name": "ReadBack", "Unit": "Count"}],
                }
            ],
        },
        "Environment": "LIVE",
        "Door": "skill",
        "Market": "US",
        "Charged": 1,
        "ReadBack": 1,
        "correlation": ID,
    }
    assert second["Reason"] == "rejected"
    (directive,) = turn["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["Environment"], ["Environment", "Door"]]
    assert directive["Metrics"] == [{"Name": "TurnMilliseconds", "Unit": "Milliseconds"}]


@pytest.mark.parametrize(
    ("message", "level", "metric"),
    [
        ("given up, not told", logging.ERROR, "OutboxGivenUp"),
        ("notification refused", logging.WARNING, "WebhooksRefused"),
        ("fault", logging.ERROR, "Faults"),
        ("nobody thought of this", logging.ERROR, "Errors"),
        ("nobody thought of this", logging.WARNING, ""),
        ("charge in doubt", logging.ERROR, ""),
    ],
)
def test_a_line_that_should_wake_somebody_is_counted(
    message: str, level: int, metric: str, capsys: pytest.CaptureFixture[str]
) -> None:
    a_watcher("till").over(lambda event, context: logger.log(level, message))(None, None)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = {name for line in lines for name in line if name in set(Metric)}
    assert names - {"TurnMilliseconds"} == ({metric} if metric else set())


def test_looking_through_twice_counts_once(capsys: pytest.CaptureFixture[str]) -> None:
    see_through()
    see_through()
    a_watcher("till").over(lambda event, context: logger.error("something"))(None, None)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(line.get("Errors", 0) for line in lines) == 1
