"""What others must hear of an order is stored in the very write that places it, on the route of the voice too."""

from datetime import timedelta

import pytest

from tests.builders import CUSTOMER_ID, NOW, a_payment, an_agreement
from tests.services.till import DOUBT, PENDING, Till, a_refusal
from voicetill.domain.checkout_events import ChargeCompleted, Event
from voicetill.domain.checkout_record import ANSWERED_WITHIN
from voicetill.domain.errors import ConflictError
from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.services.outcomes import StillProcessing
from voicetill.services.remembering import retry_question


@pytest.fixture
def till() -> Till:
    till = Till()
    till.know(an_agreement())
    return till


def _told(till: Till) -> list[Occurrence]:
    return list(till.ledger.drawer(CUSTOMER_ID).occurrences.values())


def _tasks(till: Till) -> list[tuple[object, object]]:
    return [
        (it.details["task"], it.details["reference"]) for it in _told(till) if it.what is Happening.MERCHANT_TASK
    ]


def test_a_placed_order_leaves_two_words_in_the_same_write(till: Till) -> None:
    charging = till.charging()
    writes = till.ledger.writes

    till.pay(charging)

    assert till.ledger.writes - writes == 1
    assert [it.what for it in _told(till)] == [Happening.ORDER_PLACED, Happening.ORDER_PAID]
    assert {it.subject_id for it in _told(till)} == {till.orders[0].id}
    assert all(it.tell_at == it.at for it in _told(till))


def test_the_same_proof_again_leaves_no_more(till: Till) -> None:
    charging = till.charging()
    till.pay(charging)

    till.pay(charging)

    assert len(_told(till)) == 2


def test_an_order_that_could_not_be_stored_leaves_no_word(till: Till) -> None:
    charging = till.charging()
    till.ledger.lose_races(9)

    with pytest.raises(ConflictError):
        till.pay(charging)

    assert _told(till) == []


def test_a_decline_leaves_no_word(till: Till) -> None:
    charging = till.charging()

    till.answer(charging.token, a_refusal())

    assert _told(till) == []


@pytest.mark.parametrize("answers", [[DOUBT], [PENDING, DOUBT], [DOUBT, DOUBT, PENDING]])
def test_a_doubt_is_the_merchant_s_task_once(till: Till, answers: list[Event]) -> None:
    charging = till.charging()
    reference = till.current.reference

    for answer in answers:
        till.answer(charging.token, answer)

    assert _tasks(till) == [("charge_in_doubt", reference)]


def test_an_answer_that_never_came_becomes_a_task_when_the_customer_is_back(till: Till) -> None:
    till.charging()
    till.clock.pass_by(ANSWERED_WITHIN + timedelta(seconds=1))

    assert till.buy() == StillProcessing()
    till.buy()

    assert _tasks(till) == [("charge_in_doubt", till.current.reference)]


def test_a_second_payment_is_a_task_that_names_it(till: Till) -> None:
    charging = till.charging()
    till.answer(charging.token, a_refusal(may_retry=True))
    first = a_payment(till.current, attempt=1)
    told = till.buying.retry(till.visitor, retry_question(till.current))
    till.pay(told)

    for _ in range(2):
        till.answer(charging.token, ChargeCompleted(NOW, first))

    assert _tasks(till) == [("refund_due", first.reference)]
    assert len(till.orders) == 1
