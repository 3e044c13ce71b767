"""What every decision of the checkout machine is made of: the step, and the moves that several share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from voicetill.domain.agreements import Agreement
from voicetill.domain.checkout_events import (
    Command,
    Confirm,
    Event,
    Explain,
    RequestCharge,
    StartSubscription,
)
from voicetill.domain.checkout_record import Checkout, State


@dataclass(frozen=True, slots=True)
class Step:
    """The checkout after an event, and what follows from it, in order."""

    checkout: Checkout
    commands: tuple[Command, ...] = ()


def move(checkout: Checkout, state: State, at: datetime, *commands: Command, **changes: object) -> Step:
    """Return the checkout in another state, with what else changed and what follows."""
    return Step(replace(checkout, state=state, updated_at=at, **changes), commands)  # type: ignore[arg-type]


def stay(*commands: Command) -> Callable[[Checkout, Event], Step]:
    """Return a decision that changes nothing and says the same again."""
    return lambda checkout, event: Step(checkout, commands)


def explain_again(checkout: Checkout, event: Event) -> Step:
    """Nothing changes; the customer hears the same reason again."""
    return Step(checkout, (Explain(checkout.refusal),) if checkout.refusal else ())


def ask_for_money(checkout: Checkout, at: datetime, agreement: Agreement, *first: Command) -> Step:
    """Ask for the money, under a new reference; or enrol, where nothing is due today."""
    heard: dict[str, object] = {
        "agreement_id": agreement.id,
        "provider": agreement.provider,
        "total_heard": True,
    }
    if checkout.quote.total.is_zero:
        return move(checkout, State.ENROLLED, at, *first, *begin_subscription(checkout), Confirm(), **heard)
    heard["attempt"] = checkout.attempt + 1
    return move(checkout, State.AWAITING_CHARGE, at, *first, RequestCharge(), **heard)


def begin_subscription(checkout: Checkout) -> tuple[Command, ...]:
    """Return the command that begins the subscription in the offer, if there is one."""
    return (StartSubscription(),) if any(line.is_subscription for line in checkout.quote.lines) else ()
