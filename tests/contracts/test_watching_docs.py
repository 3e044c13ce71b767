"""docs/watching.md names every metric, every alarm and every word that can be logged about the switch."""

import re

from tests.contracts.test_alarms import alarms, messages
from tests.tools import ROOT
from voicetill.domain.funnel import Metric

TEXT = (ROOT / "docs" / "watching.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the tables under a heading."""
    part = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if "---" not in line][1:]


def test_every_metric_is_told_with_what_it_is_told_apart_by() -> None:
    told = {name: row[-1] for row in rows("What is counted") for name in re.findall(r"`(\w+)`", row[0])}

    assert set(told) == {metric.value for metric in Metric}
    assert {name for name, by in told.items() if "door" in by} == {it.value for it in Metric if it.by_door}


def test_every_alarm_is_told() -> None:
    told = {name for row in rows("What wakes somebody") for name in row[0].split(", ")}

    assert {f"{name}Alarm" for name in told} == set(alarms())


def test_every_message_that_is_named_is_logged() -> None:
    told = {message for row in rows("What is logged") for message in re.findall(r"`([^`]+)`", row[0])}

    assert told - {"turn", "request", "run"} <= set(messages())
