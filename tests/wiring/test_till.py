"""What a till loads when it opens: the route of the voice nothing of the server's."""

import subprocess
import sys

import pytest

OPENS = """
import os, sys
os.environ.update(
    SKILL_ID="amzn1.ask.skill.example", SELLER_ID="A1EXAMPLE", SANDBOX_MODE="true",
    SANDBOX_CUSTOMER_EMAIL="buyer@example.com", TABLE_NAME="till", AWS_REGION="us-east-1", {more}
)
from voicetill.wiring.till import open_till
open_till()
print(*(name for name in sys.modules if name in {names!r}))
"""
SERVER_S_OWN = (
    "cryptography",
    "jinja2",
    "oauthlib",
    "voicetill.wiring.live",
    "voicetill.wiring.providers",
    "voicetill.gateways.ppro.gateway",
    "voicetill.gateways.amazon_pay_v2.gateway",
)
PPRO = (
    'PAYMENT_ROUTE="server", SERVER_PROVIDERS="ppro", PPRO_MERCHANT_ID="merch_1", PPRO_API_KEY_SECRET="ppro/key"'
)


@pytest.mark.parametrize(
    ("more", "loaded"),
    [("", set()), (PPRO, {"voicetill.wiring.live", "voicetill.wiring.providers"})],
    ids=["voice", "server"],
)
def test_only_what_the_route_needs_is_loaded(more: str, loaded: set[str]) -> None:
    code = OPENS.format(more=more, names=SERVER_S_OWN)

    opened = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert set(opened.stdout.split()) == loaded


def test_a_server_route_without_a_company_does_not_start() -> None:
    code = OPENS.format(more='PAYMENT_ROUTE="server"', names=())

    opened = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "SERVER_PROVIDERS: is missing" in opened.stderr
