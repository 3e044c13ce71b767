"""The fixtures in a test run of somebody else: `from simulator.testing import shop`, and nothing more."""

import sys
import textwrap
from pathlib import Path
from subprocess import PIPE, CompletedProcess, run

HOUSE = Path(__file__).resolve().parents[3]
QUIET = "ignore:::ask_sdk_.*"


def run_by_a_merchant(folder: Path, tests: str, *options: str, **files: str) -> CompletedProcess[str]:
    """Run these tests as a merchant would who has this project installed."""
    (folder / "test_merchant.py").write_text(textwrap.dedent(tests), encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.py").write_text(content, encoding="utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {HOUSE} {HOUSE / 'lambda'}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return run(command, cwd=folder, stdout=PIPE, text=True, check=False)


BUYS = """
    from simulator.testing import shop

    def test_buys(shop):
        shop.say("open no nicks", "a starter kit")
        assert "order is placed" in shop.say("yes").speech
        shop.expect("order placed", "charged 9.00 USD once")
"""


def test_the_fixture_can_be_imported_by_its_name(tmp_path: Path) -> None:
    result = run_by_a_merchant(tmp_path, BUYS, "-W", "error", "-W", QUIET)

    assert "1 passed" in result.stdout


def test_the_fixtures_can_be_had_as_a_plugin(tmp_path: Path) -> None:
    tests = """
        def test_buys(shop, open_shop):
            assert "Welcome" in shop.say("open no nicks").speech
            assert open_shop().charged == []
    """
    conftest = 'pytest_plugins = ["simulator.testing"]'

    assert "1 passed" in run_by_a_merchant(tmp_path, tests, conftest=conftest).stdout


def test_a_failure_shows_the_test_and_the_conversation_and_nothing_of_the_simulator(tmp_path: Path) -> None:
    tests = """
        from simulator.testing import shop

        def test_expects(shop):
            shop.say("open no nicks")
            shop.expect("order placed")

        def test_asserts(shop):
            assert "Goodbye" in shop.say("open no nicks").speech
    """

    shown = run_by_a_merchant(tmp_path, tests).stdout

    assert "2 failed" in shown
    assert "expected order placed" in shown
    assert shown.count('customer    "open no nicks"') >= 2
    assert "simulator/testing/shops.py" not in shown


def test_each_test_has_tables_of_its_own_also_side_by_side(tmp_path: Path) -> None:
    tests = """
        import pytest
        from simulator.testing import shop

        @pytest.mark.parametrize("time", range(6))
        def test_buys(shop, time):
            assert shop.items == []
            shop.say("open no nicks", "a starter kit", "yes")
            assert len(shop.orders) == 1
    """

    assert "6 passed" in run_by_a_merchant(tmp_path, tests, "-n", "2").stdout


def test_what_else_is_mocked_stays_apart(tmp_path: Path) -> None:
    tests = """
        import os
        import boto3, pytest
        from moto import mock_aws
        from simulator.testing import shop

        @pytest.fixture
        def table():
            with mock_aws():
                client = boto3.client("dynamodb", region_name="us-east-1")
                client.create_table(
                    TableName="mine", BillingMode="PAY_PER_REQUEST",
                    AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                )
                yield client

        ENVIRONMENT = dict(os.environ)

        def test_before(shop, table):
            shop.say("open no nicks", "a starter kit", "yes")
            assert len(shop.orders) == 1
            assert table.list_tables()["TableNames"] == ["mine"]

        @mock_aws
        def test_after(shop):
            shop.say("open no nicks", "a starter kit", "yes")
            assert boto3.client("dynamodb", region_name="us-east-1").list_tables()["TableNames"] == []
            assert len(shop.orders) == 1

        def test_the_environment_is_as_it_was(shop):
            shop.say("open no nicks")
            now = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
            assert now == {name: value for name, value in ENVIRONMENT.items() if name != "PYTEST_CURRENT_TEST"}
            assert boto3.DEFAULT_SESSION is None
    """

    result = run_by_a_merchant(tmp_path, tests)

    assert "3 passed" in result.stdout, result.stdout


def test_the_room_serves_unittest_too(tmp_path: Path) -> None:
    tests = """
        import sys
        sys.modules["pytest"] = None  # as if it were not installed
        import unittest
        from simulator.testing import rehearsal_room

        class Buying(unittest.TestCase):
            def setUp(self):
                self.shop = self.enterContext(rehearsal_room())

            def test_buys(self):
                self.shop.say("open no nicks", "a starter kit", "yes")
                self.shop.expect("order placed")

        unittest.main()
    """
    script = tmp_path / "buying.py"
    script.write_text(textwrap.dedent(tests), encoding="utf-8")
    environment = {"PYTHONPATH": f"{HOUSE}:{HOUSE / 'lambda'}"}

    result = run([sys.executable, script], cwd=tmp_path, stderr=PIPE, text=True, env=environment, check=False)

    assert "OK" in result.stderr, result.stderr
