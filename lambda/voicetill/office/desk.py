"""The desk of the back office: a JSON request in, a JSON answer out. Whatever comes in, it answers."""

import logging
from collections.abc import Callable, Mapping

from voicetill.domain.errors import (
    ConflictError,
    GatewayUnavailableError,
    NotPossibleError,
    StoreUnavailableError,
)
from voicetill.office import requests
from voicetill.office.documents import Document
from voicetill.office.forgetting import Forgetting
from voicetill.office.looking import Looking
from voicetill.office.minding import Minding
from voicetill.office.ordering import Ordering
from voicetill.office.replies import refused
from voicetill.office.requests import FaultyRequestError
from voicetill.office.switching import Switching
from voicetill.services.faults import kind_and_place
from voicetill.services.ports import NOBODY, Watch

logger = logging.getLogger(__name__)

WhyNot = Callable[[StoreUnavailableError], tuple[str, str]]
"""Says why the store does not answer, and how to mend that."""


class Desk:
    """Answers requests of the merchant's people and machines."""

    def __init__(
        self,
        looking: Looking,
        ordering: Ordering,
        minding: Minding,
        forgetting: Forgetting,
        switching: Switching,
        *,
        why_not: WhyNot,
        watch: Watch = NOBODY,
    ) -> None:
        self.watch = watch
        self._why_not = why_not
        self._verbs: Mapping[type, Callable[..., Document]] = {
            requests.ListOrders: looking.orders,
            requests.ShowOrder: looking.order,
            requests.ListSubscriptions: looking.subscriptions,
            requests.ShowSubscription: looking.subscription,
            requests.SalesReport: looking.report,
            requests.ListTasks: looking.tasks,
            requests.Ship: ordering.ship,
            requests.Refund: ordering.refund,
            requests.Approve: ordering.approve,
            requests.Refuse: ordering.refuse,
            requests.Cancel: ordering.cancel,
            requests.Resend: ordering.resend,
            requests.Settle: minding.settle,
            requests.CloseAgreement: minding.close_agreement,
            requests.CancelSubscription: minding.cancel_subscription,
            requests.CloseTask: minding.close_task,
            requests.Erase: forgetting.erase,
            requests.Export: forgetting.export,
            requests.CloseShop: switching.close,
            requests.OpenShop: switching.open,
            requests.ShowSwitch: switching.show,
        }

    def answer(self, raw: object) -> Document:
        """Return the answer to a request; never raises for anything that a request, a record or a provider is."""
        do = requests.verb(raw)
        try:
            request = requests.read(raw)
        except FaultyRequestError as error:
            # Neither the verb nor the fields: what is in them may be anything.
            logger.warning("back office refused", extra={"why": "faulty request"})
            return refused(do, "faulty_request", "; ".join(error.faults), faults=error.faults)
        try:
            answer = self._verbs[type(request)](request)
        except Exception as error:
            # Not only what we foresaw: a record that was spoiled by hand can be anything.
            return self._outage(do, error)
        self.watch.note(request=do, outcome="done" if answer["ok"] else str(answer["error"]["code"]))
        if answer["ok"]:
            logger.info("back office answered", extra={"do": do, "ok": True})
        else:
            logger.warning("back office refused", extra={"do": do, "why": answer["error"]["code"]})
        return answer

    def _outage(self, do: str, error: Exception) -> Document:
        cause = type(error.__cause__).__name__ if error.__cause__ else ""
        logger.error("back office hindered", extra={"do": do, **kind_and_place(error), "cause": cause})
        match error:
            case StoreUnavailableError():
                message, mend = self._why_not(error)
                return refused(do, "store_unavailable", message, mend)
            case ConflictError():
                return refused(do, "busy", "Somebody else was faster at this moment.", "look, then try again")
            case GatewayUnavailableError():
                return refused(do, "unreachable", f"The provider cannot be reached ({error.why}).", "try again")
            case NotPossibleError():
                return refused(do, "not_possible", error.why)
        return refused(
            do, "failed", f"It failed ({type(error).__name__}).", "see the log, and tell the developers"
        )
