"""What a document shows, told as a simple tree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.alexa.bindings import bound, holds
from simulator.alexa.screen_content import Shown, content_of
from simulator.customers import Device

SHOP = {"shop": {"title": "Tea Corner", "items": [{"name": "green tea", "id": 1}, {"name": "black tea", "id": 2}]}}


def shown(*items: dict[str, Any], datasources: object = SHOP, layouts: object = None) -> Shown:
    template = {"parameters": ["payload"], "items": [*items]}
    document = {"type": "APL", "version": "2024.3", "mainTemplate": template, "layouts": layouts}
    return content_of({"document": document, "datasources": datasources})


def send(*arguments: object) -> dict[str, Any]:
    return {"type": "SendEvent", "arguments": [*arguments]}


def test_texts_come_in_their_order_without_markup() -> None:
    texts = [{"type": "Text", "text": text} for text in ("${payload.shop.title}", "<b>Two</b> teas<br>to buy", 9)]

    assert shown({"type": "Container", "items": texts}).texts == ["Tea Corner", "Two teas to buy", "9"]


def test_entities_are_read_and_what_they_stand_for_is_no_markup() -> None:
    (text,) = shown({"type": "Text", "text": "A &amp; B &lt;b&gt; &#36;{x} &#x40; &nbsp;"}).texts

    assert text == "A & B <b> ${x} @ &nbsp;"


def test_a_list_among_the_arguments_takes_its_place() -> None:
    row = {"type": "TouchWrapper", "onPress": send("buy", "${payload.shop.items}", ["as", "it", "is"])}

    (touched,) = shown(row).touchable

    assert touched.arguments == ("buy", *SHOP["shop"]["items"], ["as", "it", "is"])


def test_an_image_has_its_address_and_what_describes_it() -> None:
    (image,) = shown({"type": "Image", "source": "https://x.example/a.png", "accessibilityLabel": "A leaf"}).inside

    assert image == Shown("image", "A leaf", "https://x.example/a.png")


def test_a_sequence_shows_its_item_for_each_entry_of_its_data() -> None:
    row = {"type": "TouchWrapper", "onPress": send("buy", "${data.id}", "${ordinal}")}
    row["item"] = {"type": "Text", "text": "${ordinal}. ${data.name}"}

    screen = shown({"type": "Sequence", "data": "${payload.shop.items}", "items": [row]})

    assert screen.texts == ["1. green tea", "2. black tea"]
    assert [one.arguments for one in screen.touchable] == [("buy", 1, 1), ("buy", 2, 2)]


@pytest.mark.parametrize(
    ("component", "texts", "arguments"),
    [
        (
            {"type": "AlexaHeadline", "headerTitle": "Shop", "primaryText": "Welcome", "footerHintText": "Try it"},
            ["Shop", "Welcome", "Try it"],
            [],
        ),
        ({"type": "AlexaButton", "buttonText": "Buy", "primaryAction": send("buy")}, ["Buy"], [("buy",)]),
        (
            {"type": "AlexaButton", "buttonText": "B", "primaryAction": {"type": "Parallel", "commands": send(1)}},
            ["B"],
            [(1,)],
        ),
        (
            {
                "type": "AlexaTextList",
                "headerTitle": "Teas",
                "listItems": [
                    {"primaryText": "green", "primaryAction": send("green")},
                    {"primaryText": "black", "secondaryText": "strong"},
                ],
            },
            ["Teas", "green", "black", "strong"],
            [("green",)],
        ),
        (
            {"type": "AlexaTextList", "listItems": "${payload.shop.items}", "primaryAction": send("${data.id}")},
            [],
            [(1,), (2,)],
        ),
        (
            {"type": "AlexaDetail", "primaryText": "Tea", "button1Text": "Buy", "button1PrimaryAction": send("b")},
            ["Tea", "Buy"],
            [("b",)],
        ),
        ({"type": "SomethingNew", "text": "Still read", "items": [{"type": "Text", "text": "this too"}]},
         ["Still read", "this too"], []),
        ({"type": "Frame", "item": {"type": "Text", "text": "framed"}}, ["framed"], []),
        ({"type": "ScrollView", "item": {"type": "Text", "text": "long"}}, ["long"], []),
    ],
)  # fmt: skip
def test_components_show_their_texts_and_send_their_arguments(
    component: dict[str, Any], texts: list[str], arguments: list[tuple[Any, ...]]
) -> None:
    screen = shown(component)

    assert [text for text in screen.texts if text] == texts
    assert [one.arguments for one in screen.touchable if one.kind == "box"] == arguments


def test_only_what_holds_is_shown() -> None:
    items = [
        {"type": "Text", "when": "${payload.shop.closed}", "text": "closed"},
        {"type": "Text", "when": "${payload.shop.title == 'Tea Corner'}", "text": "open"},
        {"type": "Text", "display": "none", "text": "hidden"},
    ]

    assert shown(*items).texts == ["open"]
    assert shown({"type": "Container", "items": items}).texts == ["open"]


def test_a_documents_own_layout_is_filled_with_its_parameters() -> None:
    row = {
        "parameters": ["name", {"name": "price", "default": "free"}],
        "item": {"type": "Text", "text": "${name}: ${price}"},
    }
    rows = [{"type": "Row", "name": "green"}, {"type": "Row", "name": "black", "price": 3}]

    assert shown({"type": "Container", "items": rows}, layouts={"Row": row}).texts == ["green: free", "black: 3"]


def test_a_layout_that_holds_itself_comes_to_an_end() -> None:
    assert shown({"type": "Row"}, layouts={"Row": {"items": [{"type": "Row"}]}}).texts == []


def test_a_linked_document_shows_nothing_that_is_known_here() -> None:
    assert content_of({"document": {"type": "Link", "src": "doc://alexa/apl/documents/a"}}) == Shown("box")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("${payload.items[1].name}", "b"),
        ("${payload['items'][0]['name']}", "a"),
        ("${payload.items.length}", 2),
        ("${payload.none.at.all}", None),
        ("Hello ${payload.none}!", "Hello !"),
        ("${payload.on ? 'yes' : 'no'}", "yes"),
        ("${!payload.on}", False),
        ("${payload.items.length != 2}", False),
        ("${payload.items.length >= 2}", True),
        ("${payload.items.length < 2}", False),
        ("${payload.none > 2}", False),
        ("${payload.on && payload.items.length === 2}", True),
        ("${payload.none || payload.items.length !== 2}", False),
        ("${payload.on ? @ink : @soft}", "#fff"),
        ("@ink", "#fff"),
        ("@nobody", "@nobody"),
        ("${Math.max(1, 2)}", "${Math.max(1, 2)}"),
        ("${" + "!" * 5000 + "payload}", "${" + "!" * 5000 + "payload}"),
        ("${stranger.name}", "${stranger.name}"),
        (7, 7),
    ],
)
def test_expressions_are_worked_out_as_far_as_they_are_simple(written: object, found: object) -> None:
    names = {"payload": {"items": [{"name": "a"}, {"name": "b"}], "on": True}, "@ink": "#fff", "@soft": "#ccc"}

    assert bound(written, names) == found


def test_a_condition_that_is_too_much_counts_as_holding() -> None:
    assert holds("${Math.random() > 0.5}", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from(["${data}", "${a}"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "items", "item", "data", "text", "source", "when", "listItems", "onPress", "commands",
                 "a", "primaryAction", "arguments", "layouts", "parameters", "mainTemplate", "name"]
            ),
            inner | st.sampled_from(["Container", "Sequence", "SendEvent", "a"]),
            max_size=6,
        )
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON, JSON, JSON)
def test_nothing_in_a_document_can_make_it_fail(items: object, layouts: object, data: object) -> None:
    for document in (items, {"mainTemplate": items}, {"mainTemplate": {"items": items}, "layouts": layouts}):
        for viewport in (None, Device.of_kind("spot").viewport_in_document):
            assert content_of({"document": document, "datasources": data}, viewport).kind == "box"
