"""What the README shows is what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import answers_table, simulator_page
from scripts.transcript import README


def test_the_conversation_is_the_one_that_the_skill_leads_now() -> None:
    """Stale? `make docs` plays it again."""
    check = subprocess.run(
        [sys.executable, "-m", "scripts.transcript", "--check"],
        cwd=README.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert check.returncode == 0, check.stderr


def test_the_page_of_answers_shows_the_codes_as_they_are() -> None:
    """Stale? `make docs` writes it anew."""
    assert answers_table.main(["--check"]) == 0


def test_the_simulators_page_shows_what_its_commands_print_now() -> None:
    """Stale? `make docs` runs them again."""
    assert simulator_page.main(["--check"]) == 0


def test_the_truth_about_the_service_stands_on_the_first_screen() -> None:
    first_screen = "\n".join(README.read_text(encoding="utf-8").splitlines()[:25])

    assert "switched off" in first_screen
    assert re.search(r"cannot\s+take money", first_screen.replace("> ", ""))


@pytest.mark.parametrize("block", re.findall(r"SCRIPT'\n(.*?)\nSCRIPT", README.read_text(encoding="utf-8"), re.S))
def test_the_script_of_the_readme_runs_as_shown(block: str, tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text(block, encoding="utf-8")

    played = subprocess.run(
        [sys.executable, "-m", "simulator", "say", "--script", str(script)],
        cwd=README.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert played.returncode == 0, played.stderr
