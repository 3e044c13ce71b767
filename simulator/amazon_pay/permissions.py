"""What a customer must have permitted in the Alexa app before Amazon Pay does anything."""

from simulator.amazon_pay.faults import Fault
from simulator.customers import Consent


def demand_consent(consent: Consent) -> None:
    """Raise a Fault unless the customer allows the skill to use Amazon Pay."""
    if consent is Consent.DENIED:
        raise Fault("ACCESS_DENIED", "the buyer refused payments:autopay_consent")
    if consent is not Consent.GRANTED:
        raise Fault("ACCESS_NOT_REQUESTED", "the buyer was never asked for payments:autopay_consent")


def demand_permissions(consent: Consent, *, voice_purchasing: bool) -> None:
    """Raise a Fault unless the customer allows that, and allows to buy by voice."""
    demand_consent(consent)
    if not voice_purchasing:
        raise Fault("VoicePurchaseNotEnabled", "voice purchasing is off in the Alexa app")
