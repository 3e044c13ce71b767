"""How an answer looks in a terminal: a sentence, and tables where there is more than that."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.visible import visible

Json = Mapping[str, Any]


def show(answer: Json, console: Console) -> None:
    """Print an answer to what was done or looked up."""
    if answer.get("dry_run"):
        _say(console, "Nothing was done. It would:", style="bold yellow")
    _say(console, answer["told"])
    if isinstance(answer.get("order"), Mapping) and "payment" in answer["order"]:
        _show_order(answer["order"], console)
    _table(console, "orders", answer, _ORDERS)
    _table(console, "subscriptions", answer, _SUBSCRIPTIONS)
    if "subscription" in answer:
        _facts(answer["subscription"], console)
    if "stored" in answer:
        _say(console, json.dumps(answer["stored"], ensure_ascii=False, indent=2))
    if "report" in answer:
        _show_report(answer["report"], console)
    for name, columns in (("tasks", _TASKS), ("in_doubt", _DOUBTS), ("attempts", _ATTEMPTS), ("wishes", _ORDERS)):
        _table(console, name, answer, columns)
    if answer.get("more"):
        _say(console, "There is more: raise --limit, or ask for less.", style="yellow")


def show_error(answer: Json, console: Console) -> None:
    """Print why something was not done, and how to mend that."""
    error = answer["error"]
    _say(console, error["message"], style="bold red")
    if "mend" in error:
        _say(console, f"To mend it: {error['mend']}.")
    _table(console, "candidates", answer, _ORDERS)


def as_csv(report: Json) -> str:
    """Return a report's rows as CSV (RFC 4180)."""
    out = io.StringIO()
    columns = [report["by"], "market", "currency", "orders", "units", "gross", "refunds", "net", "tax_in_net"]
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in report["rows"]:
        writer.writerow([_harmless(row["key"]), *(row[name] for name in columns[1:])])
    return out.getvalue()


def _harmless(key: str) -> str:
    """Keep a product's id from being taken for a formula by whoever opens the file."""
    return f"'{key}" if key[:1] in "=+-@" else key


def _text(words: str, style: str = "") -> Text:
    return Text(visible(words), style=style)


def _say(console: Console, words: str, style: str = "") -> None:
    console.print(_text(words, style), soft_wrap=True)


def _amount(value: Json | None) -> str:
    return f"{value['amount']} {value['currency']}" if value else ""


def _unless_zero(value: Json) -> str:
    return _amount(value) if value["amount"].strip("0.") else ""


def _items(items: Iterable[Json]) -> str:
    return ", ".join(f"{item['quantity']} x {item['title']}" for item in items)


def _minute(at: str | None) -> str:
    return at[:16].replace("T", " ") if at else ""


_ORDERS = {
    "number": lambda it: it["number"],
    "placed (UTC)": lambda it: _minute(it["placed_at"]),
    "market": lambda it: it["market"],
    "total": lambda it: _amount(it["total"]),
    "refunded": lambda it: _unless_zero(it["refunded"]),
    "states": lambda it: ", ".join(it["states"]),
    "wishes": lambda it: ", ".join(it["wishes"]),
    "items": lambda it: _items(it["items"]),
    "id": lambda it: it["id"],
}
_SUBSCRIPTIONS = {
    "id": lambda it: it["id"],
    "product": lambda it: it["product_id"],
    "state": lambda it: it["state"],
    "price": lambda it: f"{_amount(it['price'])} / {it['every_months']} mo",
    "period": lambda it: str(it["period"]),
    "charged next (UTC)": lambda it: _minute(it["charged_at"]),
}
_TASKS = {
    "to do": lambda it: str(it["details"].get("task", it["what"])),
    "since (UTC)": lambda it: _minute(it["at"]),
    "details": lambda it: ", ".join(f"{name}={value}" for name, value in it["details"].items() if name != "task"),
    "not told through": lambda it: ", ".join(it["not_told_through"]),
    "id": lambda it: it["id"],
}
_DOUBTS = {
    "charge in doubt": lambda it: it["reference"],
    "order": lambda it: it["number"],
    "state": lambda it: it["state"],
    "total": lambda it: _amount(it["total"]),
    "since (UTC)": lambda it: _minute(it["since"]),
    "provider": lambda it: it["provider"],
    "agreement": lambda it: it["agreement_id"] or "",
}
_ATTEMPTS = {
    "request without a result": lambda it: it["reference"],
    "does": lambda it: it["does"],
    "for": lambda it: it["for"],
    "amount": lambda it: _amount(it["amount"]),
    "provider": lambda it: it["provider"],
    "made (UTC)": lambda it: _minute(it["made_at"]),
    "looks": lambda it: str(it["looks"]),
}


def _table(console: Console, name: str, answer: Json, columns: Mapping[str, Any]) -> None:
    rows = answer.get(name)
    if not rows:
        return
    told = [[column(row) for column in columns.values()] for row in rows]
    # What is blank in every row only takes room.
    kept = [place for place in range(len(columns)) if any(row[place] for row in told)]
    table = Table(header_style="bold", box=None, pad_edge=False)
    headings = list(columns)
    for place in kept:
        table.add_column(headings[place], no_wrap=headings[place] in ("number", "id"), overflow="fold")
    for row in told:
        table.add_row(*(_text(row[place]) for place in kept))
    console.print(table)


def _show_order(order: Json, console: Console) -> None:
    payment = order["payment"]
    taken = "taken" if payment["captured"] else "only reserved"
    until = f" until {_minute(order['refundable_until'])}" if order["refundable_until"] else ""
    facts = {
        "id": order["id"],
        "placed": f"{_minute(order['placed_at'])} UTC, market {order['market']}",
        "states": ", ".join(order["states"]),
        "total": f"{_amount(order['total'])}, {taken}; delivery {order['delivery']['amount']}, tax in it"
        f" {order['tax_included']['amount']}",
        "payment": f"{order['provider']}, reference {payment['reference']}, charge {payment['charge_id']}, order"
        f" reference {payment['order_reference']}, captures {', '.join(payment['capture_ids']) or 'none'}",
        "agreement": order["agreement_id"],
        "customer": order["customer_id"],
        "subscription": f"{order['subscription_id']}, period {order['period'] or 0}"
        if order["subscription_id"]
        else "",
        "may go back": f"{_amount(order['refundable'])}{until}",
        "goes back": _unless_zero(order["refund_under_way"]),
        "canceled": _minute(order["canceled_at"]),
    }
    _facts(facts, console)
    _table(console, "items", order, _LINES)
    _table(console, "shipments", order, _PARCELS)
    _table(console, "refunds", order, _REFUNDS)
    _table(console, "requests", order, _REQUESTS)
    for name in ("address", "billing_address"):
        if order.get(name):
            _say(console, f"{name.replace('_', ' ')}: {_place(order[name])}")


def _place(address: Json) -> str:
    names = ("name", "company", "lines", "district", "city", "region", "postal_code", "country", "phone")
    parts = (address[name] for name in names)
    flat = (", ".join(part) if isinstance(part, list) else part for part in parts)
    return ", ".join(part for part in flat if part)


_LINES = {
    "product": lambda it: it["product_id"],
    "title": lambda it: it["title"],
    "quantity": lambda it: str(it["quantity"]),
    "amount": _amount,
    "sent": lambda it: "yes" if it["is_sent"] else "no",
}
_PARCELS = {
    "shipped (UTC)": lambda it: _minute(it["at"]),
    "products": lambda it: ", ".join(it["products"]),
    "carrier": lambda it: it["carrier"] or "",
    "tracking": lambda it: it["tracking"] or "",
}
_REFUNDS = {
    "refund": lambda it: it["reference"],
    "amount": _amount,
    "state": lambda it: it["state"],
    "reason": lambda it: it["reason"],
    "asked (UTC)": lambda it: _minute(it["asked_at"]),
    "note": lambda it: it["note"] or "",
}
_REQUESTS = {
    "customer wants": lambda it: it["wish"],
    "since (UTC)": lambda it: _minute(it["at"]),
    "answer": lambda it: it["answer"] or "open",
    "because": lambda it: it["because"] or "",
}


def _facts(facts: Json, console: Console) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if value not in (None, "", []):
            shown = _amount(value) if isinstance(value, Mapping) else str(value)
            table.add_row(_text(name.replace("_", " ")), _text(shown))
    console.print(table)


def _show_report(report: Json, console: Console) -> None:
    for title, name in ((report["by"], "rows"), ("in all", "totals"), ("only reserved", "reserved")):
        if not report[name]:
            continue
        table = Table(header_style="bold", box=None, pad_edge=False)
        for heading in (title, "market", "orders", "units", "gross", "refunds", "net", "tax in net", "currency"):
            table.add_column(heading, justify="left" if heading in (title, "market", "currency") else "right")
        for row in report[name]:
            cells = (row[column] for column in ("key", "market", "orders", "units", "gross", "refunds", "net"))
            table.add_row(*(_text(str(cell)) for cell in cells), _text(row["tax_in_net"]), _text(row["currency"]))
        console.print(table)
