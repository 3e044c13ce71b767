"""What the words of a command mean at Amazon Pay: its answers, and the buyer's wallet, agreement and address."""

from simulator.amazon_pay.addresses import UnknownMember, changed
from simulator.amazon_pay.buyer_service import ON_DEMAND
from simulator.amazon_pay.buyers import AGREEMENT_STATES
from simulator.amazon_pay.limits import MonthlyLimits
from simulator.amazon_pay.wishes import UnknownOutcome, outcome_names
from simulator.script.acts import Act, Done, pairs, quietly, seconds_of
from simulator.script.grammar import Misused, near
from simulator.stage.rehearsal import Rehearsal

NO_LIMIT = "none"
NO_ADDRESS, USUAL_ADDRESS = "none", "usual"
"""What stands in the place of an address's members: the buyer has none, or lives where buyers usually do."""


def pay(words: list[str]) -> Act | None:
    """Read OUTCOME ..., as names or in a tester's own words; there must be one."""
    try:
        names = outcome_names(words)
    except UnknownOutcome as error:
        listed = "`python -m simulator outcomes` lists them"
        raise Misused(expected=f"an outcome ({error}; {listed})", found=" ".join(words)) from error
    return quietly(lambda room: room.pay(*names), f"Amazon Pay will answer: {', '.join(names)}") if names else None


def wallet(words: list[str]) -> Act | None:
    """Read repair|break."""
    if words == ["repair"]:
        return quietly(lambda room: room.buyer.repair_wallet(), "the payment method is mended at Amazon")
    if words == ["break"]:
        return quietly(lambda room: room.buyer.break_wallet(), "the payment method is of no use any more")
    return None


def limit(words: list[str]) -> Act | None:
    """Read AMOUNT|none CURRENCY."""
    if len(words) != 2:
        return None
    amount, currency = None if words[0] == NO_LIMIT else words[0], words[1]
    try:
        MonthlyLimits().set(amount, currency)
    except ValueError as error:
        raise Misused(expected=f"an amount and a currency ({error})", found=" ".join(words)) from error
    told = f"an agreement carries {amount or 'any amount of'} {currency} a month"
    return quietly(lambda room: room.amazon_pay.limit(amount, currency), told)


def agreement(words: list[str]) -> Act | None:
    """Read a state, in whatever case."""
    if len(words) != 1:
        return None
    state = words[0].upper()
    if state not in AGREEMENT_STATES:
        states = [each.lower() for each in AGREEMENT_STATES]
        raise Misused(expected=f"{', '.join(states)}{near(words[0].lower(), states)}", found=words[0])

    def act(room: Rehearsal) -> Done:
        changed_one = room.buyer.set_agreement(state)
        return Done(note=f"the agreement {changed_one.id} is {changed_one.status}")

    return act


def address(words: list[str]) -> Act | None:
    """Read MEMBER=VALUE ..., or none, or usual; a member with nothing behind its sign is taken away."""
    if words == [NO_ADDRESS]:
        return quietly(lambda room: room.buyer.forget_address(), "the buyer has no address")
    if words == [USUAL_ADDRESS]:
        return quietly(lambda room: room.buyer.restore_address(), "the buyer lives where buyers usually do")
    members = pairs(words)
    if not members:
        return None
    try:
        changed(members)
    except UnknownMember as error:
        raise Misused(expected=f"members of an address ({error})", found=" ".join(words)) from error
    told = ", ".join(f"{name} {value!r}" if value else f"no {name}" for name, value in members.items())
    return quietly(lambda room: room.buyer.change_address(members), f"the buyer's address has {told}")


def buyer_api(words: list[str]) -> Act | None:
    """Read nothing, fail CODE, or slow SECONDS."""
    match words:
        case []:
            return lambda room: Done(note=f"the buyer API answers at {room.buyer_api.address}")
        case ["fail", code]:
            if code not in ON_DEMAND:
                raise Misused(expected=f"{', '.join(ON_DEMAND)}{near(code, ON_DEMAND)}", found=code)
            return quietly(lambda room: room.buyer_api.service.fail(code), f"the buyer API will answer: {code}")
        case ["slow", word] if (seconds := seconds_of(word)) is not None:
            told = f"the buyer API's next answer takes {seconds:g} s longer"
            return quietly(lambda room: room.buyer_api.service.slow(seconds), told)
    return None
