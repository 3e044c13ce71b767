import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("mutmut", reason="installed for make mutants alone")

from scripts import mutants
from scripts.mutation.explaining import Explanation, explanations, sort
from scripts.mutation.making import Mutant, mutants_of
from scripts.mutation.records import Records
from scripts.mutation.rooms import ROOMS, ROOT
from scripts.mutation.telling import figures, report
from scripts.mutation.trying import Outcome, Verdict

TOY = '''"""A toy."""
from enum import Enum

LEAST = {"cents": 5}


class Kind(Enum):
    COIN = "coin"


class Purse:
    def __init__(self, cents):
        self.cents = cents

    @property
    def is_rich(self):
        return self.cents > 100


def allowed(cents):
    return cents >= LEAST["cents"]


def adding(more):
    def add(cents):
        return cents + more

    return add


STEPS = {"one": adding(1)}


def forgotten(cents):
    return cents + 1


def unasked(cents):
    return cents - 1
'''

TESTS = """
from toy import Kind, Purse, STEPS, allowed, forgotten


def test_a_purse_is_rich_above_a_hundred():
    assert Purse(101).is_rich
    assert not Purse(100).is_rich


def test_five_is_the_least():
    assert allowed(5)
    assert not allowed(4)


def test_a_step_adds_one():
    assert STEPS["one"](1) == 2


def test_it_runs():
    forgotten(1)
"""

RUN = """
import sys, time
from pathlib import Path
from scripts.mutation.hosting import Host, open_session
from scripts.mutation.making import mutants_of
from scripts.mutation.records import Records
from scripts.mutation.rooms import Room
from scripts.mutation.running import Run

folder = Path(sys.argv[1])
room = Room("toy", ("toy.py",), ("test_toy.py",), folder)
mutants = mutants_of(folder / "toy.py", "toy")
records = Records.of("toy", folder / "mutants")
waiting = [each for each, verdict in records.of_mutants(mutants).items() if verdict is None]
lines = []
run = Run(room, waiting, records, lines.append, 4, time.monotonic() + 60)
open_session(Host([folder / "toy.py"], folder / "toy.lines", run, lines.append), [str(folder / "test_toy.py")])
print(len(waiting), *lines, sep="\\n")
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    (tmp_path / "test_toy.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n", encoding="utf-8")
    return tmp_path


def _changes(mutants: Sequence[Mutant]) -> set[str]:
    return {f"{each.place}: {each.change}" for each in mutants}


def test_functions_properties_and_tables_are_mutated(toy: Path) -> None:
    changes = _changes(mutants_of(toy / "toy.py", "toy"))

    assert 'allowed: cents >= LEAST["cents"]  ->  cents > LEAST["cents"]' in changes
    assert "Purse.is_rich: 100  ->  101" in changes
    assert ": 5  ->  6" in changes


def test_the_words_of_an_enum_and_the_docstrings_are_not(toy: Path) -> None:
    changes = " ".join(_changes(mutants_of(toy / "toy.py", "toy")))

    assert "coin" not in changes
    assert "A toy" not in changes


def test_every_mutant_is_a_program_and_has_a_name_of_its_own(toy: Path) -> None:
    mutants = mutants_of(toy / "toy.py", "toy")

    assert len({each.key for each in mutants}) == len(mutants)
    for each in mutants:
        compile(each.applied_to(TOY), "toy.py", "exec")
        assert each.applied_to(TOY) != TOY


def test_a_name_stays_when_lines_move_and_goes_when_the_function_changes(toy: Path) -> None:
    before = {each.key for each in mutants_of(toy / "toy.py", "toy") if each.place == "allowed"}

    (toy / "toy.py").write_text(TOY.replace("LEAST = {", "# A comment.\n\nLEAST = {"), encoding="utf-8")
    moved = {each.key for each in mutants_of(toy / "toy.py", "toy") if each.place == "allowed"}
    (toy / "toy.py").write_text(TOY.replace("return cents >=", "return 2 * cents >="), encoding="utf-8")
    changed = {each.key for each in mutants_of(toy / "toy.py", "toy") if each.place == "allowed"}

    assert moved == before
    assert changed.isdisjoint(before)


def test_what_no_test_notices_is_found_and_a_second_run_has_nothing_to_do(toy: Path) -> None:
    def run() -> str:
        made = subprocess.run(
            [sys.executable, "-c", RUN, str(toy)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return made.stdout

    first = run()
    second = run()
    verdicts = Records.of("toy", toy / "mutants").of_mutants(mutants_of(toy / "toy.py", "toy"))
    outcomes = {f"{each.place}: {each.change}": verdict.outcome for each, verdict in verdicts.items() if verdict}

    assert first.startswith(f"{len(verdicts)}\n")
    assert second.startswith("0\n")
    assert outcomes['allowed: cents >= LEAST["cents"]  ->  cents > LEAST["cents"]'] is Outcome.KILLED
    assert outcomes[": 5  ->  6"] is Outcome.KILLED
    assert outcomes["Purse.is_rich: 100  ->  101"] is Outcome.KILLED
    assert outcomes["adding: cents + more  ->  cents - more"] is Outcome.KILLED
    assert outcomes["forgotten: cents + 1  ->  cents - 1"] is Outcome.SURVIVED
    assert outcomes["unasked: cents - 1  ->  cents + 1"] is Outcome.UNTESTED


def test_an_explanation_is_held_to_what_survives(toy: Path) -> None:
    mutants = [
        each for each in mutants_of(toy / "toy.py", "toy") if each.place in ("forgotten", "unasked", "allowed")
    ]
    verdicts = {
        each: Verdict(Outcome.SURVIVED if each.place == "forgotten" else Outcome.KILLED) for each in mutants
    }
    verdicts[replace(mutants[0], number=9)] = Verdict(Outcome.UNTESTED)
    true = Explanation(where="toy:forgotten", change="1  ->  2", why="nobody was promised a number")
    stale = Explanation(where="toy:allowed", change="nothing like it", why="it was killed since")
    elsewhere = Explanation(where="another:*", change="", why="not looked at in this run")

    survivors = sort(verdicts, [true, stale, elsewhere])
    told = report({"toy": (figures(verdicts, survivors), survivors)})

    assert [len(found) for found in survivors.explained.values()] == [1]
    assert survivors.stale == [stale]
    assert {each.place for each in survivors.open} == {"forgotten", "allowed"}
    assert "nobody was promised a number" in told
    assert figures(verdicts, survivors).open == len(survivors.open)


def test_every_room_has_files_and_tests_and_every_explanation_can_be_read() -> None:
    for room in ROOMS.values():
        assert len(list(room.files())) >= len([each for each in room.sources if "*" not in each])
        assert all((ROOT / folder).is_dir() for folder in room.tests)
    assert all(each.why for each in explanations())


@pytest.mark.parametrize("option", ["--minutes", "--most"])
@pytest.mark.parametrize("number", ["-1", "0", "nan", "soon"])
def test_a_time_that_is_none_is_wrong_usage(option: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        mutants.main([option, number])

    assert left.value.code == 2
    assert "expected a number above 0" in capsys.readouterr().err
