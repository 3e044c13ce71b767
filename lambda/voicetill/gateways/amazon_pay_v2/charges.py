"""Charges, captures and releases: sent once, and settled by a look or by the very same request."""

from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    FoundCharge,
    Operation,
    Pending,
    Prepared,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2 import merchant_log
from voicetill.gateways.amazon_pay_v2.calls import Budget, Calls, LostAnswer, Told
from voicetill.gateways.amazon_pay_v2.charge_states import Expected, declined, read_charge, reference_of
from voicetill.gateways.amazon_pay_v2.codes import (
    CHARGE_IN_PROGRESS,
    DECLINES,
    HINDRANCES,
    PROCESSING_FAILURE,
    Means,
    Row,
)
from voicetill.gateways.amazon_pay_v2.permissions import Permissions
from voicetill.gateways.amazon_pay_v2.throttling import Kind
from voicetill.gateways.amazon_pay_v2.told import identifier, members, read_body

_KINDS = {
    Operation.CHARGE: Kind.CREATE_CHARGE,
    Operation.CAPTURE: Kind.CAPTURE_CHARGE,
    Operation.CANCEL: Kind.CANCEL_CHARGE,
}

_DECLINES = (Means.DECLINED_FOR_NOW, Means.DECLINED_FOR_GOOD)


class Charges:
    """Makes charges and finds out what became of them."""

    def __init__(self, calls: Calls, permissions: Permissions, environment: Environment) -> None:
        self._calls = calls
        self._permissions = permissions
        self._environment = environment

    def send(self, prepared: Prepared, *, within: float) -> ChargeResult:
        """Send a prepared request; raises GatewayUnavailableError if it certainly did nothing."""
        return self._sent(prepared, self._calls.budget(within), again=False)

    def settle(self, prepared: Prepared, *, charge_id: str, within: float) -> ChargeResult:
        """Find out what became of a prepared request; raises GatewayUnavailableError if nobody can tell now.

        A charge whose id we know is looked at. One whose id we don't know is sent again: the answer to the first
        is stored under its key. A capture or a release is sent again only if the charge is still as it was before.
        """
        budget = self._calls.budget(within)
        if prepared.operation is Operation.CHARGE:
            if charge_id:
                return self._looked(charge_id, self._expected(prepared), budget)
            return self._sent(prepared, budget, again=True)
        found = self._looked(prepared.subject_id, self._expected(prepared), budget)
        canceling = prepared.operation is Operation.CANCEL
        undone = isinstance(found, Authorized) or (canceling and isinstance(found, Pending))
        return self._sent(prepared, budget, again=True) if undone else found

    def find(self, charge_id: str, *, within: float) -> FoundCharge | None:
        """Read a charge by its id; None if there is none. Raises GatewayUnavailableError."""
        if identifier(charge_id) is None:
            return None
        said = self._calls.look(Kind.GET_CHARGE, f"/charges/{charge_id}", budget=self._calls.budget(within))
        if said is None:
            return None
        expected = Expected(self._environment, charge_id=charge_id)
        return FoundCharge(reference_of(said), read_charge(said, expected, operation="find charge"))

    def look(self, charge_id: str, expected: Expected, *, budget: Budget) -> ChargeResult:
        """Read a charge of which we know what it must be. Raises GatewayUnavailableError."""
        return self._looked(charge_id, expected, budget)

    def _looked(self, charge_id: str, expected: Expected, budget: Budget) -> ChargeResult:
        if identifier(charge_id) is None:
            return Unknown()
        said = self._calls.look(Kind.GET_CHARGE, f"/charges/{charge_id}", budget=budget)
        if said is None:
            # We were told this id once, so this is no proof that nothing was taken.
            merchant_log.not_known("look at a charge")
            return Unknown(charge_id)
        return read_charge(said, expected, operation="look at a charge")

    def _sent(self, prepared: Prepared, budget: Budget, *, again: bool) -> ChargeResult:
        kind, (method, path) = _KINDS[prepared.operation], _place(prepared)
        try:
            told = self._calls.ask(kind, method, path, body=prepared.body, key=prepared.key, budget=budget)
        except LostAnswer:
            return Unknown(_known_id(prepared))
        if told.is_good:
            return read_charge(told.said, self._expected(prepared), operation=kind)
        return self._refused(prepared, told, budget, again=again)

    def _refused(self, prepared: Prepared, told: Told, budget: Budget, *, again: bool) -> ChargeResult:
        row, operation = told.row, prepared.operation
        if told.code == PROCESSING_FAILURE and again and operation is Operation.CHARGE:
            # The same refusal, told again under the same key: it is the answer, and no passing fault.
            return declined(DECLINES[PROCESSING_FAILURE])
        if row.means is Means.UNKNOWN:
            return Unknown(_known_id(prepared))
        if row.means in _DECLINES and operation is not Operation.CANCEL:
            return declined(row, _known_id(prepared))
        if operation is not Operation.CHARGE:
            return self._as_it_stands(prepared, budget)
        result = self._not_charged(prepared, row, budget, again=again)
        if again and result == declined(HINDRANCES[CHARGE_IN_PROGRESS]):
            # The charge that is in progress may be the very one that we ask about.
            return Unknown()
        return result

    def _not_charged(self, prepared: Prepared, row: Row, budget: Budget, *, again: bool) -> ChargeResult:
        match row.means:
            case Means.LOOK_AT_AGREEMENT:
                return self._permissions.why_not(prepared.subject_id, row, budget=budget, again=again)
            case Means.NOT_THERE:
                return ConsentDead()
            case Means.FAULTY:
                return declined(row)
        return Unknown()

    def _as_it_stands(self, prepared: Prepared, budget: Budget) -> ChargeResult:
        """Say how a charge stands that would not be captured or released."""
        try:
            return self._looked(prepared.subject_id, self._expected(prepared), budget)
        except GatewayUnavailableError:
            return Unknown(prepared.subject_id)

    def _expected(self, prepared: Prepared) -> Expected:
        if prepared.operation is Operation.CHARGE:
            asked = members(read_body(prepared.body.encode()))
            return Expected(
                self._environment,
                agreement_id=prepared.subject_id,
                reference=prepared.reference,
                charged=prepared.amount,
                captured=prepared.amount,
                # A payment on the page has no body of ours, and is taken at once.
                takes_now=asked.get("captureNow") is True or not prepared.body,
            )
        captured = prepared.amount if prepared.operation is Operation.CAPTURE else None
        named = prepared.reference
        return Expected(self._environment, charge_id=prepared.subject_id, named=named, captured=captured)


def _place(prepared: Prepared) -> tuple[str, str]:
    """Return method and path of a prepared request; only the ids that it was prepared with can stand in it."""
    match prepared.operation:
        case Operation.CAPTURE:
            return "POST", f"/charges/{prepared.subject_id}/capture"
        case Operation.CANCEL:
            return "DELETE", f"/charges/{prepared.subject_id}/cancel"
    return "POST", "/charges"


def _known_id(prepared: Prepared) -> str:
    return "" if prepared.operation is Operation.CHARGE else prepared.subject_id
