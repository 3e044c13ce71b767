"""The merchant's command against a table: DynamoDB in this process, and over loopback in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from ops.__main__ import main
from simulator.cloud.database import Database
from simulator.loopback import LoopbackServer
from tests.builders import (
    AGREEMENT_ID,
    a_checkout,
    a_customer,
    a_money,
    a_payment,
    a_standing,
    an_agreement,
    an_order,
)
from tests.fakes.clock import FixedClock
from tests.fakes.server_payments import PretendPayments
from tests.office.desks import ENVIRONMENT
from tests.services.office import NAME
from tests.stores import dynamo
from tests.tools import ROOT
from voicetill.domain.charging import ChargeWish, Occasion, Paid
from voicetill.domain.checkout_record import State
from voicetill.domain.orders import Order
from voicetill.office.desk import Desk
from voicetill.services.providers import Providers
from voicetill.settings.ops import read_ops
from voicetill.wiring.ops import open_ops, told_to
from voicetill.wiring.starting import CannotStartError

NUMBER = an_order().number


def stock(client: Any, company: PretendPayments | None = None) -> Order:
    """Put a paid order into the table."""
    company = company or PretendPayments(NAME)
    company.agreement(AGREEMENT_ID)
    checkout = a_checkout(State.PAID, provider=NAME)
    wish = ChargeWish(
        checkout.reference,
        AGREEMENT_ID,
        a_money(900),
        Occasion.CUSTOMER_PRESENT,
        "No Nicks",
        checkout.order_number,
    )
    paid = company.charge(company.prepare_charge(wish), within=1)
    assert isinstance(paid, Paid)
    order = replace(an_order(checkout=checkout), payment=paid.payment, version=0)
    customer = a_customer(agreement=an_agreement(provider=NAME))
    checkout = replace(checkout, payment=paid.payment, version=0)
    dynamo.a_ledger(client).save(a_standing(), a_standing(customer, current=checkout), order=order)
    return order


@pytest.fixture
def company() -> PretendPayments:
    return PretendPayments(NAME)


@pytest.fixture
def desk(company: PretendPayments) -> Iterator[Desk]:
    with mock_aws():
        client = dynamo.a_client_with_table()
        stock(client, company)
        yield open_ops(
            read_ops(ENVIRONMENT),
            dynamodb=dynamo.OneAtATime(client),  # type: ignore[arg-type]
            providers=Providers({NAME: lambda: company}),
            clock=FixedClock(),
        )


def test_a_whole_day_at_the_office(
    desk: Desk, company: PretendPayments, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ["refund", NUMBER, "--amount", "1.00", "--yes"],
        ["ship", NUMBER, "--carrier", "UPS", "--tracking", "1Z999"],
        ["resend", NUMBER],
        ["agreement", "close", "--order", NUMBER, "--yes"],
    ):
        assert main(words, desk=desk.answer) == 0
    assert main(["orders", "list", "--from", "2026-03-01", "--to", "2026-03-31", "--json"], desk=desk.answer) == 0

    (order,) = json.loads(capsys.readouterr().out.splitlines()[-1])["orders"]
    assert order["states"] == ["paid", "partly_refunded", "shipped"]
    assert company.parcels == [(AGREEMENT_ID, "UPS", "1Z999")]


def test_of_several_at_once_one_refunds_also_in_the_table(desk: Desk, company: PretendPayments) -> None:
    request = {"do": "refund", "order": NUMBER, "amount": "5.00", "confirm": True}

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: desk.answer(request), range(4)))

    assert sum(answer["ok"] for answer in answers) == 1
    assert {answer["error"]["code"] for answer in answers if not answer["ok"]} <= {"busy", "too_much"}
    assert company.given_back(next(iter(company.charges))) == a_money(500)


def test_a_report_reads_every_order_of_its_days(desk: Desk) -> None:
    report = desk.answer({"do": "report", "from": "2026-03-01", "to": "2026-03-31"})["report"]

    assert report["totals"][0]["gross"] == "9.00"


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"TABLE_NAME": "elsewhere"}, "store_unavailable", "The table elsewhere is not there."),
        ({"SANDBOX_MODE": "false"}, "order_not_found", "in LIVE of merchant"),
        ({"SELLER_ID": "A9OTHER"}, "order_not_found", "of merchant A9OTHER"),
    ],
)
def test_a_wrong_place_is_named(changed: dict[str, str], code: str, said: str) -> None:
    with mock_aws():
        client = dynamo.a_client_with_table()
        stock(client)
        desk = open_ops(read_ops(ENVIRONMENT | changed), dynamodb=client)

        error = desk.answer({"do": "order", "order": NUMBER})["error"]

    assert error["code"] == code
    assert said in error["message"]
    assert error["mend"]
    if "SANDBOX_MODE" in changed:
        assert "SANDBOX_MODE=true" in error["mend"]


def test_a_provider_that_is_not_set_up_says_which_setting_names_it() -> None:
    with mock_aws():
        client = dynamo.a_client_with_table()
        stock(client)
        desk = open_ops(read_ops(ENVIRONMENT), dynamodb=client)

        error = desk.answer({"do": "refund", "order": NUMBER, "confirm": True})["error"]

    assert error["code"] == "no_provider"
    assert "SERVER_PROVIDERS" in error["message"]


def test_a_table_that_is_not_ours_is_told_apart() -> None:
    with mock_aws():
        client = dynamo.a_client_with_table()
        client.create_table(
            TableName="theirs",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        desk = open_ops(read_ops(ENVIRONMENT | {"TABLE_NAME": "theirs"}), dynamodb=client)

        error = desk.answer({"do": "order", "order": NUMBER})["error"]

    assert error["code"] == "store_unavailable"
    assert "not one of ours" in error["message"]


def test_settings_that_are_missing_are_all_named() -> None:
    with pytest.raises(CannotStartError) as error:
        open_ops(told={"SERVER_PROVIDERS": "ppro"})

    for name in ("TABLE_NAME", "SELLER_ID", "SANDBOX_MODE"):
        assert name in str(error.value)


class PretendLambda:
    """Answers GetFunctionConfiguration."""

    def get_function_configuration(self, *, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - boto3's
        return {"Environment": {"Variables": ENVIRONMENT | {"FUNCTION": FunctionName}}}


def test_the_settings_of_a_deployed_function_can_be_taken() -> None:
    told = told_to("till-ops", client=PretendLambda())

    assert {name: told[name] for name in ENVIRONMENT} == ENVIRONMENT
    assert told["FUNCTION"] == "till-ops"


def test_a_function_that_is_not_there_says_so() -> None:
    with mock_aws(), pytest.raises(CannotStartError, match="till-nothing"):
        told_to("till-nothing", client=boto3.client("lambda", region_name="us-east-1"))


# In a process of its own.


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told |= {"PYTHONPATH": os.pathsep.join([str(ROOT / "lambda"), str(ROOT)]), "AWS_REGION": "us-east-1"}
    told |= {"AWS_EC2_METADATA_DISABLED": "true", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "ops", *words],
        env=told | environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_as_a_process_it_talks_to_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    with LoopbackServer(Database().application()) as server:
        endpoint = server.endpoint
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "invented")
        client = boto3.client("dynamodb", region_name="us-east-1", endpoint_url=endpoint)
        declared = dynamo.declared_table()
        names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        client.create_table(TableName=dynamo.TABLE, **{name: declared[name] for name in names})
        order = replace(an_order(), payment=a_payment(a_checkout(State.PAID)), version=0)
        dynamo.a_ledger(client).save(a_standing(), a_standing(), order=order)
        keys = {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented"}

        told = run("orders", "show", NUMBER, **ENVIRONMENT, **keys, AWS_ENDPOINT_URL_DYNAMODB=endpoint)
        refused = run("refund", NUMBER, "--yes", **ENVIRONMENT, **keys, AWS_ENDPOINT_URL_DYNAMODB=endpoint)

    assert told.returncode == 0, told.stderr
    assert order.payment.provider_charge_id in told.stdout
    assert refused.returncode == 1
    assert "Seller Central" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_as_a_process_it_says_what_is_missing() -> None:
    nothing = run("tasks")
    keyless = run("tasks", **ENVIRONMENT, AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)

    assert nothing.returncode == 2
    assert "TABLE_NAME" in nothing.stderr
    assert keyless.returncode == 1
    assert "no credentials of AWS" in keyless.stderr
    assert "Traceback" not in nothing.stderr + keyless.stderr
