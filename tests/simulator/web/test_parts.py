"""What stands behind the page: what is stored, what can be chosen, the log, and what can be said."""

import logging
from decimal import Decimal
from threading import Thread

import pytest

from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.cloud.wire import CRASH_POINTS
from simulator.script.commands import parse_command
from simulator.web import choices
from simulator.web.json_tint import tinted
from simulator.web.log_book import LogBook
from simulator.web.stored_items import compared, plain


def test_items_are_new_changed_or_as_they_were() -> None:
    order = {"pk": "a", "sk": "ORDER#1", "total": Decimal(9)}
    checkout = {"pk": "a", "sk": "NOW#CHECKOUT", "state": "PAID", "version": Decimal(2)}
    customer = {"pk": "a", "sk": "NOW#CUSTOMER", "name": "Sam"}

    stored = compared([{**checkout, "state": "NEW"}, customer], [order, checkout, customer])

    assert [(item.title, item.fresh, item.changed) for item in stored] == [
        ("Checkout", False, True),
        ("Customer", False, False),
        ("Order", True, False),
    ]
    assert [member.name for member in stored[0].members if member.changed] == ["state"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("2"), 2),
        (Decimal("2.5"), 2.5),
        ({"a": {Decimal(1)}}, {"a": [1]}),
        (b"x", "b'x'"),
        (None, None),
        (True, True),
    ],
)
def test_what_dynamodb_stores_is_told_as_json(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_json_is_markup_with_nothing_of_its_own() -> None:
    assert "<script>" not in tinted({"<script>": "</pre><script>alert(1)</script>"})


def test_every_outcome_can_be_chosen_once_and_is_a_line_of_the_grammar() -> None:
    lines = [choice.line for group in choices.outcomes().values() for choice in group]

    assert lines == list(dict.fromkeys(lines))
    assert {line.removeprefix("!pay ") for line in lines} == set(OUTCOMES)
    for line in lines:
        parse_command(line)


def test_every_trouble_is_a_line_of_the_grammar() -> None:
    lines = [choice.line for group in choices.troubles().values() for choice in group]

    for line in lines:
        parse_command(line)
    assert {line.removeprefix("!crash ") for line in lines if line.startswith("!crash")} == set(CRASH_POINTS)


def test_the_log_is_the_skills_own_by_turn_and_by_thread() -> None:
    book, turn = LogBook(), [0]
    book.open()

    try:
        with book.page(lambda: turn[0]) as lines:
            logging.getLogger("voicetill.shop").info("order placed", extra={"order": "1"})
            turn[0] = 1
            logging.getLogger("voicetill.shop").warning("slow %s", "today")
            logging.getLogger("botocore.hooks").warning("noise")
            other = Thread(target=lambda: logging.getLogger("voicetill.shop").info("elsewhere"))
            other.start()
            other.join()
        logging.getLogger("voicetill.shop").info("later")
    finally:
        book.close()

    assert [(line.turn, line.level, line.message) for line in lines] == [
        (0, "INFO", "order placed"),
        (1, "WARNING", "slow today"),
    ]
    assert lines[0].fields == {"order": "1"}
