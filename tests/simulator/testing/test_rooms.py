"""Rooms for tests: each is its own, in time, ids, tables and settings, and leaves nothing behind."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

import boto3
import pytest

from simulator.testing import OpenShop, Shop, open_shop, rehearsal_room, shop

__all__ = ["open_shop", "shop"]

DATA = Path(__file__).resolve().parents[3] / "lambda" / "voicetill" / "data"
MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def test_time_stands_still_and_passes_when_told(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT)
    shop.pass_time(days=1, hours=2)
    shop.say("open no nicks", "a starter kit", "yes")

    assert shop.room.clock() == MOMENT + timedelta(days=1, hours=2)
    assert shop.orders[0]["placed_at"] == "2026-11-24T20:00:00+00:00"


def test_a_seed_makes_the_same_ids_and_no_seed_others(open_shop: OpenShop) -> None:
    shops = [open_shop(at=MOMENT), open_shop(at=MOMENT), open_shop(at=MOMENT, seed=None)]
    for each in shops:
        each.say("open no nicks", "a starter kit", "yes")

    one, same, other = ([turn.as_json() for turn in each.room.turns] for each in shops)
    assert one == same
    assert one != other


def test_two_shops_share_nothing(open_shop: OpenShop) -> None:
    first, second = open_shop(), open_shop()

    first.say("open no nicks", "a starter kit", "yes")

    assert len(first.orders) == 1
    assert second.orders == []
    assert second.charged == []
    assert second.transcript == "(nothing was said yet)"


def test_another_catalogue_can_be_sold_from(open_shop: OpenShop) -> None:
    catalogue = (DATA / "catalogue.toml").read_text(encoding="utf-8")
    dearer = open_shop(files={"catalogue.toml": catalogue.replace('US = "9.00"', 'US = "12.34"')})

    dearer.say("open no nicks", "a starter kit", "yes")

    assert dearer.charged == ["12.34 USD"]


def test_a_part_that_no_shop_has_is_told_at_once(open_shop: OpenShop) -> None:
    with pytest.raises(TypeError, match=r"nothing of the shop is named catalog; known are .*catalogue"):
        open_shop(catalog={})


def test_a_clock_without_a_time_zone_is_no_clock(open_shop: OpenShop) -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_shop(at=datetime(2026, 12, 24))  # noqa: DTZ001 - just what is refused


def test_other_settings_reach_the_skill_and_amazon_pay(open_shop: OpenShop) -> None:
    shop = open_shop(settings={"SELLER_ID": "ANOTHERSELLER"})

    setup = shop.say("ask no nicks to buy a starter kit").directives[0]
    shop.say("yes")

    assert setup["payload"]["sellerId"] == "ANOTHERSELLER"
    assert shop.ledger.charges[0].seller_id == "ANOTHERSELLER"


def test_without_pytest_there_is_a_room() -> None:
    with rehearsal_room(at=MOMENT) as shop:
        shop.say("open no nicks", "a starter kit", "yes")

        assert shop.charged == ["9.00 USD"]


def test_boto3_is_left_as_it_was(shop: Shop) -> None:
    before = boto3.DEFAULT_SESSION

    shop.say("open no nicks", "a starter kit", "yes")

    assert boto3.DEFAULT_SESSION is before


def test_a_room_that_is_over_listens_no_more() -> None:
    with rehearsal_room() as shop:
        address = urlsplit(shop.room.buyer_api.address)

    with socket() as caller:
        assert caller.connect_ex((str(address.hostname), address.port or 0)) != 0


def test_a_merchant_imports_it_from_any_folder(tmp_path: Path) -> None:
    """What `make` installs is enough: no PYTHONPATH, and not this checkout as the current folder."""
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    found = subprocess.run(
        [sys.executable, "-c", "import simulator.testing"], cwd=tmp_path, env=outside, check=False
    )

    assert found.returncode == 0
