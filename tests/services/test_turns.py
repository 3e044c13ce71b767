"""What a turn costs: at most one read and one write, whatever it does."""

from collections.abc import Callable

import pytest

from tests.builders import NOW, an_agreement
from tests.services.till import (
    AGREEMENT_REFUSED,
    DOUBT,
    PENDING,
    Till,
    a_refusal,
    a_setup_refusal,
    a_visitor,
    named,
    question_of,
)
from voicetill.domain.checkout_events import AgreementOpened
from voicetill.services.outcomes import HandedOff, Outcome

Turn = Callable[[], Outcome]


def _first_purchase(till: Till) -> list[tuple[str, Turn]]:
    """The turns of a first purchase, each on what the earlier ones left behind."""
    outcomes: dict[str, Outcome] = {}

    def keep(name: str, turn: Turn) -> Turn:
        return lambda: outcomes.setdefault(name, turn())

    return [
        ("welcome", lambda: till.browsing.welcome(till.visitor)),
        ("browse", lambda: till.browsing.browse(till.visitor)),
        ("buy without consent", lambda: till.buying.buy(a_visitor(may_pay=False), named("starter_kit"), None)),
        ("buy", keep("setup", till.buy)),
        ("buy again", keep("newer setup", lambda: till.buy("refill_pack"))),
        ("late setup answer", lambda: till.set_up(outcomes["setup"])),
        ("setup answer", keep("told", lambda: till.set_up(outcomes["newer setup"]))),
        ("setup answer again", lambda: till.set_up(outcomes["newer setup"])),
        ("yes without its question", lambda: till.yes_to(None)),
        ("yes", keep("charge", lambda: till.yes_to(outcomes["told"]))),
        ("yes again", lambda: till.yes_to(outcomes["told"])),
        ("buy while charging", till.buy),
        ("pending", lambda: till.answer(till.current.id, PENDING)),
        ("unknown", lambda: till.answer(till.current.id, DOUBT)),
        ("proof", lambda: till.pay(outcomes["charge"])),
        ("proof again", lambda: till.pay(outcomes["charge"])),
        ("cart", lambda: till.filling.show(till.visitor)),
        ("welcome back", lambda: till.browsing.welcome(till.visitor)),
    ]


def _troubled_purchases(till: Till) -> list[tuple[str, Turn]]:
    """The turns of a returning customer to whom everything happens."""
    till.know(an_agreement())
    told: list[Outcome] = []

    def buy() -> Outcome:
        told.append(till.buy())
        return told[-1]

    return [
        ("buy", buy),
        ("no", lambda: till.buying.refuse(till.visitor, question_of(told[-1]))),  # type: ignore[arg-type]
        ("change", lambda: till.filling.change(till.visitor, named("starter_kit"), "2")),
        ("check out", lambda: till.buying.check_out(till.visitor)),
        ("buy again", buy),
        ("yes", lambda: till.yes_to(told[-1])),
        ("agreement refused", lambda: till.answer(till.current.id, AGREEMENT_REFUSED)),
        ("setup", lambda: till.answer(till.current.id, AgreementOpened(NOW, an_agreement()))),
        ("declined", lambda: till.answer(till.current.id, a_refusal())),
        ("remove", lambda: till.filling.remove(till.visitor, named("starter_kit"), "1")),
        ("buy after decline", buy),
        ("withdrawn consent", lambda: till.buying.agree(a_visitor(may_pay=False), question_of(told[-1]))),  # type: ignore[arg-type]
        ("start over", lambda: till.filling.start_over(till.visitor)),
        ("voucher", lambda: till.buy("barber_voucher")),
        ("setup refused", lambda: till.answer(till.current.id, a_setup_refusal())),
    ]


@pytest.mark.parametrize("story", [_first_purchase, _troubled_purchases])
def test_no_turn_reads_or_writes_twice(story: Callable[[Till], list[tuple[str, Turn]]]) -> None:
    till = Till()

    for name, turn in story(till):
        reads, writes = till.ledger.reads, till.ledger.writes
        turn()
        cost = (till.ledger.reads - reads, till.ledger.writes - writes)
        assert max(cost) <= 1, (name, cost)


def test_a_race_costs_one_more_read_and_write() -> None:
    till = Till()
    till.know(an_agreement())
    told = till.told()
    reads, writes = till.ledger.reads, till.ledger.writes
    till.ledger.lose_races(1)

    assert isinstance(till.yes_to(told), HandedOff)

    assert (till.ledger.reads - reads, till.ledger.writes - writes) == (2, 2)
