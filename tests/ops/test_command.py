"""The merchant's command, in this process: what it prints, what it asks, how it ends."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ops.__main__ import main
from tests.builders import CHECKOUT_ID, NOW, a_checkout, a_money, a_standing, an_address
from tests.domain.subscriptions import a_begun
from tests.office.desks import PretendDesk
from voicetill.domain.checkout_record import State, order_number
from voicetill.domain.journal import Change
from voicetill.domain.orders import Wish, asked
from voicetill.services.renewal_news import task

NUMBER = order_number(CHECKOUT_ID)

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def desk() -> PretendDesk:
    return PretendDesk()


@pytest.fixture
def ops(desk: PretendDesk, capsys: Capsys) -> Callable[..., tuple[int, str, str]]:
    """Run the command; return its exit code, and what it printed on both streams."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words, desk=desk.desk.answer)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


Ops = Callable[..., tuple[int, str, str]]


class Terminal(io.StringIO):
    """Somebody at a keyboard, who types this."""

    def isatty(self) -> bool:
        return True


def test_orders_are_a_table_with_the_newest_first(desk: PretendDesk, ops: Ops) -> None:
    order = desk.behind.sold()
    desk.behind.ledger.save_order(order, asked(order, Wish.REFUND, at=NOW))

    code, out, err = ops("orders", "list")

    assert (code, err) == (0, "")
    assert "1 order from" in out
    for shown in (NUMBER, "9.00 USD", "paid, to_ship", "1 x Starter Kit", "refund", CHECKOUT_ID):
        assert shown in out


def test_an_order_is_shown_without_where_it_goes_unless_asked(desk: PretendDesk, ops: Ops) -> None:
    desk.behind.sold()

    _, out, _ = ops("orders", "show", NUMBER)
    _, with_address, _ = ops("orders", "show", NUMBER, "--address")

    assert an_address().lines[0] not in out
    assert "9.00 USD, taken" in out
    assert an_address().lines[0] in with_address


def test_json_is_one_document_on_one_line(desk: PretendDesk, ops: Ops) -> None:
    desk.behind.sold()

    code, out, _ = ops("orders", "list", "--json")

    assert code == 0
    assert out.count("\n") == 1
    assert json.loads(out)["orders"][0]["number"] == NUMBER


def test_what_is_refused_ends_with_one_and_says_how_to_mend_it(ops: Ops) -> None:
    code, out, err = ops("orders", "show", "1234-5678")

    assert (code, out) == (1, "")
    assert "No order 1234-5678" in err
    assert "To mend it:" in err


@pytest.mark.parametrize(
    "words",
    [
        ["refund", "1234-5678", "--amount", "4,50"],
        ["orders", "list", "--from", "yesterday"],
        ["orders", "list", "--state", "lost"],
        ["report", "sales", "--from", "2026-03-02", "--to", "2026-03-01"],
        ["settle", "1234-5678", "--paid"],
        ["agreement", "close"],
        ["refuse", "1234-5678", "--because", " "],
    ],
)
def test_wrong_usage_ends_with_two(ops: Ops, words: list[str]) -> None:
    code, out, err = ops(*words)

    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["orders"],
        ["refund"],
        ["refund", "1", "--ammount", "4"],
        ["refuse", "1234-5678"],
        ["settle", "x", "--paid", "--not-paid"],
        ["orders", "list", "--limit", "many"],
        ["tasks", "done"],
    ],
)
def test_words_that_make_no_command_end_with_two(ops: Ops, capsys: Capsys, words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        ops(*words)

    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


# Money.


def test_where_nobody_sits_money_moves_only_with_yes(desk: PretendDesk, ops: Ops) -> None:
    order = desk.behind.sold()

    code, _, err = ops("refund", NUMBER)
    assert code == 1
    assert "--yes" in err
    assert not desk.behind.given_back(order).minor

    code, out, _ = ops("refund", NUMBER, "--yes")
    assert code == 0
    assert "9.00 USD of order" in out
    assert desk.behind.given_back(order) == a_money(900)


def test_json_never_asks(desk: PretendDesk, ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.behind.sold()
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))

    code, out, _ = ops("refund", NUMBER, "--json")

    assert code == 1
    assert json.loads(out)["error"]["code"] == "confirmation_needed"
    assert not desk.behind.given_back(order).minor


@pytest.mark.parametrize(
    ("typed", "moved"), [("y\n", True), ("Yes\n", True), ("\n", False), ("n\n", False), ("", False)]
)
def test_somebody_at_a_terminal_is_asked(
    desk: PretendDesk, ops: Ops, monkeypatch: pytest.MonkeyPatch, typed: str, moved: bool
) -> None:
    order = desk.behind.sold()
    monkeypatch.setattr("sys.stdin", Terminal(typed))

    code, _, err = ops("refund", NUMBER, "--amount", "4.50")

    assert "4.50 USD for order" in err
    assert "[y/N]" in err
    assert code == (0 if moved else 1)
    assert desk.behind.given_back(order) == a_money(450 if moved else 0)


def test_what_was_shown_is_what_goes_back_whatever_happens_meanwhile(
    desk: PretendDesk, ops: Ops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else refunds a part while this one reads the question: the answer was to 9.00."""
    order = desk.behind.sold()

    def slowly(*_: object) -> str:
        desk.done("refund", order=NUMBER, amount="4.00", confirm=True)
        return "y\n"

    terminal = Terminal()
    monkeypatch.setattr(terminal, "readline", slowly)
    monkeypatch.setattr("sys.stdin", terminal)

    code, _, err = ops("refund", NUMBER)

    assert code == 1
    assert "5.00 USD is left of 9.00 USD" in err
    assert desk.behind.given_back(order) == a_money(400)


@pytest.mark.parametrize(
    "words",
    [
        ["ship", NUMBER, "--carrier", "UPS", "--tracking", "1Z999"],
        ["refund", NUMBER],
        ["cancel", NUMBER],
        ["approve", NUMBER],
        ["refuse", NUMBER, "--because", "no"],
        ["resend", NUMBER],
        ["agreement", "close", "--order", NUMBER],
        ["subscriptions", "cancel", CHECKOUT_ID],
    ],
)
def test_a_rehearsal_changes_nothing_at_all(desk: PretendDesk, ops: Ops, words: list[str]) -> None:
    order = desk.behind.sold()
    desk.behind.ledger.save_order(order, asked(order, Wish.REFUND, at=NOW))
    desk.behind.journal.write(Change(None, a_begun(provider="pretend")))
    writes = desk.behind.ledger.writes

    code, out, _ = ops(*words, "--dry-run", "--yes")

    assert code == 0
    assert "Nothing was done. It would:" in out
    assert (desk.behind.ledger.writes, desk.behind.company.calls) == (writes, [])


def test_shipping_takes_carrier_and_number(desk: PretendDesk, ops: Ops) -> None:
    desk.behind.sold()

    code, out, _ = ops("ship", NUMBER, "--tracking", "1Z999", "--carrier", "UPS", "--products", "starter_kit")

    assert code == 0
    assert "starter_kit shipped with UPS 1Z999" in out
    assert "1Z999" in ops("orders", "show", NUMBER)[1]


def test_a_charge_over_alexa_is_settled_by_the_merchant_s_word(desk: PretendDesk, ops: Ops) -> None:
    desk.behind.ledger.save(a_standing(), a_standing(current=a_checkout(State.UNKNOWN, version=0)))

    code, _, err = ops("settle", NUMBER)
    assert code == 1
    assert "Seller Central" in err
    code, out, _ = ops("settle", NUMBER, "--paid", "--charge-id", "P01-1-A1", "--yes")

    assert code == 0
    assert f"order {NUMBER} is placed" in out
    assert desk.behind.order(CHECKOUT_ID).payment.provider_charge_id == "P01-1-A1"


def test_tasks_are_listed_and_put_off_the_list(desk: PretendDesk, ops: Ops) -> None:
    chore = task(a_begun(), "charge_by_hand", at=NOW)
    desk.behind.journal.write(Change(None, chore))

    assert "charge_by_hand" in ops("tasks")[1]
    assert ops("tasks", "done", chore.id)[0] == 0
    assert "Nothing waits for a person." in ops("tasks", "list")[1]


def test_a_number_of_two_orders_lists_them(desk: PretendDesk, ops: Ops) -> None:
    def twice(request: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": False,
            "do": request["do"],
            "error": {"code": "several_orders", "message": "2 orders.", "mend": "name the id"},
            "candidates": [desk.done("orders")["orders"][0]] * 2,
        }

    desk.behind.sold()
    code = main(["orders", "show", NUMBER], desk=twice)

    assert code == 1


def test_what_a_merchant_wrote_is_printed_as_it_is(desk: PretendDesk, ops: Ops) -> None:
    """Square brackets are no markup of a terminal's."""
    desk.behind.sold()

    ops("refund", NUMBER, "--note", "[red]torn[/red]", "--yes")

    assert "[red]torn[/red]" in ops("orders", "show", NUMBER)[1]


# Sales.


def test_sales_are_a_table_or_csv(desk: PretendDesk, ops: Ops) -> None:
    desk.behind.sold()
    words = ("report", "sales", "--from", "2026-03-01", "--to", "2026-03-31", "--by", "product")

    _, shown, _ = ops(*words)
    _, written, _ = ops(*words, "--csv")

    assert "starter_kit" in shown
    rows = list(csv.DictReader(io.StringIO(written)))
    assert rows == [
        {
            "product": "starter_kit",
            "market": "US",
            "currency": "USD",
            "orders": "1",
            "units": "1",
            "gross": "9.00",
            "refunds": "0.00",
            "net": "9.00",
            "tax_in_net": "0.61",
        }
    ]


def test_a_product_s_id_is_never_a_formula_in_csv(desk: PretendDesk, ops: Ops) -> None:
    order = desk.behind.sold()
    line = replace(order.quote.lines[0], product_id="=1+1")
    desk.behind.ledger.save_order(order, replace(order, quote=replace(order.quote, lines=(line,))))

    _, written, _ = ops(
        "report", "sales", "--from", "2026-03-01", "--to", "2026-03-31", "--by", "product", "--csv"
    )

    assert "'=1+1" in written
