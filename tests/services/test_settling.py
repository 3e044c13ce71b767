"""Finding out what became of requests for money: never a second one, and always told to whom it concerns."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import ANOTHER_CHECKOUT_ID, CUSTOMER_ID, NOW, a_money
from tests.services.live_till import PROVIDER, LiveTill
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import ChargeResult, Notice, NoticeKind, Paid
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Refusal
from voicetill.services.outcomes import Outcome, Refused, StillProcessing
from voicetill.services.settling import Owners, Settled, Settling


@pytest.fixture
def till() -> LiveTill:
    return LiveTill()


def _pending(till: LiveTill) -> str:
    """A charge that is not decided yet; the company's id of it."""
    told = till.told()
    till.company.leave_pending_next()
    assert till.yes_to(told) == StillProcessing()
    return next(iter(till.company.charges))


def _notice(kind: NoticeKind = NoticeKind.CHARGE, object_id: str = "", reference: str = "") -> Notice:
    return Notice("n-1", kind, object_id, reference)


def test_a_pending_charge_that_is_paid_in_the_end_is_an_order(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)

    assert till.settle_later() == {Settled.SETTLED: 1}

    assert till.current.state is State.PAID
    assert [order.payment.provider_charge_id for order in till.orders] == [charge]
    assert till.happenings == ["order.placed", "order.paid"]
    assert till.customer.cart.is_empty


def test_a_pending_charge_that_is_declined_in_the_end_is_told_to_the_customer(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=False)

    till.settle_later()

    assert till.current.state is State.DECLINED
    assert till.orders == []
    assert till.happenings == ["payment.failed"]
    assert till.customer.cart.quantity_of("starter_kit") == 1
    assert not till.attempts[0].is_open


def test_a_charge_in_doubt_that_was_refused_with_its_consent_is_over(till: LiveTill) -> None:
    told = till.told()
    till.company.lose_answer(after_acting=False)
    till.yes_to(told)
    assert till.customer.agreement is not None
    till.company.close_by_buyer(till.customer.agreement.id)

    till.settle_later()

    assert till.current.state is State.DECLINED
    assert till.current.refusal is Refusal.AGREEMENT_NOT_OPEN
    assert till.customer.agreement is not None
    assert till.customer.agreement.status is AgreementStatus.CANCELED
    assert till.company.paid() == []
    assert till.happenings == ["payment.failed"]


def test_a_consent_given_meanwhile_is_not_marked_for_what_became_of_the_old_one(till: LiveTill) -> None:
    told = till.told()
    till.company.lose_answer(after_acting=False)
    till.yes_to(told)
    assert till.customer.agreement is not None
    till.company.close_by_buyer(till.customer.agreement.id)
    fresh = till.agreement()
    till.drawer.customer = replace(till.customer, agreement=fresh)

    till.settle_later()

    assert till.current.state is State.DECLINED
    assert till.customer.agreement == fresh


def test_nothing_is_looked_at_before_its_time(till: LiveTill) -> None:
    _pending(till)

    assert till.settle_later(timedelta(seconds=59)) == {}
    assert till.settle_later(timedelta(seconds=1)) == {Settled.OPEN: 1}


def test_what_stays_open_is_looked_at_at_growing_distances(till: LiveTill) -> None:
    _pending(till)
    waits = []

    for _ in range(9):
        due = till.attempts[0].look_at
        assert due is not None
        waits.append((due - till.clock()).total_seconds())
        till.settle_later(due - till.clock())

    assert waits == [60, 120, 300, 900, 3600, 10800, 21600, 86400, 86400]


def test_the_merchant_is_told_once_after_an_hour(till: LiveTill) -> None:
    _pending(till)

    for _ in range(40):
        till.settle_later(timedelta(minutes=30))

    assert till.happenings == ["merchant.task"]
    task = next(iter(till.drawer.occurrences.values()))
    assert task.details["task"] == "settle_charge"
    assert task.details["reference"] == till.attempts[0].reference
    assert task.details["minor"] == 900
    assert till.attempts[0].is_open
    assert till.company.calls.count("charge") == 1


def test_a_company_that_cannot_be_asked_is_asked_later_and_raised_too(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)
    till.company.refuse_connection(times=8)

    done = [till.settle_later(timedelta(days=1)) for _ in range(8)]

    assert done == [{Settled.UNREACHABLE: 1}] * 8
    assert till.happenings == ["merchant.task"]
    till.settle_later(timedelta(days=1))
    assert till.current.state is State.PAID


def test_a_company_that_is_no_longer_set_up_is_the_merchant_s_matter(till: LiveTill) -> None:
    _pending(till)
    attempt = till.attempts[0]
    till.ledger.journal.attempts[attempt.reference] = replace(attempt, provider="gone")

    assert till.settle_later(timedelta(hours=2)) == {Settled.UNREACHABLE: 1}
    assert till.happenings == ["merchant.task"]


def test_one_failure_never_stops_the_rest(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)
    attempt = till.attempts[0]
    for number in range(30):
        lost = replace(
            attempt,
            prepared=replace(attempt.prepared, reference=f"lost{number:024d}", key=f"k{number}"),
            owner_id="nobody",
            customer_id="nobody",
        )
        till.ledger.journal.attempts[lost.reference] = lost

    done = till.settle_later()

    assert sum(done.values()) == 31
    assert till.current.state is State.PAID


def test_a_store_that_is_down_is_reported_page_by_page(till: LiveTill) -> None:
    _pending(till)
    till.ledger.is_down = True

    done = till.settle_later()

    assert done == {Settled.FAILED: till.ledger.journal.shards}


def test_the_job_ends_when_its_time_is_up(till: LiveTill) -> None:
    _pending(till)
    till.clock.pass_by(timedelta(minutes=2))

    assert till.settling.settle_due(go_on=lambda: False) == {}


def test_settling_one_by_name_says_what_came_of_it(till: LiveTill) -> None:
    charge = _pending(till)
    reference = till.attempts[0].reference

    assert till.settling.settle("nobody") is Settled.NOT_KNOWN
    assert till.settling.settle(reference) is Settled.OPEN
    till.company.decide(charge, paid=True)
    assert till.settling.settle(reference) is Settled.SETTLED
    assert till.settling.settle(reference) is Settled.NOT_OPEN


def test_settling_twice_at_once_places_one_order(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)
    reference = till.attempts[0].reference
    till.ledger.meanwhile(lambda: till.settling.settle(reference))

    till.settling.settle(reference)

    assert len(till.orders) == 1
    assert till.happenings == ["order.placed", "order.paid"]


def test_who_comes_back_meanwhile_hears_the_truth_and_pays_once(till: LiveTill) -> None:
    charge = _pending(till)

    heard: list[Outcome] = [till.buying.remind(till.visitor), till.buy("refill_pack")]
    till.company.decide(charge, paid=True)
    till.settle_later()

    assert heard == [StillProcessing(), StillProcessing()]
    assert till.company.taken() == a_money(900)


def test_an_overdue_charge_of_the_server_s_is_no_task_but_its_attempt_s(till: LiveTill) -> None:
    _pending(till)
    till.clock.pass_by(timedelta(minutes=20))

    assert till.buy() == StillProcessing()

    assert till.current.state is State.UNKNOWN
    assert till.happenings == []


def test_money_that_does_not_fit_is_a_task_and_no_order(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.charges[charge] = replace(till.company.charges[charge], amount=a_money(800))
    till.company.decide(charge, paid=True)

    till.settle_later()

    assert till.orders == []
    assert till.current.state is State.UNKNOWN
    assert [it.details["task"] for it in till.drawer.occurrences.values()] == ["payment_does_not_match"]
    assert till.buy() == StillProcessing()


# The companies' own news.


def test_news_of_a_charge_settles_it_at_once(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)
    till.clock.pass_by(timedelta(seconds=15))

    till.settling.hear(PROVIDER, _notice(object_id=charge, reference=till.attempts[0].reference))

    assert till.current.state is State.PAID


def test_news_that_names_only_the_company_s_own_id_finds_the_charge(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)
    till.clock.pass_by(timedelta(seconds=15))

    till.settling.hear(PROVIDER, _notice(object_id=charge))

    assert till.current.state is State.PAID


def test_the_same_news_twice_changes_nothing(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)
    till.clock.pass_by(timedelta(seconds=15))

    for _ in range(3):
        till.settling.hear(PROVIDER, _notice(object_id=charge))

    assert len(till.orders) == 1
    assert till.happenings == ["order.placed", "order.paid"]


def test_news_in_the_very_turn_leaves_the_answer_to_the_turn(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)

    till.settling.hear(PROVIDER, _notice(object_id=charge))

    assert till.current.is_in_doubt
    till.settle_later()
    assert till.current.is_placed


@pytest.mark.parametrize("provider", [PROVIDER, "another"])
def test_news_of_nothing_of_ours_changes_nothing(till: LiveTill, provider: str) -> None:
    _pending(till)
    till.clock.pass_by(timedelta(seconds=15))
    reference = "nobody" if provider == PROVIDER else till.attempts[0].reference

    till.settling.hear(provider, _notice(object_id="x", reference=reference))

    assert till.current.state is State.PENDING


def test_news_that_cannot_be_followed_up_must_come_again(till: LiveTill) -> None:
    charge = _pending(till)
    till.clock.pass_by(timedelta(seconds=15))
    till.company.refuse_connection()

    with pytest.raises(GatewayUnavailableError):
        till.settling.hear(PROVIDER, _notice(object_id=charge, reference=till.attempts[0].reference))


def test_money_wins_even_after_a_decline(till: LiveTill) -> None:
    told = till.told()
    till.company.decline_next()
    assert isinstance(till.yes_to(told), Refused)
    charge = next(iter(till.company.charges))
    till.company.decide(charge, paid=True)

    till.settling.hear(PROVIDER, _notice(object_id=charge, reference=till.attempts[0].reference))

    assert till.current.state is State.PAID
    assert len(till.orders) == 1


class Told:
    """Stands for who takes in renewals, and notes what it is told."""

    def __init__(self) -> None:
        self.results: list[tuple[str, ChargeResult]] = []

    def resolve(self, attempt: Attempt, result: ChargeResult) -> None:
        self.results.append((attempt.reference, result))


@pytest.mark.parametrize("paid", [True, False])
def test_a_renewal_that_was_declined_and_is_paid_after_all_is_brought_in(till: LiveTill, *, paid: bool) -> None:
    told = till.told()
    till.company.decline_next()
    till.yes_to(told)
    (charge,), (attempt,) = till.company.charges, till.attempts
    till.ledger.journal.attempts[attempt.reference] = replace(attempt, owner=Owner.RENEWAL)
    renewals, shop = Told(), till.advancing.shop
    settling = Settling(shop, till.ledger.journal, till.providers, Owners(renewals=renewals))
    if paid:
        till.company.decide(charge, paid=True)

    settling.hear(PROVIDER, _notice(object_id=charge, reference=attempt.reference))

    assert [(name, type(result)) for name, result in renewals.results] == [(attempt.reference, Paid)] * paid


def test_a_second_payment_for_one_order_must_go_back(till: LiveTill) -> None:
    told = till.told()
    till.company.decline_next()
    declined = till.yes_to(told)
    assert isinstance(declined, Refused)
    till.buying.retry(till.visitor, declined.retry)
    first = next(iter(till.company.charges))
    till.company.decide(first, paid=True)
    # The first one was thought to be declined, and its attempt is found open for once.
    reference = till.company.charges[first].reference
    attempt = till.ledger.journal.attempts[reference]
    till.ledger.journal.attempts[reference] = replace(attempt, settled_at=None, look_at=NOW)

    till.settling.settle(reference)

    tasks = [it.details for it in till.drawer.occurrences.values() if it.what == "merchant.task"]
    assert [(it["task"], it["reference"]) for it in tasks] == [("refund_due", reference)]
    assert len(till.orders) == 1


def test_a_dispute_only_leaves_a_line(till: LiveTill, caplog: pytest.LogCaptureFixture) -> None:
    till.settling.hear(PROVIDER, _notice(NoticeKind.DISPUTE, "charge-1"))

    assert "a charge is disputed" in caplog.text


@pytest.mark.parametrize("owner", Owner)
def test_a_result_for_nobody_here_is_put_off(till: LiveTill, owner: Owner) -> None:
    charge = _pending(till)
    attempt = till.attempts[0]
    till.ledger.journal.attempts[attempt.reference] = replace(attempt, owner=owner, owner_id=ANOTHER_CHECKOUT_ID)
    till.company.decide(charge, paid=True)

    till.settle_later()

    assert till.attempts[0].looks == 1
    assert till.attempts[0].is_open
    assert till.orders == []


def test_nobody_else_s_customer_hears_of_it(till: LiveTill) -> None:
    charge = _pending(till)
    till.company.decide(charge, paid=True)

    till.settle_later()

    assert {order.customer_id for order in till.orders} == {CUSTOMER_ID}
