"""The models of the package are made from what customers say and what the shop sells, and are never stale."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.skill_package import CATALOGUE, PACKAGE, SOURCES, main
from tests import tools


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of what one model of the package is made from."""
    for file in (SOURCES / "en-US.json", CATALOGUE):
        (tmp_path / file).parent.mkdir(parents=True)
        shutil.copy(tools.ROOT / file, tmp_path / file)
    return tmp_path


def test_the_shipped_models_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--check"]

    code = main(arguments)

    assert code == 0, capsys.readouterr().err


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "scripts.skill_package", "--check"]

    done = subprocess.run(command, cwd=tools.ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_it_writes_is_fresh_and_the_same_each_time(shop: Path) -> None:
    code = main([], root=shop)
    first = (shop / PACKAGE / "en-US.json").read_bytes()

    again = main([], root=shop)

    assert (code, again, main(["--check"], root=shop)) == (0, 0, 0)
    assert (shop / PACKAGE / "en-US.json").read_bytes() == first
    assert first.endswith(b"}\n")
    assert not first.endswith(b"\n\n")


def test_every_stale_file_is_named_and_nothing_is_written(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([], root=shop)
    (shop / PACKAGE / "en-US.json").write_text("{}\n", encoding="utf-8")
    (shop / PACKAGE / "xx-XX.json").write_text("{}\n", encoding="utf-8")

    code, told = main(["--check"], root=shop), capsys.readouterr().err

    assert code == 1
    assert [line.split()[0] for line in told.splitlines()] == [
        f"{PACKAGE}/en-US.json",
        f"{PACKAGE}/xx-XX.json",
    ]
    assert (shop / PACKAGE / "en-US.json").read_text(encoding="utf-8") == "{}\n"


def test_a_model_that_lost_its_source_is_removed(shop: Path) -> None:
    main([], root=shop)
    (shop / PACKAGE / "xx-XX.json").write_text("{}\n", encoding="utf-8")

    code = main([], root=shop)

    assert code == 0
    assert not (shop / PACKAGE / "xx-XX.json").exists()
    assert (shop / PACKAGE / "en-US.json").exists()


def test_a_new_synonym_makes_the_package_stale(shop: Path) -> None:
    main([], root=shop)
    catalogue = (shop / CATALOGUE).read_text(encoding="utf-8")

    (shop / CATALOGUE).write_text(catalogue.replace('"kit", ', '"kit", "beginner set", '), encoding="utf-8")

    assert main(["--check"], root=shop) == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (CATALOGUE, '"voucher", ', '"voucher", "Starter Kit", ', "claimed by starter_kit and by barber_voucher"),
        (CATALOGUE, "[products.starter_kit]", "[products.starter_kit", "catalogue.toml cannot be read"),
        (SOURCES / "en-US.json", '"no nicks"', '"no nicks', "en-US.json cannot be read"),
        (SOURCES / "en-US.json", '"check out"', '"check {out}"', "undeclared slot"),
    ],
    ids=["the name of another product", "no TOML", "no JSON", "a faulty model"],
)
def test_unfit_files_are_told_and_nothing_is_written(
    *, shop: Path, capsys: pytest.CaptureFixture[str], file: Path, before: str, after: str, told: str
) -> None:
    text = (shop / file).read_text(encoding="utf-8")
    (shop / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    code = main([], root=shop)

    assert code == 1
    assert told in capsys.readouterr().err
    assert not (shop / PACKAGE).exists()
