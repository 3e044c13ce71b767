"""Proof that an agreement may be charged, and what a Setup answer says without it.

Proof is: status 200, the details as an object, our own release environment, the status OPEN and an id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus
from voicetill.domain.checkout_events import AgreementOpened, SetupRefused
from voicetill.domain.payments import Environment, Refusal
from voicetill.gateways.amazon_pay import merchant_log
from voicetill.gateways.amazon_pay.codes import STATUSES
from voicetill.gateways.amazon_pay.suspicion import address, identifier, members, moment

# How much Amazon's clock may be behind ours.
_CLOCKS_DIFFER = timedelta(minutes=5)

_NAMED = {status.value: status for status in AgreementStatus}


@dataclass(frozen=True, slots=True)
class SetupAsked:
    """What a Setup asked for: where, for which kind of agreement (None: none was named), and not before when."""

    environment: Environment
    kind: AgreementKind | None
    since: datetime


def read_setup(payload: object, asked: SetupAsked, *, at: datetime) -> AgreementOpened | SetupRefused:
    """Read an answer with a good status; the payload may still be anything."""
    details = members(members(payload).get("billingAgreementDetails"))
    if details.get("releaseEnvironment") != asked.environment.value:
        return _unproven("no details from our own environment", at)
    named = details.get("billingAgreementStatus")
    status = _NAMED.get(named) if isinstance(named, str) else None
    if status is None:
        return _unproven("no agreement status that we know", at)
    if status is not AgreementStatus.OPEN:
        return SetupRefused(at, STATUSES[status].reason, status)
    agreement_id = identifier(details.get("billingAgreementId"))
    if agreement_id is None:
        return _unproven("open, but no agreement id", at)
    agreement = Agreement(
        id=agreement_id,
        status=status,
        read_at=at,
        kind=_kind(details, asked),
        address=address(details.get("destination")),
        billing_address=address(details.get("billingAddress")),
    )
    return AgreementOpened(at, agreement)


def _kind(details: Mapping[str, object], asked: SetupAsked) -> AgreementKind | None:
    """An agreement is of the kind asked for only if it was made for us: Setup may give back an older one."""
    created = moment(details.get("creationTimestamp"))
    is_new = created is not None and created >= asked.since - _CLOCKS_DIFFER
    return asked.kind if is_new else None


def _unproven(why: str, at: datetime) -> SetupRefused:
    merchant_log.not_understood("Setup", why=why)
    return SetupRefused(at, Refusal.MERCHANT_UNAVAILABLE)
