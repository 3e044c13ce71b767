"""The state machine of stories: what can happen, as rules that Hypothesis plays in any order, and shrinks.

A rule is one or a few lines of a script, so that a story that went wrong can be read, and played by anybody. Rules
that lead far (a wish with its yes) stand beside single words, or few stories would ever come to money.
"""

from datetime import datetime
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    precondition,
    rule,
)

from simulator.script.link_acts import AT_COMPANY
from simulator.script.office_acts import RENEWALS, WEBHOOKS
from soak.stories.scenes import MOMENTS, Theatre
from soak.stories.telling import Telling
from soak.stories.words import (
    AT_AMAZON,
    BY_MERCHANT,
    DEVICES,
    IN_THE_APP,
    LEAPS,
    NAMES,
    SPANS,
    TROUBLES,
    WORDS,
    answers,
    devices,
    faults,
    mishaps,
    things,
)

Orders = MultipleResults[str]
"""The orders that came of a rule, by their numbers."""


class Story(RuleBasedStateMachine):
    """Any story. A subclass has its `theatre`."""

    theatre: ClassVar[Theatre]

    customers: Bundle[str] = Bundle("customers")
    orders: Bundle[str] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self._telling: Telling | None = None
        self._known: set[str] = set()

    @property
    def telling(self) -> Telling:
        """The story that is told."""
        assert self._telling is not None  # noqa: S101 - Hypothesis begins with `opens`
        return self._telling

    @property
    def on_server(self) -> bool:
        """Whether the server charges."""
        return self.theatre.scene.on_server

    @initialize(target=customers, at=st.sampled_from(MOMENTS))
    def opens(self, at: datetime) -> Orders:
        """The shop opens, and two customers are there."""
        self._telling = Telling(self.theatre, at)
        return multiple(*(self._comes(name) for name in NAMES[:2]))

    # What customers do.

    @rule(target=customers, name=st.sampled_from(NAMES[2:]))
    def somebody_comes(self, name: str) -> str:
        """A customer comes whom nobody knows; on the server's route, with a link."""
        self._count("somebody comes")
        return self._comes(name)

    @rule(target=orders, who=customers, device=devices, thing=things)
    def buys_and_says_yes(self, who: str, device: str, thing: str) -> Orders:
        """The straight way to money."""
        return self._told("buys and says yes", who, device, f"ask no nicks to buy {thing}", "yes")

    @rule(target=orders, who=customers, things_=st.lists(things, min_size=2, max_size=3))
    def comes_again_and_again(self, who: str, things_: list[str]) -> Orders:
        """A good customer."""
        said = [line for thing in things_ for line in (f"ask no nicks to buy {thing}", "yes", "!clock +1d")]
        return self._told("comes again and again", who, DEVICES[0], *said)

    @rule(target=orders, who=customers, device=devices, thing=things, mishap=mishaps, data=st.data())
    def buys_in_trouble(self, who: str, device: str, thing: str, mishap: str, data: st.DataObject) -> Orders:
        """Something goes wrong with the very charge, or in the turn that asks for it."""
        if self.on_server:
            trouble = f"!company {data.draw(st.sampled_from(TROUBLES), label='the company')}"
        else:
            trouble = f"!pay {' '.join(data.draw(st.lists(answers, min_size=1, max_size=2), label='the answer'))}"
        said = [f"ask no nicks to buy {thing}", trouble, *([mishap] if mishap else []), "yes"]
        return self._told("buys in trouble", who, device, *said)

    @rule(
        target=orders,
        who=customers,
        device=devices,
        words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    )
    def says(self, who: str, device: str, words: list[str]) -> Orders:
        """Any words, in or out of place."""
        return self._told("says", who, device, *words)

    @rule(target=orders, who=customers, device=devices, thing=things)
    def agrees_at_two_devices(self, who: str, device: str, thing: str) -> Orders:
        """The same wish at two devices, and a yes at each."""
        other = "bath"
        said = [f"ask no nicks to buy {thing}", f"!device {other}", "ask no nicks to check out", "yes"]
        return self._told("agrees at two devices", who, device, *said, f"!device {device}", "yes")

    @precondition(lambda self: self.on_server)
    @rule(target=orders, who=customers, device=devices)
    def subscribes(self, who: str, device: str) -> Orders:
        """The terms, and a yes to them."""
        return self._told("subscribes", who, device, "!intent SubscribeIntent product=refill_subscription", "yes")

    @precondition(lambda self: self.on_server)
    @rule(who=customers, device=devices)
    def ends_the_subscription(self, who: str, device: str) -> None:
        """They want no more."""
        self._told("ends the subscription", who, device, "ask no nicks to cancel my subscription", "yes")

    @precondition(lambda self: self.on_server)
    @rule(target=orders, who=customers, device=devices)
    def brings_it_back(self, who: str, device: str) -> Orders:
        """A subscription that was given up goes on."""
        return self._told("brings it back", who, device, "ask no nicks what are my subscriptions", "yes")

    @rule(who=customers, events=st.sampled_from(IN_THE_APP))
    def changes_the_skill(self, who: str, events: tuple[str, ...]) -> None:
        """Alexa tells of what was done in the app."""
        self._told("changes the skill", who, DEVICES[0], *events)

    @precondition(lambda self: self.on_server)
    @rule(
        who=customers,
        line=st.sampled_from(["!link", "!link decline", "!link leave", "!unlink", "!consent approve"]),
    )
    def links(self, who: str, line: str) -> None:
        """Links, anew or in vain, or unlinks."""
        self._told("links", who, DEVICES[0], line)

    @precondition(lambda self: not self.on_server)
    @rule(
        who=customers,
        line=st.sampled_from(AT_AMAZON),
    )
    def changes_at_amazon(self, who: str, line: str) -> None:
        """The permission, the wallet, the agreement, the address."""
        self._told("changes at Amazon", who, DEVICES[0], line)

    # What companies do.

    @precondition(lambda self: not self.on_server)
    @rule(target=orders, line=st.sampled_from(["!deliver", "!redeliver"]))
    def an_answer_comes(self, line: str) -> Orders:
        """Late, or again."""
        self._count("an answer comes")
        self.telling.tell(line)
        return self._new_orders()

    @precondition(lambda self: self.on_server)
    @rule(target=orders, word=st.sampled_from([*AT_COMPANY]))
    def the_company(self, word: str) -> Orders:
        """Decides, or has trouble ahead."""
        self._count("the company")
        self.telling.tell(f"!company {word}")
        return self._new_orders()

    @precondition(lambda self: self.on_server)
    @rule(target=orders, way=st.sampled_from([*WEBHOOKS]))
    def webhooks_come(self, way: str) -> Orders:
        """Or do not, or come twice, or the wrong way round."""
        self._count("webhooks come")
        self.telling.tell(f"!webhooks {way}")
        return self._new_orders()

    # What the merchant, the clock and the machines do.

    @precondition(lambda self: self.on_server)
    @rule(
        order=orders,
        does=st.sampled_from(BY_MERCHANT),
    )
    def the_merchant(self, order: str, does: str) -> None:
        """Ships, refunds, cancels, decides: in any order, sensible or not."""
        self._count("the merchant")
        self.telling.tell(f"!merchant {does.format(order)}")

    @precondition(lambda self: self.on_server)
    @rule(
        order=consumes(orders), amounts=st.lists(st.sampled_from(["2.00", "4.00", "6.00"]), min_size=2, max_size=3)
    )
    def the_merchant_refunds_again_and_again(self, order: str, amounts: list[str]) -> None:
        """In parts that may come to more than was paid."""
        self._count("the merchant refunds again and again")
        self.telling.tell(*(f"!merchant refund {order} --amount {amount}" for amount in amounts))

    @precondition(lambda self: self.on_server)
    @rule(target=orders, span=st.sampled_from(SPANS))
    def waits(self, span: str) -> Orders:
        """Time passes, and the clock does what it does."""
        self._count("waits")
        self.telling.tell(f"!wait {span}")
        return self._new_orders()

    @precondition(lambda self: self.on_server)
    @rule(target=orders, line=st.sampled_from(["!tick", *(f"!renewals {way}" for way in RENEWALS)]))
    def the_clock_strikes(self, line: str) -> Orders:
        """Workers run, and may get a message twice."""
        self._count("the clock strikes")
        self.telling.tell(line)
        return self._new_orders()

    @rule(line=faults | st.sampled_from([f"!clock {span}" for span in LEAPS]))
    def something_is_odd(self, line: str) -> None:
        """A machine fails in one of the next turns, or time passes and nobody does anything meanwhile."""
        self._count("something is odd")
        self.telling.tell(line)

    def teardown(self) -> None:
        """Let everybody do what they owe, and judge the story as a whole."""
        if self._telling is None:
            return
        try:
            self._telling.end()
        finally:
            self._telling.close()

    def _comes(self, name: str) -> str:
        self.telling.tell(f"!customer {name}", *(["!link"] if self.on_server else []))
        return name

    def _told(self, rule_: str, who: str, device: str, *lines: str) -> Orders:
        self._count(rule_)
        self.telling.tell(f"!customer {who}", f"!device {device}", *lines)
        return self._new_orders()

    def _count(self, rule_: str) -> None:
        self.theatre.count(rule_)

    def _new_orders(self) -> Orders:
        """Return the orders that are new since the last look, for the bundle."""
        fresh = [number for number in self.telling.newest_orders if number not in self._known]
        self._known.update(fresh)
        return multiple(*fresh)


def story_in(theatre: Theatre) -> type[Story]:
    """Return the machine of all stories that are told there."""
    return type("Story", (Story,), {"theatre": theatre})
