"""The verbs about the merchant's switch: stop selling, sell again, and look how it stands."""

import logging
from collections.abc import Mapping

from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.sales_switch import SalesSwitch
from voicetill.office.documents import Document
from voicetill.office.replies import done, gate, refused
from voicetill.office.requests import CloseShop, OpenShop, ShowSwitch
from voicetill.services.ports import Switchboard

logger = logging.getLogger(__name__)

_WOULD: Mapping[SalesSwitch, str] = {
    SalesSwitch.CLOSED: (
        "Stop selling: within a minute nothing new is offered or charged, by voice, on the pages or by renewals."
        " Carts are kept, and what is under way goes on."
    ),
    SalesSwitch.OPEN: "Sell again, within a minute; renewals that came due meanwhile are charged.",
}
_STANDS: Mapping[SalesSwitch | None, str] = {
    SalesSwitch.OPEN: "The shop is open.",
    SalesSwitch.CLOSED: "The shop is closed: nothing new is sold or renewed.",
    None: "The switch stands at neither open nor closed: everybody goes by what it was before.",
}


class Switching:
    """Answers requests about the switch; `board` is None where there is none."""

    def __init__(self, board: Switchboard | None) -> None:
        self._board = board

    def close(self, asked: CloseShop) -> Document:
        """Stop selling."""
        return self._turned(asked, SalesSwitch.CLOSED)

    def open(self, asked: OpenShop) -> Document:
        """Sell again."""
        return self._turned(asked, SalesSwitch.OPEN)

    def show(self, asked: ShowSwitch) -> Document:
        """Say whether the shop sells."""
        if self._board is None:
            return _no_switch(asked.do)
        try:
            stands = self._board.read()
        except StoreUnavailableError as error:
            return _out_of_reach(asked.do, error)
        return done(asked.do, _STANDS[stands], switch=stands.value if stands else None)

    def _turned(self, asked: CloseShop | OpenShop, to: SalesSwitch) -> Document:
        if self._board is None:
            return _no_switch(asked.do)
        waits = gate(asked.do, _WOULD[to], dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        try:
            self._board.write(to)
        except StoreUnavailableError as error:
            return _out_of_reach(asked.do, error)
        logger.warning("switch set", extra={"stands": to.value})
        return done(asked.do, f"{_STANDS[to]} Every function sees it within a minute.", switch=to.value)


def _no_switch(do: str) -> Document:
    return refused(
        do,
        "no_switch",
        "No switch is known here: the shop is open.",
        "set SALES_SWITCH_PARAMETER as the deployed stack's output SalesSwitchName names it",
    )


def _out_of_reach(do: str, error: StoreUnavailableError) -> Document:
    why = type(error.__cause__).__name__
    mend = "see whether these credentials may use the parameter, and whether its name and AWS_REGION are right"
    return refused(do, "switch_unavailable", f"The switch cannot be reached ({why}).", mend)
