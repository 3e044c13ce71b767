"""Opens the back office: for the merchant's command, and for the function that other systems call."""

import json
import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

from voicetill.domain.errors import StoreUnavailableError
from voicetill.gateways.fetching import Send
from voicetill.office.desk import Desk
from voicetill.office.forgetting import Forgetting
from voicetill.office.looking import Looking
from voicetill.office.minding import Minding
from voicetill.office.ordering import Ordering
from voicetill.office.switching import Switching
from voicetill.services.caring import Office
from voicetill.services.deciding import Deciding
from voicetill.services.finding import Finding
from voicetill.services.ports import NOBODY, Clock, Journal, Shop, Switchboard
from voicetill.services.providers import Providers
from voicetill.services.vouching import Vouching
from voicetill.settings.ops import OpsSettings, read_ops
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.markets import MarketFile
from voicetill.wiring.parts import environment, now
from voicetill.wiring.providers import Secrets, open_providers
from voicetill.wiring.selling import open_parameter
from voicetill.wiring.settling import Records, erasing_of, open_records, settling_of
from voicetill.wiring.starting import CannotStartError, Starting
from voicetill.wiring.watching import Watcher, watched, watcher_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["CannotStartError", "open_ops", "open_ops_door", "told_to"]

# Nobody speaks meanwhile: what is slow may be.
PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4})

_NO_CREDENTIALS = "give this shell credentials of AWS (aws configure, aws sso login, or AWS_PROFILE)"

# What DynamoDB says, and what it means to somebody at a keyboard.
_CODES: Mapping[str, tuple[str, str]] = {
    "ResourceNotFoundException": (
        "The table {table} is not there.",
        "set TABLE_NAME and AWS_REGION as the deployed stack's outputs name them",
    ),
    "ValidationException": (
        "The table {table} is not one of ours, or is older than this release.",
        "set TABLE_NAME as the stack's outputs name it, or deploy the template anew",
    ),
    "AccessDeniedException": (
        "These credentials may not use the table {table}.",
        "use the account's own, or a role",
    ),
    "UnrecognizedClientException": ("AWS does not know these credentials.", _NO_CREDENTIALS),
    "ExpiredTokenException": ("The credentials of AWS have expired.", _NO_CREDENTIALS),
    "InvalidSignatureException": ("AWS does not take these credentials.", _NO_CREDENTIALS),
}


def open_ops(
    settings: OpsSettings | None = None,
    *,
    dynamodb: "DynamoDBClient | None" = None,
    records: Records | None = None,
    elsewhere: Mapping[str, Journal] | None = None,
    providers: Providers | None = None,
    markets: MarketFile | None = None,
    send: Send | None = None,
    secrets: Secrets | None = None,
    clock: Clock | None = None,
    told: Mapping[str, str] | None = None,
    pause: Callable[[float], object] | None = None,
    ssm: Any = None,  # noqa: ANN401 - boto3 is not typed here
    seen: bool = False,
) -> Desk:
    """Return the desk that answers the merchant's requests. Raises CannotStartError.

    `elsewhere` are journals in which an order is looked for that is not here, by the name of their environment;
    `send` stands in for the web, and is asked again only where a `pause` between the tries is given; `ssm` for
    boto3's client, which reads and sets the merchant's switch; `told` for this process's own environment.
    `seen` says that this is a function, whose log is collected: a command prints no metrics.
    """
    starting = Starting({})
    settings = settings or starting.settings(lambda: read_ops(os.environ if told is None else told))
    markets = markets or starting.markets()
    starting.raise_if_faulty()
    assert settings is not None  # noqa: S101 - a missing one is a fault
    if records is None:
        client = watched(dynamodb or _dynamodb(settings.region))
        records = open_records(settings, client)
        elsewhere = elsewhere or _elsewhere(settings, client)
    clock = clock or now
    providers = providers or open_providers(
        settings,
        send=send,
        secrets=secrets,
        clock=clock,
        patient=send is None or pause is not None,
        pause=pause or time.sleep,
    )
    watch = watcher_of(settings, "ops", clock=clock) if seen else NOBODY
    office = Office(records.journal, records.ledger, markets, providers, clock, watch)
    finding = Finding(office, elsewhere=dict(elsewhere or {}))
    looking = Looking(office, finding, _place(settings))
    shop = Shop(load_catalogue(markets.markets), markets, records.ledger, clock, watch=watch)
    settling = settling_of(settings, shop, records, providers=providers)
    minding = Minding(
        office,
        looking,
        finding,
        settling=settling,
        deciding=Deciding(office, shop),
        vouching=Vouching(office, settling),
        owners=records.links,
    )
    forgetting = Forgetting(looking, erasing_of(shop, records, providers=providers), records.journal)
    switching = Switching(_board(settings, ssm))
    ordering = Ordering(office, looking)
    return Desk(looking, ordering, minding, forgetting, switching, why_not=_why_not(settings), watch=watch)


def told_to(function: str, *, client: Any = None) -> Mapping[str, str]:  # noqa: ANN401 - boto3 is not typed here
    """Return the environment of a deployed function, by its name or ARN: what it knows, the command can know, too.

    `client` stands in for boto3's `lambda`. Raises CannotStartError.
    """
    region = os.environ.get("AWS_REGION") or boto3.session.Session().region_name
    try:
        client = client or boto3.session.Session().client("lambda", region_name=region or "us-east-1")
        answer = client.get_function_configuration(FunctionName=function)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise CannotStartError(f"The function {function} cannot be read ({code}).") from error
    except BotoCoreError as error:
        raise CannotStartError(f"The function {function} cannot be read ({error}).") from error
    variables = dict(answer.get("Environment", {}).get("Variables", {}))
    return {"AWS_REGION": region, **variables} if region else variables


def open_ops_door(desk: Desk | None = None) -> Callable[[Any, Any], dict[str, Any]]:
    """Return what Lambda calls with a request, as an object or as JSON text in `body`. Raises CannotStartError."""
    opened = desk or open_ops(seen=True)

    def handle(event: Any, context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        return opened.answer(_request(event))

    return opened.watch.over(handle) if isinstance(opened.watch, Watcher) else handle


def _request(event: object) -> object:
    """Return the request; a back office may also send it as a text."""
    if isinstance(event, dict) and set(event) == {"body"} and isinstance(event["body"], str):
        event = event["body"]
    if not isinstance(event, str):
        return event
    try:
        return json.loads(event)
    except (ValueError, RecursionError):
        return None


def _board(settings: OpsSettings, ssm: Any) -> Switchboard | None:  # noqa: ANN401
    name = settings.sales_switch
    return None if name is None else open_parameter(name, settings.region, client=ssm, config=PATIENCE)


def _place(settings: OpsSettings) -> str:
    name = environment(sandbox=settings.sandbox_mode).value
    return f"{name} of merchant {settings.seller_id}, table {settings.table_name}"


def _elsewhere(settings: OpsSettings, client: "DynamoDBClient") -> Mapping[str, Journal]:
    other = environment(sandbox=not settings.sandbox_mode)
    journal = DynamoJournal(
        client, table_name=settings.table_name, seller_id=settings.seller_id, environment=other
    )
    return {other.value: journal}


def _dynamodb(region: str | None) -> "DynamoDBClient":
    session = boto3.session.Session()
    client: DynamoDBClient = session.client(
        "dynamodb", region_name=session.region_name or region or "us-east-1", config=PATIENCE
    )
    return client


def _why_not(settings: OpsSettings) -> Callable[[StoreUnavailableError], tuple[str, str]]:
    def why_not(error: StoreUnavailableError) -> tuple[str, str]:
        cause = error.__cause__
        table = settings.table_name
        if isinstance(cause, NoCredentialsError | PartialCredentialsError):
            return "There are no credentials of AWS here.", _NO_CREDENTIALS
        if isinstance(cause, NoRegionError):
            return "No region of AWS is set.", "set AWS_REGION"
        if isinstance(cause, EndpointConnectionError):
            return f"The table {table} cannot be reached.", "see whether the network and AWS_REGION are right"
        if isinstance(cause, ClientError):
            code = cause.response["Error"]["Code"]
            message, mend = _CODES.get(code, (f"The table {{table}} does not answer ({code}).", "try again"))
            return message.format(table=table), mend
        name = type(cause).__name__ if isinstance(cause, BotoCoreError) else "no answer"
        return f"The table {table} does not answer ({name}).", "try again in a while"

    return why_not
