"""The benchmark runs and says what it measured; how fast this machine is today is nobody's promise."""

import json

import pytest

from benchmarks import __main__ as benchmark
from benchmarks.contenders import FIXTURE, SKILL


def test_it_draws_a_table_and_tells_whether_the_promise_was_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["--rounds", "1"]) == 0

    printed = capsys.readouterr().out
    assert "A purchase of five turns, 1 rounds, in ms" in printed
    for name in (SKILL, FIXTURE, "fixture, warm", "door", "served"):
        assert f" {name} " in printed
    assert "promised below 100 ms" in printed


def test_it_tells_programs_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["--rounds", "2", "--json"]) == 0

    measured = json.loads(capsys.readouterr().out)
    assert measured["rounds"] == 2
    assert measured["contenders"][0]["ratio"] == 1
    assert all(len(contender["times_ms"]) == 2 for contender in measured["contenders"])
    assert isinstance(measured["promise"]["kept"], bool)


def test_who_is_strict_is_failed_by_a_broken_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "PROMISE", 0.0)

    assert benchmark.main(["--rounds", "1", "--strict"]) == 1


@pytest.mark.parametrize("rounds", ["0", "-1", "many"])
def test_a_number_of_rounds_that_is_none_is_refused(rounds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        benchmark.main(["--rounds", rounds])

    assert left.value.code == 2
    assert "1 or more" in capsys.readouterr().err
