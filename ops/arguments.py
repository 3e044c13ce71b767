"""The words of the command, and the request that they make for the back office's desk."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_ABOUT = "The merchant's side of Voicetill: orders, parcels, refunds, subscriptions, tasks, sales."

_EXITS = """\
exit codes: 0 done, 1 refused or failed, 2 wrong usage.
--json prints one JSON document, the answer, on one line; it never asks.
Which table, merchant and providers are meant, is told by the environment (docs/merchant.md), or by --function."""


@dataclass(frozen=True, slots=True)
class Command:
    """What was typed: the request, and how to go about it. `sure` skips the question; `csv` is for reports."""

    request: Json
    as_json: bool = False
    as_csv: bool = False
    sure: bool = False
    function: str | None = None


def parse(words: Sequence[str]) -> Command:
    """Read the words of the command; exits with 2 and says why, if they make none."""
    told = vars(_parser().parse_args(words))
    make: Callable[[Json], Json] = told.pop("make")
    request = {name: value for name, value in make(told).items() if value is not None and value != ""}
    if told.get("dry_run"):
        request["dry_run"] = True
    return Command(
        request,
        as_json=told.get("json", False),
        as_csv=told.get("csv", False),
        sure=told.get("yes", False),
        function=told.get("function"),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ops",
        description=_ABOUT,
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verbs = _Verbs(parser.add_subparsers(metavar="COMMAND", required=True))
    _orders(verbs)
    _money(verbs)
    _wishes(verbs)
    _others(verbs)
    _subscriptions(verbs)
    _looking(verbs)
    _switch(verbs)
    _customers(verbs)
    return parser


class _Verbs:
    """Adds commands that all understand the same general words."""

    def __init__(self, commands: Any) -> None:  # noqa: ANN401 - argparse's own has no name
        self._commands = commands

    def under(self, name: str, about: str, *, otherwise: Callable[[Json], Json] | None = None) -> "_Verbs":
        """Add a word that others follow; `otherwise` is what it means alone."""
        parser = self._commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        if otherwise is not None:
            _general(parser)
            parser.set_defaults(make=otherwise)
        return _Verbs(parser.add_subparsers(metavar="COMMAND", required=otherwise is None))

    def add(
        self, name: str, about: str, make: Callable[[Json], Json], *, acts: bool = False
    ) -> argparse.ArgumentParser:
        """Add a command; one that `acts` understands --dry-run and --yes."""
        parser: argparse.ArgumentParser = self._commands.add_parser(
            name, help=about, description=about, allow_abbrev=False
        )
        _general(parser)
        if acts:
            parser.add_argument("--dry-run", action="store_true", help="say what would happen, and do nothing")
            parser.add_argument("--yes", action="store_true", help="do it without asking")
        parser.set_defaults(make=make)
        return parser


def _general(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON document")
    parser.add_argument("--function", metavar="NAME", help="take the settings of this deployed function")


def _order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("order", metavar="NUMBER", help="the order's number (1234-5678) or its id")


def _picked(do: str, *names: str, **renamed: str) -> Callable[[Json], Json]:
    """Return what makes a request of these words; `renamed` gives some of them other names in it."""

    def make(told: Json) -> Json:
        return {
            "do": do,
            **{name: told[name] for name in names},
            **{new: told[old] for new, old in renamed.items()},
        }

    return make


def _orders(verbs: _Verbs) -> None:
    orders = verbs.under("orders", "list orders, or show one")
    about = "orders of a time, newest first; the last 30 days unless told"
    listed = orders.add("list", about, _list_orders)
    listed.add_argument("--from", dest="first", metavar="DAY", help="the first day, 2026-03-01")
    listed.add_argument("--to", dest="last", metavar="DAY", help="the last day")
    listed.add_argument("--market", metavar="ID", help="of one market only")
    listed.add_argument("--state", help="to_ship, shipped, reserved, canceled, refunded, ... only")
    listed.add_argument("--wishes", action="store_true", help="only those whose customer waits for an answer")
    listed.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many (100)")
    show = orders.add("show", "all that is needed to decide about an order", _show_order)
    _order(show)
    show.add_argument("--address", action="store_true", help="where it goes, too: that is somebody's home")


def _list_orders(told: Json) -> Json:
    make = _picked("orders", "market", "state", "wishes", "limit")
    return {**make(told), "from": told["first"], "to": told["last"]}


_show_order = _picked("order", "order", "address")


def _money(verbs: _Verbs) -> None:
    make = _picked("ship", "order", "products", "carrier", "tracking", "captured", "arrives")
    ship = verbs.add("ship", "a parcel leaves; what was only reserved is taken first", make, acts=True)
    _order(ship)
    ship.add_argument("--tracking", metavar="NUMBER", help="the parcel's tracking number")
    ship.add_argument("--carrier", metavar="NAME", help="who carries it, as the provider calls them: UPS")
    ship.add_argument("--products", nargs="+", metavar="ID", help="what is in the parcel; else all that is left")
    ship.add_argument("--arrives", metavar="DAY", help="when it is expected to arrive, 2026-03-05")
    ship.add_argument("--captured", metavar="ID", help="over Alexa: the capture that was made in Seller Central")

    make = _picked("refund", "order", "amount", "reason", "note", "over", "key", "record", "second")
    refund = verbs.add("refund", "money goes back: all that is left, or an amount", make, acts=True)
    _order(refund)
    refund.add_argument("--amount", metavar="4.50", help="so much, in the order's currency")
    refund.add_argument("--reason", help="customer_request, return, duplicate, fraud or other")
    refund.add_argument("--note", metavar="TEXT", help="a note of your own, kept with the refund")
    refund.add_argument(
        "--over", action="store_true", help="allow more than was paid, as far as the provider does"
    )
    refund.add_argument("--record", action="store_true", help="write down a refund that was made elsewhere")
    refund.add_argument("--second", metavar="REFERENCE", help="give back a second payment for this order instead")
    refund.add_argument("--key", metavar="NAME", help="your own name for this request: the same refunds once")

    cancel = verbs.add(
        "cancel",
        "call an order off: let its reservation go, or give its money back",
        _picked("cancel", "order", "reason", "note", "record"),
        acts=True,
    )
    _order(cancel)
    cancel.add_argument("--reason", help="customer_request, fraud, other, ...")
    cancel.add_argument("--note", metavar="TEXT", help="a note of your own, kept with the refund")
    cancel.add_argument("--record", action="store_true", help="write down what was done elsewhere")


def _wishes(verbs: _Verbs) -> None:
    make = _picked("approve", "order", "wish", "amount", "note", "record")
    approve = verbs.add("approve", "do what the customer asked for by voice", make, acts=True)
    _order(approve)
    approve.add_argument("--wish", choices=["cancel", "refund"], help="which, where they asked for both")
    approve.add_argument("--amount", metavar="4.50", help="refund so much of it")
    approve.add_argument("--note", metavar="TEXT", help="a note of your own")
    approve.add_argument("--record", action="store_true", help="it was done elsewhere already")
    make = _picked("refuse", "order", "because", "wish")
    refuse = verbs.add("refuse", "say no to what the customer asked for by voice", make, acts=True)
    _order(refuse)
    refuse.add_argument("--because", required=True, metavar="TEXT", help="why; stays with you")
    refuse.add_argument("--wish", choices=["cancel", "refund"], help="which; else all that is open")


def _others(verbs: _Verbs) -> None:
    agreement = verbs.under("agreement", "end what a customer allowed")
    make = _picked("close_agreement", "agreement", "order", "provider", "record")
    close = agreement.add("close", "nothing is charged on it any more; its subscriptions end", make, acts=True)
    close.add_argument("agreement", nargs="?", metavar="ID", help="the agreement's id")
    close.add_argument("--order", metavar="NUMBER", help="the agreement of this order instead")
    close.add_argument("--provider", metavar="NAME", help="who holds it, where nobody knows whose it is")
    close.add_argument("--record", action="store_true", help="it was ended elsewhere already")
    resend = verbs.add(
        "resend", "mail an order's confirmation once more", _picked("resend", "order", "email"), acts=True
    )
    _order(resend)
    resend.add_argument("--email", metavar="ADDRESS", help="to this address; else to the one that is known")
    settle = verbs.add("settle", "find out what became of a charge, or say it", _settle, acts=True)
    settle.add_argument("named", metavar="NAME", help="a reference, or an order's number")
    word = settle.add_mutually_exclusive_group()
    word.add_argument(
        "--paid", action="store_const", const=True, dest="paid", help="you have seen that the money moved"
    )
    word.add_argument("--not-paid", action="store_const", const=False, dest="paid", help="... that it did not")
    settle.add_argument("--charge-id", metavar="ID", help="the company's id of what was paid")
    settle.add_argument("--order-reference", metavar="ID", help="Amazon's id of its order reference")
    settle.add_argument("--capture", metavar="ID", help="Amazon's id of its capture")


_settle = _picked(
    "settle", "named", "paid", "charge_id", order_reference_id="order_reference", capture_id="capture"
)


def _subscriptions(verbs: _Verbs) -> None:
    subscriptions = verbs.under("subscriptions", "list, show or end subscriptions")
    listed = subscriptions.add(
        "list", "running ones, the next to be charged first", _picked("subscriptions", "order", "limit")
    )
    listed.add_argument("--order", metavar="NUMBER", help="all of this order's customer, also those that are over")
    listed.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many (100)")
    show = subscriptions.add("show", "one subscription", _picked("subscription", "subscription"))
    show.add_argument("subscription", metavar="ID")
    end = subscriptions.add(
        "cancel", "end one: nothing is charged any more", _picked("cancel_subscription", "subscription"), acts=True
    )
    end.add_argument("subscription", metavar="ID")


def _customers(verbs: _Verbs) -> None:
    about = "forget a customer; what an unfinished order needs goes once it is finished"
    erase = verbs.add("erase", about, _picked("erase", "order", "customer"), acts=True)
    about = "all that is stored of a customer, as JSON"
    export = verbs.add("export", about, _picked("export", "order", "customer"))
    for verb in (erase, export):
        named = verb.add_mutually_exclusive_group(required=True)
        named.add_argument("--order", metavar="NUMBER", help="the customer of this order")
        named.add_argument("--customer", metavar="ID", help="the customer_id, as an order shows it")


def _switch(verbs: _Verbs) -> None:
    verbs.add("close", "sell nothing new; what is under way goes on", _picked("close"), acts=True)
    verbs.add("open", "sell again", _picked("open"), acts=True)
    verbs.add("switch", "whether the shop sells", _picked("switch"))


def _looking(verbs: _Verbs) -> None:
    tasks = verbs.under(
        "tasks", "what waits for a person", otherwise=lambda told: {"do": "tasks", "limit": 100, "days": 90}
    )
    listed = tasks.add("list", "all of it", _picked("tasks", "days", "limit"))
    listed.add_argument("--days", type=int, default=90, metavar="N", help="wishes of the last so many days (90)")
    listed.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many of each (100)")
    closed = tasks.add("done", "a task is done", _picked("close_task", "task"), acts=True)
    closed.add_argument("task", metavar="ID")
    reports = verbs.under("report", "what was sold")
    sales = reports.add("sales", "orders, revenue, refunds and tax of a time, for each market", _report)
    sales.add_argument("--from", dest="first", required=True, metavar="DAY", help="the first day, 2026-03-01")
    sales.add_argument("--to", dest="last", required=True, metavar="DAY", help="the last day")
    sales.add_argument("--by", choices=["day", "product", "market"], default="day", help="broken down so (day)")
    sales.add_argument("--csv", action="store_true", help="print the rows as CSV")


def _report(told: Json) -> Json:
    return {"do": "report", "from": told["first"], "to": told["last"], "by": told["by"]}
