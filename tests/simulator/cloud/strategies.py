"""Requests to DynamoDB as the stores make them, and such as they should not: with keys that often meet."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Request = tuple[str, dict[str, Any]]
"""A method of boto3's client, and what it is called with."""

TABLE = "TABLE"
"""Stands for the name of the table of the day."""

PARTITIONS = ("SANDBOX#A#é", "LIVE#B")
SORT_KEYS = ("NOW", "ORDER#1", "ORDER#2", "ORDER#21", "ORDER", "\U0001f600", "｡")
MOMENTS = ("2026-01-01", "2026-01-02", "2026-02", " ")
PAGES = ("RENEWAL#0", "ATTEMPT#0")

_CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"ConditionExpression": "attribute_not_exists(pk)"},
    {"ConditionExpression": "attribute_exists(pk)"},
    *(
        {
            "ConditionExpression": "id = :id AND version = :version",
            "ExpressionAttributeValues": {":id": {"S": name}, ":version": {"N": version}},
        }
        for name in ("one", "two")
        for version in ("1", "2")
    ),
)


def texts() -> SearchStrategy[str]:
    """Texts of a few bytes, of all planes but without halves of surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def values() -> SearchStrategy[dict[str, Any]]:
    """Values as the stores write them."""
    flat = st.one_of(
        st.builds(lambda text: {"S": text}, texts()),
        st.builds(lambda number: {"N": str(number)}, st.integers(-(10**12), 10**12)),
        st.sampled_from([{"BOOL": True}, {"BOOL": False}, {"NULL": True}]),
    )
    return st.recursive(
        flat,
        lambda inner: st.one_of(
            st.builds(lambda members: {"L": members}, st.lists(inner, max_size=3)),
            st.builds(lambda members: {"M": members}, st.dictionaries(texts().filter(bool), inner, max_size=3)),
        ),
        max_leaves=5,
    )


def keys() -> SearchStrategy[dict[str, Any]]:
    """The keys of an item."""
    return st.builds(
        lambda pk, sk: {"pk": {"S": pk}, "sk": {"S": sk}}, st.sampled_from(PARTITIONS), st.sampled_from(SORT_KEYS)
    )


@st.composite
def items(draw: DrawFn) -> dict[str, Any]:
    """A record with an id and a version; some stand in the index, some only half."""
    item = {
        **draw(keys()),
        "id": {"S": draw(st.sampled_from(["one", "two"]))},
        "version": {"N": draw(st.sampled_from(["1", "2"]))},
        **draw(st.dictionaries(st.sampled_from(["text", "lines", "number"]), values(), max_size=2)),
    }
    if draw(st.booleans()):
        item["agenda"] = {"S": draw(st.sampled_from(PAGES))}
    if draw(st.booleans()):
        item["agenda_at"] = {"S": draw(st.sampled_from(MOMENTS))}
    return item


@st.composite
def _unfit_items(draw: DrawFn) -> dict[str, Any]:
    item = draw(items())
    match draw(st.sampled_from(["no key", "empty key", "number for a key", "empty set", "empty place"])):
        case "no key":
            del item[draw(st.sampled_from(["pk", "sk"]))]
        case "empty key":
            item[draw(st.sampled_from(["pk", "sk"]))] = {"S": ""}
        case "number for a key":
            item[draw(st.sampled_from(["pk", "sk"]))] = {"N": "1"}
        case "empty set":
            item["text"] = {"SS": []}
        case "empty place":
            item[draw(st.sampled_from(["agenda", "agenda_at"]))] = {"S": ""}
    return item


@st.composite
def _writes(draw: DrawFn) -> dict[str, Any]:
    tells = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if draw(st.booleans()) else {}
    return {"TableName": TABLE, "Item": draw(items()), **draw(st.sampled_from(_CONDITIONS)), **tells}


@st.composite
def _deletions(draw: DrawFn) -> dict[str, Any]:
    return {"TableName": TABLE, "Key": draw(keys()), **draw(st.sampled_from(_CONDITIONS))}


@st.composite
def _actions(draw: DrawFn) -> dict[str, Any]:
    """Part of a transaction."""
    kind = draw(st.sampled_from(["Put", "Put", "Put", "Delete"]))
    return {kind: draw(_writes() if kind == "Put" else _deletions())}


def _transactions() -> SearchStrategy[dict[str, Any]]:
    return st.builds(lambda actions: {"TransactItems": actions}, st.lists(_actions(), min_size=1, max_size=4))


@st.composite
def _partitions(draw: DrawFn) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "TableName": TABLE,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": draw(st.sampled_from(PARTITIONS))}},
    }
    if draw(st.booleans()):
        asked["KeyConditionExpression"] += " AND begins_with(sk, :prefix)"
        asked["ExpressionAttributeValues"][":prefix"] = {
            "S": draw(st.sampled_from(["O", "ORDER#", "ORDER#2", "NOW", "\U0001f600", "z"]))
        }
    if draw(st.booleans()):
        asked["ConsistentRead"] = True
    return {**asked, **draw(_pages())}


@st.composite
def _agendas(draw: DrawFn) -> dict[str, Any]:
    first, last = sorted(draw(st.tuples(st.sampled_from(MOMENTS), st.sampled_from(MOMENTS))))
    return {
        "TableName": TABLE,
        "IndexName": "agenda",
        "KeyConditionExpression": "agenda = :page AND agenda_at BETWEEN :first AND :last",
        "ExpressionAttributeValues": {
            ":page": {"S": draw(st.sampled_from(PAGES))},
            ":first": {"S": first},
            ":last": {"S": last},
        },
        **draw(_pages()),
    }


def _pages() -> SearchStrategy[dict[str, Any]]:
    """How much of it, and from which end."""
    return st.fixed_dictionaries({}, optional={"Limit": st.integers(1, 4), "ScanIndexForward": st.booleans()})


def _batches() -> SearchStrategy[dict[str, Any]]:
    """Several keys, sometimes one of them twice."""
    return st.builds(
        lambda each: {"RequestItems": {TABLE: {"Keys": each}}}, st.lists(keys(), min_size=1, max_size=5)
    )


def _mistakes() -> SearchStrategy[Request]:
    """What both DynamoDB and moto refuse."""
    of_nobody = {"TableName": "nobodys"}
    return st.one_of(
        _called("put_item", st.builds(lambda item: {"TableName": TABLE, "Item": item}, _unfit_items())),
        _called("put_item", _writes().map(lambda put: {**put, **of_nobody})),
        _called("get_item", keys().map(lambda key: {**of_nobody, "Key": key})),
        _called("get_item", keys().map(lambda key: {"TableName": TABLE, "Key": {"pk": key["pk"]}})),
        _called("query", _agendas().map(lambda query: {**query, "ConsistentRead": True})),
        _called("query", _partitions().map(lambda query: {**query, **of_nobody})),
        _called("scan", st.just(of_nobody)),
        _called("delete_table", st.just(of_nobody)),
        _called("describe_table", st.just(of_nobody)),
    )


def _called(method: str, requests: SearchStrategy[dict[str, Any]]) -> SearchStrategy[Request]:
    return requests.map(lambda request: (method, request))


def requests() -> SearchStrategy[Request]:
    """One request after the other, as DynamoDB meets them."""
    scans = st.fixed_dictionaries({"TableName": st.just(TABLE)}, optional={"Select": st.just("COUNT")})
    return st.one_of(
        _called("put_item", _writes()),
        _called("put_item", _writes()),
        _called("transact_write_items", _transactions()),
        _called("transact_write_items", _transactions()),
        _called("delete_item", _deletions()),
        _called("query", _partitions()),
        _called("query", _agendas()),
        _called("batch_get_item", _batches()),
        _called("get_item", keys().map(lambda key: {"TableName": TABLE, "Key": key})),
        _called("scan", scans),
        _mistakes(),
    )
