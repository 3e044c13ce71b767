"""What `python -m soak` understands, runs, prints and returns."""

import sys
from types import ModuleType

import pytest

from soak import command_line
from soak.options import Options, UnknownName
from soak.verdicts import Found, Tally, Verdict

NAME = "ppro/first-purchase/dynamodb.Query#1/fails/clock"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """Two pretend parts: one finds nothing, one finds something unless it is asked for what it does not know."""
    heard: list[Options] = []

    def part(name: str, *found: Found) -> None:
        def run(options: Options) -> Verdict:
            heard.append(options)
            if options.only not in (None, NAME):
                raise UnknownName(f"nothing is called {options.only!r}")
            tally = Tally("a journey", tried=3, wrong=len(found), of=5, seconds=1.0)
            return Verdict(name, [tally], found, seconds=1.0)

        package, module = ModuleType(f"soak.{name}"), ModuleType(f"soak.{name}.running")
        vars(module)["run"] = run
        monkeypatch.setitem(sys.modules, package.__name__, package)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        package.__spec__ = sys.__spec__

    part("quiet")
    part("loud", Found(NAME, ["charged twice"], "customer  yes"))
    monkeypatch.setattr(command_line, "PARTS", ("quiet", "loud"))
    return heard


def test_a_part_that_finds_nothing_is_done(asked: list[Options], capsys: pytest.CaptureFixture[str]) -> None:
    code = command_line.run(["quiet", "--seed", "7", "--minutes", "2"])

    assert code == 0
    (options,) = asked
    assert options.seed == 7
    assert options.minutes == pytest.approx(2, abs=0.1)
    told = capsys.readouterr().out
    assert "seed 7" in told
    assert "quiet: 3 tried in 1 s, nothing was found" in told


def test_what_is_found_is_told_with_the_way_to_see_it_again(
    asked: list[Options], capsys: pytest.CaptureFixture[str]
) -> None:
    code = command_line.run(["loud", "--seed", "7"])

    told = capsys.readouterr().out
    assert code == 1
    assert "charged twice" in told
    assert f"python -m soak loud --seed 7 --only '{NAME}'" in told
    assert "customer  yes" in told


def test_all_parts_share_the_time_and_one_finding_is_enough(asked: list[Options]) -> None:
    code = command_line.run(["--minutes", "10"])

    assert code == 1
    quiet, loud = asked
    assert quiet.minutes == pytest.approx(5, abs=0.1)
    assert loud.minutes == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize(
    "words",
    [
        ["quiet", "--only", "nobody"],
        ["all", "--only", NAME],
        ["--only", NAME],
    ],
)
def test_what_cannot_be_played_is_wrong_usage(
    asked: list[Options], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.run(words) == 2
    assert capsys.readouterr().err


def test_a_part_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "PARTS", ("nowhere",))

    assert command_line.run(["nowhere"]) == 2
    assert "not here yet: nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["whatever"], ["--minutes", "0"], ["--minutes", "soon"], ["--seed", "x"]])
def test_words_that_mean_nothing_end_with_2(asked: list[Options], words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command_line.run(words)

    assert end.value.code == 2
