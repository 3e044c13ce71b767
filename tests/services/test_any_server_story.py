"""Any story on the route of the server: whatever customers, companies, clocks and crashes do, the money is right.

The company's own ledger is the judge. Every payment under a checkout's name is an order, or a refund that the
merchant was told of; nothing was charged that was not heard and agreed to; and in the end nobody is left in doubt.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.builders import a_money
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.services.live_till import PROVIDER, LiveTill
from tests.services.till import question_of
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.funnel import Metric
from voicetill.domain.money import Money
from voicetill.services.outcomes import CodeAsked, Outcome, Refused, TotalTold
from voicetill.services.visits import Question

PRODUCTS = ("starter_kit", "refill_pack", "barber_voucher")
LUCK = (
    "well",
    "for now",
    "for good",
    "pending",
    "lost, acted",
    "lost, not acted",
    "not connected",
    "closed",
    "races",
)
CODE = "4821"


class AnyServerStory(RuleBasedStateMachine):
    """One customer with two devices, one company, one clock."""

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse()
        self.till = LiveTill(through=lambda part: Mortal(part, self.fuse))
        # What was read out, by device, and what was agreed to, by checkout.
        self.questions: dict[str, Question] = {}
        self.totals: dict[str, Money] = {}
        self.notices = 0

    devices = st.sampled_from(["kitchen", "kitchen", "kitchen", "bath"])

    @initialize(guarded=st.sampled_from([False, False, True]), later=st.sampled_from([False, False, True]))
    def opens(self, guarded: bool, later: bool) -> None:
        market = self.till.market
        if guarded:
            object.__setattr__(market, "voice_code_over", a_money(800))
        self.till.captures_on_shipping = later
        self.till.assemble()
        self.till.link(code=CODE if guarded else "")

    def _hear(self, device: str, outcome: Outcome) -> None:
        if isinstance(outcome, TotalTold):
            self.questions[device] = question_of(outcome)
            self.totals[outcome.checkout.id] = outcome.checkout.quote.total
        elif isinstance(outcome, CodeAsked):
            self.questions[device] = outcome.question
        elif isinstance(outcome, Refused) and outcome.retry is not None:
            self.questions[device] = outcome.retry

    def _play(self, device: str, turn: Any) -> None:
        try:
            self._hear(device, turn())
        except Killed:
            self.till.assemble()
        if self.fuse.length is not None and self.fuse.burnt >= self.fuse.length:
            self.fuse.length = None

    @rule(device=devices, product=st.sampled_from(PRODUCTS), quantity=st.sampled_from(["1", "2"]))
    def buys(self, device: str, product: str, quantity: str) -> None:
        self._play(device, lambda: self.till.buy(product, quantity))

    @rule(device=devices, product=st.sampled_from(PRODUCTS), luck=st.sampled_from(("well", *LUCK)))
    def purchases(self, device: str, product: str, luck: str) -> None:
        """The usual way, without a word between."""
        if self.till.customer.open_agreement is None:
            self.mends()
        self.fortune(luck)
        self._play(device, lambda: self.till.buy(product))
        question = self.questions.get(device)
        self._play(device, lambda: self.till.buying.agree(self.till.visitor, question))
        self._play(device, lambda: self.till.buying.say_code(self.till.visitor, question, CODE))

    @rule(device=devices, code=st.sampled_from([None, None, CODE, "1111"]))
    def says_yes(self, device: str, code: str | None) -> None:
        question = self.questions.get(device)
        if code is None:
            self._play(device, lambda: self.till.buying.agree(self.till.visitor, question))
        else:
            self._play(device, lambda: self.till.buying.say_code(self.till.visitor, question, code))

    @rule(device=devices)
    def tries_again(self, device: str) -> None:
        question = self.questions.get(device)
        self._play(device, lambda: self.till.buying.retry(self.till.visitor, question))

    @rule(device=devices)
    def checks_out(self, device: str) -> None:
        self._play(device, lambda: self.till.buying.check_out(self.till.visitor))

    @precondition(lambda self: not self.fuse.length)
    @rule(point=st.integers(1, 24))
    def will_die(self, point: int) -> None:
        self.fuse.length = self.fuse.burnt + point

    def fortune(self, luck: str) -> None:
        company = self.till.company
        match luck:
            case "for now":
                company.decline_next()
            case "for good":
                company.decline_next(for_good=True)
            case "pending":
                company.leave_pending_next()
            case "lost, acted":
                company.lose_answer(after_acting=True)
            case "lost, not acted":
                company.lose_answer(after_acting=False)
            case "not connected":
                company.refuse_connection()
            case "races":
                self.till.ledger.lose_races(1)
            case "closed":
                for told in list(company.agreements.values()):
                    company.close_by_buyer(told.agreement_id)

    @rule()
    def mends(self) -> None:
        """The method is mended at the company, or the consent is given anew where it is dead."""
        known = self.till.customer.agreement
        if known is not None and known.status is AgreementStatus.SUSPENDED:
            self.till.company.set_agreement(known.id)
            return
        self.till.clock.pass_by(timedelta(seconds=1))
        self.till.tell_page(agreement=self.till.agreement())

    @rule(paid=st.booleans())
    def decides(self, paid: bool) -> None:
        for made in list(self.till.company.charges.values()):
            if made.state == "PENDING":
                self.till.company.decide(made.id, paid=paid)

    @rule(minutes=st.sampled_from([0, 1, 5, 20, 90]))
    def time_passes(self, minutes: int) -> None:
        self.till.clock.pass_by(timedelta(minutes=minutes))
        self._play("nobody", self._settle)

    def _settle(self) -> Any:
        return self.till.settling.settle_due()

    @rule(data=st.data())
    def hears(self, data: st.DataObject) -> None:
        made = sorted(self.till.company.charges)
        if made:
            self.notices += 1
            notice = Notice(f"n-{self.notices}", NoticeKind.CHARGE, data.draw(st.sampled_from(made)))
            try:
                self.till.settling.hear(PROVIDER, notice)
            except Killed:
                self.till.assemble()
            except Exception:
                pass
            self.fuse.length = None

    @invariant()
    def nothing_is_charged_that_was_not_told(self) -> None:
        for made in self.till.company.charges.values():
            assert self.totals[made.reference[:26]] == made.amount

    @invariant()
    def orders_are_proven(self) -> None:
        charges = self.till.company.charges
        for order in self.till.orders:
            made = charges[order.payment.provider_charge_id]
            assert made.state in ("CAPTURED", "AUTHORIZED")
            assert (made.reference, made.amount) == (order.payment.reference, order.quote.total)

    @invariant()
    def no_order_is_counted_that_is_not_there(self) -> None:
        # Whoever dies between a save and its count has not counted.
        assert self.till.watch.told[Metric.PLACED] <= len(self.till.orders)

    @invariant()
    def no_checkout_has_two_orders(self) -> None:
        assert max(Counter(order.id for order in self.till.orders).values(), default=0) <= 1

    def teardown(self) -> None:
        """Let everything come to rest: the company decides, and the clock goes round until nothing is open."""
        self.fuse.length = None
        self.till.assemble()
        for _ in range(12):
            # Also what settling sends again may be left pending by the company.
            self.decides(paid=True)
            self.till.clock.pass_by(timedelta(days=1))
            self.till.settling.settle_due()
        self._all_is_known()

    def _all_is_known(self) -> None:
        assert not [attempt for attempt in self.till.attempts if attempt.is_open]
        current = self.till.drawer.current
        assert current is None or not current.is_in_doubt
        taken = {
            it.reference for it in self.till.company.charges.values() if it.state in ("CAPTURED", "AUTHORIZED")
        }
        sold = {order.payment.reference for order in self.till.orders}
        told = self.till.drawer.occurrences.values()
        owed = {str(it.details["reference"]) for it in told if it.details.get("task") == "refund_due"}
        assert taken == sold | owed
        happened = Counter(it.what.value for it in told)
        assert happened["order.placed"] == len(self.till.orders)


TestAnyServerStory = AnyServerStory.TestCase
TestAnyServerStory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
