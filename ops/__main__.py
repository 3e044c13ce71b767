"""The merchant's command: `python -m ops ...`. It asks the back office's desk, and shows what that answers."""

import json
import logging
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ops.arguments import Command, parse
from ops.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

DONE, REFUSED, WRONG = 0, 1, 2

Json = dict[str, Any]
Desk = Callable[[Json], Json]

UNCONFIRMED = "confirmation_needed"


def main(words: Sequence[str] | None = None, *, desk: Desk | None = None) -> int:
    """Run the command, and return its exit code; `desk` stands in for the deployed table and providers."""
    command = parse(sys.argv[1:] if words is None else words)
    logging.basicConfig(level=logging.CRITICAL)
    try:
        desk = desk or _desk(command.function)
    except _CannotStart as error:
        return _hindered(command, str(error))
    answer = desk(command.request)
    if _is_unconfirmed(answer) and _is_meant(command, answer):
        answer = desk({**command.request, **_as_shown(command, answer), "confirm": True})
    _print(command, answer)
    if answer["ok"]:
        return DONE
    return WRONG if answer["error"]["code"] == "faulty_request" else REFUSED


class _CannotStart(Exception):  # noqa: N818 - a plain fact, and private
    """Settings, or what is needed to show anything, are missing."""


def _desk(function: str | None) -> Desk:
    from voicetill.wiring.ops import CannotStartError, open_ops, told_to  # noqa: PLC0415 - seconds, for --help, too

    try:
        opened = open_ops(told=told_to(function) if function else None)
    except CannotStartError as error:
        raise _CannotStart(str(error)) from error
    return opened.answer


def _as_shown(command: Command, answer: Json) -> Json:
    """Hold a refund of "all that is left" to the amount that was shown: meanwhile less may be left, or more."""
    shown = answer.get("refund")
    return {"amount": shown["amount"]} if shown and not command.sure else {}


def _is_unconfirmed(answer: Json) -> bool:
    return not answer["ok"] and answer["error"]["code"] == UNCONFIRMED


def _is_meant(command: Command, answer: Json) -> bool:
    """Whether the merchant wants it done: asked where somebody sits at a terminal, and told by --yes elsewhere."""
    if command.sure:
        return True
    if command.as_json or not sys.stdin.isatty():
        answer["error"]["mend"] = "nothing has happened yet: repeat it with --yes, or see it with --dry-run"
        return False
    _console(error=True).print(visible(answer["error"]["message"]), markup=False, soft_wrap=True)
    sys.stderr.write("Shall I do it? [y/N] ")
    sys.stderr.flush()
    said = sys.stdin.readline().strip().lower()
    if said in ("y", "yes"):
        return True
    answer["error"] = {"code": "not_confirmed", "message": "Nothing was done."}
    return False


def _print(command: Command, answer: Json) -> None:
    from ops import printing  # noqa: PLC0415 - needs rich

    if command.as_json:
        print(visible(json.dumps(answer, ensure_ascii=False)))
    elif not answer["ok"]:
        printing.show_error(answer, _console(error=True))
    elif command.as_csv:
        sys.stdout.write(printing.as_csv(answer["report"]))
    else:
        printing.show(answer, _console(error=False))


def _hindered(command: Command, why: str) -> int:
    if command.as_json:
        error = {"code": "cannot_start", "message": why}
        print(json.dumps({"ok": False, "do": command.request["do"], "error": error}, ensure_ascii=False))
    else:
        hint = (
            ""
            if command.function
            else "Set these, or name a deployed function with --function (docs/merchant.md).\n"
        )
        sys.stderr.write(f"{why}\n{hint}")
    return WRONG


def _console(*, error: bool) -> "Console":
    from rich.console import Console  # noqa: PLC0415 - not needed for --json and --help

    stream = sys.stderr if error else sys.stdout
    # A pipe has no width: what is read by machines must not be cut.
    width = None if stream.isatty() else 240
    return Console(file=stream, width=width, highlight=False)


if __name__ == "__main__":
    sys.exit(main())
