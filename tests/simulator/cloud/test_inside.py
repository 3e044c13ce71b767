"""The DynamoDB of rooms where moto is no judge: limits, tokens, pages, and what it was never taught."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from simulator.cloud.double import Cloud
from simulator.cloud.dynamodb.engine import OK, REFUSED, Engine
from simulator.cloud.dynamodb.refusals import NotTaught
from simulator.cloud.inside import InsideDatabase
from tests.stores.dynamo import declared_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY: Any = {"pk": {"S": "customer"}, "sk": {"S": "NOW"}}
OTHER: Any = {**KEY, "sk": {"S": "ORDER#1"}}
ABSENT: Any = {"ConditionExpression": "attribute_not_exists(pk)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
INVALID = "ValidationException"


@cache
def _declared() -> dict[str, Any]:
    declared = declared_table()
    return {name: declared[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")}


class Account:
    """An engine with the till's table, asked with plain objects."""

    def __init__(self) -> None:
        self.now = 0.0
        self.engine = Engine(lambda: self.now)
        self.ask("CreateTable", **_declared())

    def ask(self, operation: str, **members: Any) -> Any:
        """Return what is answered, with its status; the table need not be named."""
        named = {"TableName": "till"} if operation not in ("BatchGetItem", "TransactWriteItems") else {}
        status, body = self.engine.answer(operation, json.dumps({**named, **members}).encode())
        return {**json.loads(body), "status": status}

    def put(self, **attributes: Any) -> Any:
        """Put an item."""
        return self.ask("PutItem", Item={**KEY, **attributes})

    def transact(self, *items: Any, token: str | None = None, **condition: Any) -> Any:
        """Put items together."""
        parts = [{"Put": {"TableName": "till", "Item": item, **condition}} for item in items]
        return self.ask(
            "TransactWriteItems", TransactItems=parts, **({"ClientRequestToken": token} if token else {})
        )

    def stored(self) -> list[Any]:
        """Every item."""
        return list(self.ask("Scan")["Items"])


@pytest.fixture
def account() -> Account:
    return Account()


def code(answer: Any) -> str:
    return str(answer["__type"].rpartition("#")[2]) if answer["status"] == REFUSED else ""


# Transactions.


def test_a_transaction_sent_again_with_its_token_is_not_done_again(account: Account) -> None:
    first = account.transact(KEY, OTHER, token="one", **ABSENT)

    again = account.transact(KEY, OTHER, token="one", **ABSENT)

    assert (first["status"], again["status"]) == (OK, OK)


def test_a_token_is_good_for_one_transaction_only(account: Account) -> None:
    account.transact(KEY, token="one")

    answer = account.transact(OTHER, token="one")

    assert code(answer) == "IdempotentParameterMismatchException"
    assert account.stored() == [KEY]


def test_a_token_is_forgotten_after_ten_minutes(account: Account) -> None:
    account.transact(KEY, token="one", **ABSENT)
    account.now = 600.0

    answer = account.transact(KEY, token="one", **ABSENT)

    assert code(answer) == "TransactionCanceledException"


def test_a_token_of_a_transaction_that_was_cancelled_means_nothing(account: Account) -> None:
    account.put()
    account.transact(KEY, token="one", **ABSENT)
    account.ask("DeleteItem", Key=KEY)

    answer = account.transact(KEY, token="one", **ABSENT)

    assert answer["status"] == OK


def test_of_a_cancelled_transaction_nothing_is_done_and_each_action_has_its_reason(account: Account) -> None:
    account.put(version={"N": "7"})

    answer = account.transact(OTHER, KEY, **ABSENT)

    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    assert answer["CancellationReasons"] == [{"Code": "None"}, {**failed, "Item": {**KEY, "version": {"N": "7"}}}]
    assert answer["Message"].endswith("[None, ConditionalCheckFailed]")
    assert account.stored() == [{**KEY, "version": {"N": "7"}}]


def test_a_condition_of_a_transaction_may_be_about_what_it_leaves_alone(account: Account) -> None:
    account.put()
    check = {"ConditionCheck": {"TableName": "till", "Key": KEY, "ConditionExpression": "attribute_exists(pk)"}}
    put = {"Put": {"TableName": "till", "Item": OTHER}}

    answer = account.ask("TransactWriteItems", TransactItems=[check, put])

    assert answer["status"] == OK
    assert account.stored() == [KEY, OTHER]


def test_a_transaction_may_not_touch_an_item_twice(account: Account) -> None:
    assert code(account.transact(KEY, {**KEY, "version": {"N": "2"}})) == INVALID
    assert account.stored() == []


def test_an_unfit_item_cancels_its_transaction(account: Account) -> None:
    answer = account.transact(OTHER, {"pk": KEY["pk"]})

    assert [reason["Code"] for reason in answer["CancellationReasons"]] == ["None", "ValidationError"]
    assert account.stored() == []


@pytest.mark.parametrize(("actions", "expected"), [(100, ""), (101, INVALID)])
def test_a_transaction_has_at_most_a_hundred_actions(account: Account, actions: int, expected: str) -> None:
    assert code(account.transact(*[{**KEY, "sk": {"S": str(number)}} for number in range(actions)])) == expected


def test_a_transaction_has_at_most_four_megabytes(account: Account) -> None:
    large = [{**KEY, "sk": {"S": str(number)}, "text": {"S": "x" * 400_000}} for number in range(11)]

    assert code(account.transact(*large)) == INVALID
    assert code(account.transact(*large[:10])) == ""


# Items and their values.


def test_a_number_comes_back_without_a_zero_too_many(account: Account) -> None:
    account.put(a={"N": "9.00"}, b={"N": "-0.0"}, c={"N": "1e3"}, d={"L": [{"N": "007"}]}, e={"NS": ["+1.50"]})

    (stored,) = account.stored()
    assert (stored["a"], stored["b"], stored["c"]) == ({"N": "9"}, {"N": "0"}, {"N": "1000"})
    assert (stored["d"], stored["e"]) == ({"L": [{"N": "7"}]}, {"NS": ["1.5"]})


def test_numbers_are_compared_by_their_worth(account: Account) -> None:
    account.put(id={"S": "a"}, version={"N": "1"})

    condition = {
        "ConditionExpression": "id = :id AND version = :version",
        "ExpressionAttributeValues": {":id": {"S": "a"}, ":version": {"N": "1.0"}},
    }

    assert account.ask("PutItem", Item=KEY, **condition)["status"] == OK


@pytest.mark.parametrize(
    "value",
    [
        {"N": "nine"},
        {"N": "NaN"},
        {"N": "1_000"},
        {"N": ""},
        {"N": "1e126"},
        {"N": "1e-131"},
        {"N": "1" * 39},
        {"NULL": False},
        {"SS": []},
        {"SS": ["a", "a"]},
        {"NS": ["1", "1.0"]},
        {"S": "a", "N": "1"},
        {},
        {"X": "a"},
        {"M": {"inner": {"N": "x"}}},
    ],
)
def test_a_value_that_is_none_is_refused(account: Account, value: Any) -> None:
    assert code(account.put(value=value)) == INVALID
    assert account.stored() == []


@pytest.mark.parametrize(
    "value", [{"S": 1}, {"BOOL": "yes"}, {"L": {}}, {"M": []}, {"B": "*"}, "text", {"S": "\ud800"}]
)
def test_what_is_not_even_spelt_as_a_value_is_refused(account: Account, value: Any) -> None:
    assert code(account.put(value=value)) == "SerializationException"


def test_an_item_has_at_most_400_kilobytes_with_its_names(account: Account) -> None:
    own = len("pkcustomerskNOW" + "text")

    assert code(account.put(text={"S": "x" * (400 * 1024 - own)})) == ""
    assert code(account.put(text={"S": "x" * (400 * 1024 - own + 1)})) == INVALID
    assert code(account.put(text={"S": "é" * 204_800})) == INVALID


def test_values_are_nested_32_levels_deep_at_most(account: Account) -> None:
    assert code(account.put(value=_nested(32))) == ""
    assert code(account.put(value=_nested(33))) == INVALID


def _nested(levels: int) -> Any:
    return {"L": [_nested(levels - 1)]} if levels else {"NULL": True}


@pytest.mark.parametrize(
    "unfit",
    [
        {"pk": {"S": ""}},
        {"sk": {"N": "1"}},
        {"pk": {"S": "x" * 2049}},
        {"sk": {"S": "x" * 1025}},
        {"agenda": {"N": "1"}},
        {"agenda_at": {"S": ""}},
    ],
)
def test_an_item_with_unfit_keys_is_refused(account: Account, unfit: Any) -> None:
    assert code(account.put(**unfit)) == INVALID


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_keeps_its_worth(number: Any) -> None:
    account = Account()

    account.put(number={"N": str(number)})

    assert number == type(number)(account.stored()[0]["number"]["N"])


# Expressions.


@pytest.mark.parametrize(
    "members",
    [
        {"ConditionExpression": "id = :id", "ExpressionAttributeValues": {":id": {"S": "a"}, ":b": {"S": "b"}}},
        {"ConditionExpression": "id = :id"},
        {"ConditionExpression": "id = :id", "ExpressionAttributeValues": {":other": {"S": "a"}}},
        {"ConditionExpression": "attribute_not_exists(pk)", "ExpressionAttributeValues": {}},
        {"ExpressionAttributeValues": {":id": {"S": "a"}}},
        {"ConditionExpression": ""},
    ],
)
def test_values_and_expressions_have_to_fit(account: Account, members: Any) -> None:
    assert code(account.ask("PutItem", Item=KEY, **members)) == INVALID


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("agenda = :a AND begins_with(agenda_at, :b)", {":a": {"S": "p"}, ":b": {"S": ""}}),
        ("agenda = :a AND agenda_at BETWEEN :b AND :c", {":a": {"S": "p"}, ":b": {"S": "2"}, ":c": {"S": "1"}}),
        ("agenda = :a", {":a": {"N": "1"}}),
        ("pk = :a", {":a": {"S": "1"}}),
        ("agenda = :a AND begins_with(sk, :b)", {":a": {"S": "p"}, ":b": {"S": "b"}}),
    ],
)
def test_a_query_asks_for_a_partition_and_a_stretch_of_it(account: Account, condition: str, values: Any) -> None:
    asked = {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}

    assert code(account.ask("Query", IndexName="agenda", **asked)) == INVALID


def test_there_is_no_index_but_those_of_the_table(account: Account) -> None:
    asked = {"KeyConditionExpression": "agenda = :a", "ExpressionAttributeValues": {":a": {"S": "p"}}}

    assert code(account.ask("Query", IndexName="diary", **asked)) == INVALID
    assert code(account.ask("Query", IndexName="agenda", ConsistentRead=True, **asked)) == INVALID


@pytest.mark.parametrize(
    ("operation", "members", "named"),
    [
        ("UpdateItem", {"Key": KEY}, "UpdateItem"),
        ("PutItem", {"Item": KEY, "ReturnValues": "ALL_OLD"}, "ReturnValues"),
        ("PutItem", {"Item": KEY, "ConditionExpression": "size(id) > :n"}, r"size\(id\) > :n"),
        ("PutItem", {"Item": KEY, "ConditionExpression": "attribute_not_exists(pk) OR id = :i"}, "OR id = :i"),
        ("Query", {"KeyConditionExpression": "pk = :p AND sk > :s"}, "sk > :s"),
        ("Query", {}, "KeyConditionExpression"),
        ("Scan", {"FilterExpression": "contains(sk, :s)"}, "contains"),
        ("Scan", {"Select": "SPECIFIC_ATTRIBUTES"}, "SPECIFIC_ATTRIBUTES"),
        ("CreateTable", {"LocalSecondaryIndexes": []}, "LocalSecondaryIndexes"),
    ],
)
def test_what_it_was_never_taught_it_names(account: Account, operation: str, members: Any, named: str) -> None:
    with pytest.raises(NotTaught, match=named):
        account.ask(operation, **members)


def test_no_door_takes_that_for_a_trouble_of_the_service() -> None:
    with Cloud(inside=True) as cloud:
        client = cloud.client()
        (table,) = cloud.deploy().tables.values()

        with pytest.raises(NotTaught, match="UpdateItem"):
            client.update_item(TableName=table, Key=KEY)


# Pages.


def test_a_query_that_meets_its_limit_does_not_look_whether_anything_follows(account: Account) -> None:
    account.put()

    answer = account.ask("Query", **_of_customer(), Limit=1)

    assert answer["LastEvaluatedKey"] == KEY
    assert account.ask("Query", **_of_customer(), ExclusiveStartKey=KEY)["Items"] == []


def test_a_page_of_a_query_has_at_most_a_megabyte(account: Account) -> None:
    large = [{**KEY, "sk": {"S": str(number)}, "text": {"S": "x" * 400_000}} for number in range(4)]
    for item in large:
        account.ask("PutItem", Item=item)

    page = account.ask("Query", **_of_customer())
    rest = account.ask("Query", **_of_customer(), ExclusiveStartKey=page["LastEvaluatedKey"])

    assert [item["sk"]["S"] for item in page["Items"]] == ["0", "1"]
    assert [item["sk"]["S"] for item in rest["Items"]] == ["2", "3"]
    assert "LastEvaluatedKey" not in rest


@given(
    places=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123")), min_size=1, max_size=12),
    limit=st.integers(1, 5),
    forward=st.booleans(),
)
def test_page_after_page_all_of_it_is_read_once(places: list[tuple[str, str]], limit: int, forward: bool) -> None:
    account = Account()
    for number, (pk, at) in enumerate(places):
        place = {"agenda": {"S": "p"}, "agenda_at": {"S": at}}
        account.ask("PutItem", Item={"pk": {"S": pk}, "sk": {"S": str(number)}, **place})
    asked = {
        "IndexName": "agenda",
        "KeyConditionExpression": "agenda = :p AND agenda_at BETWEEN :f AND :l",
        "ExpressionAttributeValues": {":p": {"S": "p"}, ":f": {"S": "1"}, ":l": {"S": "2"}},
        "Limit": limit,
        "ScanIndexForward": forward,
    }

    found: list[Any] = []
    page = account.ask("Query", **asked)
    while page["Items"]:
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            break
        page = account.ask("Query", **asked, ExclusiveStartKey=page["LastEvaluatedKey"])

    assert len(found) == len({item["sk"]["S"] for item in found}) == sum(at in "12" for _, at in places)
    moments = [item["agenda_at"]["S"] for item in found]
    assert moments == sorted(moments, reverse=not forward)


def test_a_scan_goes_on_where_it_ended(account: Account) -> None:
    account.put()
    account.ask("PutItem", Item=OTHER)

    first = account.ask("Scan", Limit=1)
    second = account.ask("Scan", ExclusiveStartKey=first["LastEvaluatedKey"])

    assert (first["Items"], second["Items"]) == ([KEY], [OTHER])


@pytest.mark.parametrize(
    "start",
    [
        {"pk": KEY["pk"]},
        {**KEY, "pk": {"S": "somebody"}},
        {**KEY, "sk": {"N": "1"}},
        {**KEY, "agenda": {"S": "p"}},
    ],
)
def test_a_page_begins_within_what_is_asked_for(account: Account, start: Any) -> None:
    assert code(account.ask("Query", **_of_customer(), ExclusiveStartKey=start)) == INVALID


def _of_customer() -> dict[str, Any]:
    return {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": KEY["pk"]}}


# Batches.


def test_a_batch_names_each_key_once_and_a_hundred_at_most(account: Account) -> None:
    keys = [{**KEY, "sk": {"S": str(number)}} for number in range(101)]

    assert code(_batch(account, keys)) == INVALID
    assert code(_batch(account, [KEY, KEY])) == INVALID
    assert code(_batch(account, keys[:100])) == ""


def test_a_batch_of_more_than_16_megabytes_leaves_keys_unread(account: Account) -> None:
    keys = [{**KEY, "sk": {"S": str(number)}} for number in range(45)]
    for key in keys:
        account.ask("PutItem", Item={**key, "text": {"S": "x" * 400_000}})

    answer = _batch(account, keys)

    assert len(answer["Responses"]["till"]) == 41
    left = answer["UnprocessedKeys"]["till"]
    assert (left["Keys"], left["ConsistentRead"]) == (keys[41:], True)


def _batch(account: Account, keys: list[Any]) -> Any:
    return account.ask("BatchGetItem", RequestItems={"till": {"Keys": keys, "ConsistentRead": True}})


# The wire.


@pytest.fixture
def database() -> InsideDatabase:
    return InsideDatabase()


def test_it_reads_what_botocore_is_about_to_send(database: InsideDatabase) -> None:
    headers = {"X-Amz-Target": b"DynamoDB_20120810.ListTables"}
    request: Any = AWSPreparedRequest("POST", "http://nowhere.invalid", headers, b"{}", None)

    answer = database(request=request)

    assert (answer.status_code, answer.content) == (OK, b'{"TableNames": []}')


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"[" * 100_000])
def test_a_body_that_is_no_request_is_refused(account: Account, body: bytes) -> None:
    status, answer = account.engine.answer("PutItem", body)

    assert (status, code({**json.loads(answer), "status": status})) == (REFUSED, "SerializationException")


def test_threads_do_not_get_between_check_and_write(account: Account) -> None:
    def claim(number: int) -> bool:
        item = {**KEY, "by": {"N": str(number)}}
        other = {**OTHER, "by": {"N": str(number)}}
        return bool(account.transact(item, other, **ABSENT)["status"] == OK)

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(claim, range(60)))

    assert sum(won) == 1
    assert {item["by"]["N"] for item in account.stored()} == {str(won.index(True))}


def test_the_names_in_our_expressions_are_none_that_dynamodb_keeps_for_itself() -> None:
    """moto knows the list of reserved words (Developer Guide, "Reserved words in DynamoDB")."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    ours = {"PK", "SK", "ID", "VERSION", "AGENDA", "AGENDA_AT"}

    assert not ours & set(ReservedKeywords.get_reserved_keywords())


def test_a_refusal_reaches_the_caller_as_dynamodb_spells_it() -> None:
    with Cloud(inside=True) as cloud:
        client: DynamoDBClient = cloud.client()
        (table,) = cloud.deploy().tables.values()
        client.put_item(TableName=table, Item=KEY)

        with pytest.raises(client.exceptions.ConditionalCheckFailedException) as refused:
            client.put_item(TableName=table, Item=KEY, **ABSENT)
        with pytest.raises(ClientError, match="Requested resource not found"):
            client.put_item(TableName="nobodys", Item=KEY)

        told: Any = refused.value.response
        assert told["Item"] == KEY
        assert told["ResponseMetadata"]["HTTPStatusCode"] == REFUSED
