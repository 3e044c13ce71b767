"""Any story that customers, devices, a shopkeeper and a payment company can tell: the money is right in each.

Hypothesis plays the turns in any order: two customers, each with two devices that remember old questions;
answers delivered late, twice, never; races, a store that fails, prices and stock that change, customers who move.
"""

from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.builders import CUSTOMER_ID, a_delivery_rule, a_market, a_money, an_address
from tests.fakes.addresses import ACCESS
from tests.services.pretend_pay import Letter, Luck, PretendPay
from tests.services.till import STRANGER_ID, Till, a_visitor, named, question_of
from voicetill.domain.addresses import Address
from voicetill.domain.checkout_events import ChargeCompleted
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.funnel import Metric
from voicetill.domain.markets import DeliveryFee
from voicetill.domain.money import Money, to_decimal_string
from voicetill.services.outcomes import HandedOff, Outcome, TotalTold
from voicetill.services.visits import Question

# A past checkout can fall into doubt: when an answer comes that contradicts its refusal.
UNFINISHED = (State.AWAITING_SETUP, State.AWAITING_YES, State.AWAITING_CHARGE, State.PENDING)

customers = st.sampled_from([CUSTOMER_ID, STRANGER_ID])
devices = st.sampled_from(["kitchen", "bedroom"])
things = st.sampled_from(["starter_kit", "refill_pack", "barber_voucher"])
quantities = st.sampled_from([None, "1", "2", "3"])
numbers = st.integers(0, 1000)
# Mostly good, or no story would get far.
lucks = st.sampled_from([Luck.GOOD] * 4 + list(Luck))


@dataclass(frozen=True)
class Offer:
    """What a customer hears before the yes: how much, and where it goes."""

    total: Money
    place: Address | None


class AnyStory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        fees = {"CA": DeliveryFee(a_money(1250), None)}
        places = a_delivery_rule(countries=frozenset({"US", "CA"}), fees=fees)
        self.till = Till(market=a_market(delivery=places))
        self.pay = PretendPay()
        self.asked: dict[tuple[str, str], Question] = {}
        self.told: dict[Question, Offer] = {}
        self.agreed: set[Question] = set()
        self.undecided: dict[str, set[str]] = {}
        self.proven: set[str] = set()

    # Turns of customers.

    @rule(who=customers, device=devices, thing=things, quantity=quantities, luck=lucks)
    def buys(self, who: str, device: str, thing: str, quantity: str | None, luck: Luck) -> None:
        visitor = replace(a_visitor(who), access=ACCESS)
        self._hears(who, device, self.till.buying.buy(visitor, named(thing), quantity), luck)

    @rule(who=customers, device=devices, thing=things, luck=lucks)
    def buys_and_says_yes(self, who: str, device: str, thing: str, luck: Luck) -> None:
        """The straight way to a charge, in one turn; without it few stories would come so far."""
        self.buys(who, device, thing, None, Luck.GOOD)
        self._straight_on(who, device)
        self.says_yes(who, device, True, luck)
        self._straight_on(who, device, luck=luck)

    @rule(who=customers, device=devices, moved=st.booleans(), luck=lucks)
    def finds_the_agreement_dead(self, who: str, device: str, moved: bool, luck: Luck) -> None:
        """The way to a second attempt: refused, set up again, perhaps with another address."""
        self.buys_and_says_yes(who, device, "starter_kit", Luck.AGREEMENT_DEAD)
        if moved:
            self.pay.address = an_address(lines=("9 New Road",))
        self.the_newest_answer_comes(device, luck)
        self._straight_on(who, device, luck=luck)

    @rule(who=customers, device=devices, luck=lucks)
    def checks_out(self, who: str, device: str, luck: Luck) -> None:
        self._hears(who, device, self.till.buying.check_out(replace(a_visitor(who), access=ACCESS)), luck)

    @rule(who=customers, device=devices, may_pay=st.sampled_from([True, True, True, False]), luck=lucks)
    def says_yes(self, who: str, device: str, may_pay: bool, luck: Luck) -> None:
        question = self._says_yes_to(who, device)
        self._hears(who, device, self.till.buying.agree(a_visitor(who, may_pay=may_pay), question), luck)

    @rule(who=customers, lucks=st.tuples(lucks, lucks))
    def says_yes_on_both_devices_at_once(self, who: str, lucks: tuple[Luck, Luck]) -> None:
        def other() -> None:
            question = self._says_yes_to(who, "bedroom")
            self._hears(who, "bedroom", self.till.buying.agree(a_visitor(who), question), lucks[0])

        question = self._says_yes_to(who, "kitchen")
        self.till.ledger.meanwhile(other)
        self._hears(who, "kitchen", self.till.buying.agree(a_visitor(who), question), lucks[1])

    @rule(who=customers, device=devices)
    def says_no(self, who: str, device: str) -> None:
        question = self.asked.get((who, device))
        if question is not None:
            self._hears(who, device, self.till.buying.refuse(a_visitor(who), question), Luck.GOOD)

    @rule(who=customers, device=devices)
    def forgets_the_question(self, who: str, device: str) -> None:
        self.asked.pop((who, device), None)

    @rule(who=customers, thing=things, quantity=st.sampled_from([None, "1", "3", "start over"]))
    def changes_the_cart(self, who: str, thing: str, quantity: str | None) -> None:
        if quantity == "start over":
            self.till.filling.start_over(a_visitor(who))
        else:
            self.till.filling.change(a_visitor(who), named(thing), quantity)

    @rule(number=numbers)
    def moves(self, number: int) -> None:
        country = ("US", "US", "US", "CA", "NZ")[number % 5]
        self.pay.address = an_address(lines=(f"{number % 3} Main Street",), country=country)

    @rule(news=st.sampled_from(["true", "true", "unknown"]))
    def is_looked_up(self, news: str) -> None:
        """From now on Amazon tells this address before Setup: true until somebody moves, or not known."""
        self.till.addresses.address = self.pay.address if news == "true" else None

    @rule(who=customers, device=devices)
    def meets_a_store_that_fails(self, who: str, device: str) -> None:
        """Nothing may leave that is not stored: a yes that fails is as if it had not been said."""
        before = self.till.ledger.drawer(who).current
        self.till.ledger.refuses_writes = True
        try:
            outcome = self.till.buying.agree(a_visitor(who), self.asked.get((who, device)))
            assert not isinstance(outcome, HandedOff)
        except StoreUnavailableError:
            pass
        self.till.ledger.refuses_writes = False
        assert self.till.ledger.drawer(who).current == before

    # Turns of the shopkeeper.

    @rule(thing=things, price=st.sampled_from([None, 1, 899, 900, 5000]))
    def changes_price_or_stock(self, thing: str, price: int | None) -> None:
        """Sell a thing out, or price it anew with new stock."""
        self.till.shelf.stock(thing, sold_out=price is None)
        if price is not None:
            self.till.shelf.reprice(thing, a_money(price))

    # Letters, in any order, as often as one likes.

    @precondition(lambda self: self.pay.letters)
    @rule(number=numbers, device=devices, denied=st.sampled_from([False, False, False, True]), luck=lucks)
    def an_answer_comes(self, number: int, device: str, denied: bool, luck: Luck) -> None:
        self._deliver(self.pay.letters[number % len(self.pay.letters)], device, denied=denied, luck=luck)

    @rule(device=devices, luck=lucks)
    def the_newest_answer_comes(self, device: str, luck: Luck) -> None:
        if self.pay.letters:
            self._deliver(self.pay.letters[-1], device, denied=False, luck=luck)

    @precondition(lambda self: self.pay.letters)
    @rule(number=numbers, device=devices, luck=lucks)
    def an_answer_meets_a_new_purchase(self, number: int, device: str, luck: Luck) -> None:
        letter = self.pay.letters[number % len(self.pay.letters)]
        self.till.ledger.meanwhile(lambda: self.buys(letter.customer_id, "bedroom", "refill_pack", None, luck))
        self._deliver(letter, device, denied=False, luck=luck)

    @precondition(lambda self: self.pay.letters)
    @rule(number=numbers)
    def an_answer_reaches_the_wrong_customer(self, number: int) -> None:
        letter = self.pay.letters[number % len(self.pay.letters)]
        stranger = STRANGER_ID if letter.customer_id == CUSTOMER_ID else CUSTOMER_ID
        before = self.till.ledger.writes

        self._receive(stranger, letter, denied=False)

        assert self.till.ledger.writes == before

    # What follows from a turn.

    def _says_yes_to(self, who: str, device: str) -> Question | None:
        question = self.asked.get((who, device))
        if question is not None:
            self.agreed.add(question)
        return question

    def _straight_on(self, who: str, device: str, *, luck: Luck = Luck.GOOD) -> None:
        """Deliver the answer to a Setup that was just handed off."""
        current = self.till.ledger.drawer(who).current
        newest = self.pay.letters[-1] if self.pay.letters else None
        if current is not None and current.awaits_setup and newest is not None and newest.token == current.id:
            self._deliver(newest, device, denied=False, luck=luck)

    def _deliver(self, letter: Letter, device: str, *, denied: bool, luck: Luck) -> None:
        outcome = self._receive(letter.customer_id, letter, denied=denied)
        if letter.is_proof and isinstance(letter.event, ChargeCompleted):
            self.proven.add(letter.event.payment.reference)
        if letter.decides:
            self.undecided.get(letter.customer_id, set()).discard(letter.reference)
        self._hears(letter.customer_id, device, outcome, luck)

    def _receive(self, customer_id: str, letter: Letter, *, denied: bool) -> Outcome:
        self.till.visitor = a_visitor(customer_id)
        return self.till.answer(letter.token, letter.event, consent_denied=denied, answer_id=letter.id)

    def _hears(self, who: str, device: str, outcome: Outcome, luck: Luck) -> None:
        self.till.ledger.forget_meanwhile()
        if isinstance(outcome, TotalTold):
            question = question_of(outcome)
            self.asked[who, device] = question
            self.told[question] = Offer(outcome.checkout.quote.total, outcome.checkout.address)
        if isinstance(outcome, HandedOff):
            if outcome.handoff.name == "Charge":
                self._may_charge(who, outcome)
            self.pay.carry(who, outcome, luck)

    def _may_charge(self, who: str, charge: HandedOff) -> None:
        """No charge without a yes to that very offer, and none beside another that is not decided."""
        checkout = self.till.ledger.drawer(who).current
        assert checkout is not None
        assert checkout.id == charge.token
        # Who was asked anew has not agreed, whatever was said before.
        last = max((it for it in self.told if it.checkout_id == charge.token), key=lambda it: it.version)
        assert last in self.agreed
        assert self.told[last] == Offer(checkout.quote.total, checkout.address)
        assert charge.handoff.payload["amount"] == to_decimal_string(checkout.quote.total)
        undecided = self.undecided.setdefault(who, set())
        reference = str(charge.handoff.payload["reference"])
        assert undecided <= {reference}
        undecided.add(reference)

    # What must hold whatever happened.

    @invariant()
    def no_checkout_is_paid_twice(self) -> None:
        paid = [reference[:26] for reference in self.pay.taken]
        assert len(paid) == len(set(paid))

    @invariant()
    def every_proven_payment_has_one_order_and_every_order_a_proven_payment(self) -> None:
        orders = [order for who in (CUSTOMER_ID, STRANGER_ID) for order in self.till.ledger.drawer(who).orders]
        assert sorted(order.payment.reference for order in orders) == sorted(self.proven)
        for order in orders:
            assert order.payment.amount == order.quote.total == self.pay.taken[order.payment.reference]

    @invariant()
    def the_funnel_narrows_and_orders_are_counted_as_they_are(self) -> None:
        told = self.till.watch.told
        orders = sum(len(self.till.ledger.drawer(who).orders) for who in (CUSTOMER_ID, STRANGER_ID))
        assert (
            told[Metric.PLACED] == orders <= told[Metric.CHARGED] <= told[Metric.READ_BACK] <= told[Metric.OFFERED]
        )
        assert told[Metric.CHARGED] <= told[Metric.SET_UP] <= told[Metric.CONSENTED] <= told[Metric.OFFERED]
        assert told[Metric.OFFERED] == told[Metric.CONSENTED] + told[Metric.KEPT_BACK]

    @invariant()
    def only_the_current_checkout_is_unfinished(self) -> None:
        for who in (CUSTOMER_ID, STRANGER_ID):
            past = self.till.ledger.drawer(who).past.values()
            assert not [checkout for checkout in past if checkout.state in UNFINISHED]


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
