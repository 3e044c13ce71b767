"""Who the pretend merchant is: the values that a deployment would be given."""

from types import MappingProxyType

SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001"
SELLER_ID = "PRETENDSELLER1"
SANDBOX_EMAIL = "sandbox.buyer@nonicks.example"
REGION = "us-east-1"
ACCOUNT = "000000000000"

CHOSEN = MappingProxyType(
    {
        "SKILL_ID": SKILL_ID,
        "SELLER_ID": SELLER_ID,
        "SANDBOX_MODE": "true",
        "SANDBOX_CUSTOMER_EMAIL": SANDBOX_EMAIL,
    }
)
"""Answers to the template's parameters, by the name of the variable that they end up in."""
