"""What nobody said is blank, and nothing is so by itself: the defaults of every record of the domain."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest

import voicetill.domain
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Capture, Refusal
from voicetill.domain.subscriptions import SubscriptionState

# Where nothing said means something else: a record with such a default adds its line. A field with a factory (a
# list of its own) is not looked at.
MEANT: dict[tuple[str, str], object] = {
    ("Agreement", "provider"): "alexa",
    ("AgreementOpened", "reachable"): True,
    ("AgreementRefused", "status"): AgreementStatus.CLOSED,
    ("BuyRequested", "reachable"): True,
    ("ChargeWish", "capture"): Capture.NOW,
    ("Checkout", "capture"): Capture.NOW,
    ("Checkout", "provider"): "alexa",
    ("Checkout", "state"): State.NEW,
    ("ConsentDead", "status"): AgreementStatus.CLOSED,
    ("ConsentWithdrawn", "reason"): Refusal.CONSENT_MISSING,
    ("Mark", "value"): 1,
    ("Order", "is_captured"): True,
    ("Order", "provider"): "alexa",
    ("Product", "delivered"): True,
    ("RefundRules", "smallest"): 1,
    ("RetryCalendar", "days"): (1, 3, 5, 7),
    ("Subscription", "period"): 1,
    ("Subscription", "state"): SubscriptionState.ACTIVE,
    ("_Whole", "is_captured"): True,
}

BLANK = {"str": "", "bool": False, "int": 0, "tuple": (), "frozenset": frozenset()}


MODULES = [f"voicetill.domain.{found.name}" for found in pkgutil.iter_modules(voicetill.domain.__path__)]


def _fields(module: str) -> Iterator[tuple[str, inspect.Parameter]]:
    """Every field with a default, with the name of its record."""
    for value in vars(importlib.import_module(module)).values():
        if inspect.isclass(value) and is_dataclass(value) and value.__module__ == module:
            for parameter in inspect.signature(value).parameters.values():
                if parameter.default is not parameter.empty and "factory" not in repr(parameter.default):
                    yield value.__name__, parameter


def _blank(parameter: inspect.Parameter) -> object:
    """What stands for nothing in a field of this type."""
    annotation = str(parameter.annotation)
    if "None" in annotation:
        return None
    kind: type = getattr(parameter.annotation, "__origin__", parameter.annotation)
    return kind() if is_dataclass(kind) else BLANK[kind.__name__]


@pytest.mark.parametrize("module", MODULES)
def test_a_field_that_nobody_filled_is_blank_unless_it_is_meant_otherwise(module: str) -> None:
    for record, field in _fields(module):
        name = (record, field.name)

        wanted = MEANT[name] if name in MEANT else _blank(field)

        assert (name, type(field.default), field.default) == (name, type(wanted), wanted)
