"""Directives in a response: which there are, which device carries them out, and how Connections end a session."""

from collections.abc import Mapping
from typing import Any

from simulator.alexa.documents import check_commands, check_render
from simulator.alexa.rules import demand, demand_object, demand_text
from simulator.customers import Device

CONNECTIONS = frozenset({"Connections.SendRequest", "Connections.StartConnection", "Connections.SendResponse"})
CONNECTION_NAMES = frozenset({"Setup", "Charge", "Buy", "Upsell", "Cancel"})
DIALOG = frozenset({"Dialog.Delegate", "Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent"})
COMPLETIONS = frozenset({"RESUME_SESSION", "SEND_ERRORS_ONLY"})
RENDER = "Alexa.Presentation.APL.RenderDocument"
EXECUTE = "Alexa.Presentation.APL.ExecuteCommands"
SCREEN_DIRECTIVES: Mapping[str, str] = {
    RENDER: "Alexa.Presentation.APL",
    EXECUTE: "Alexa.Presentation.APL",
    "Alexa.Presentation.APL.SendIndexListData": "Alexa.Presentation.APL",
    "Alexa.Presentation.APL.SendTokenListData": "Alexa.Presentation.APL",
    "Alexa.Presentation.APL.UpdateIndexListData": "Alexa.Presentation.APL",
    "Alexa.Presentation.APLT.RenderDocument": "Alexa.Presentation.APLT",
    "Alexa.Presentation.APLT.ExecuteCommands": "Alexa.Presentation.APLT",
    "Alexa.Advertisement.InjectAds": "Alexa.Advertisement",
    "Alexa.Presentation.HTML.Start": "Alexa.Presentation.HTML",
    "Alexa.Presentation.HTML.HandleMessage": "Alexa.Presentation.HTML",
    "AudioPlayer.Play": "AudioPlayer",
    "AudioPlayer.Stop": "AudioPlayer",
    "AudioPlayer.ClearQueue": "AudioPlayer",
    "Display.RenderTemplate": "Display",
    "Navigation.Assistance.AnnounceRoadRegulation": "Navigation",
    "VideoApp.Launch": "VideoApp",
}
"""Directives that only some devices can carry out, with the interface that they need."""
KNOWN_DIRECTIVES = (
    CONNECTIONS
    | DIALOG
    | frozenset(SCREEN_DIRECTIVES)
    | {
        "Alexa.Presentation.APLA.RenderDocument",
        "Alexa.SmartVision.SnapshotProvider.GetSnapshotDirective",
        "Conversations.ResetContext",
        "CustomInterfaceController.SendDirective",
        "CustomInterfaceController.StartEventHandler",
        "CustomInterfaceController.StopEventHandler",
        "Dialog.DelegateRequest",
        "Dialog.UpdateDynamicEntities",
        "GadgetController.SetLight",
        "GameEngine.StartInputHandler",
        "GameEngine.StopInputHandler",
        "Hint",
        "Tasks.CompleteTask",
    }
)
_MEMBERS: Mapping[str, frozenset[str]] = {
    "Connections.SendRequest": frozenset({"type", "name", "payload", "token"}),
    "Connections.StartConnection": frozenset({"type", "uri", "input", "onCompletion", "token"}),
    "Connections.SendResponse": frozenset({"type", "status", "payload"}),
    "Dialog.Delegate": frozenset({"type", "updatedIntent"}),
    "Dialog.ElicitSlot": frozenset({"type", "slotToElicit", "updatedIntent"}),
    "Dialog.ConfirmSlot": frozenset({"type", "slotToConfirm", "updatedIntent"}),
    "Dialog.ConfirmIntent": frozenset({"type", "updatedIntent"}),
    "Tasks.CompleteTask": frozenset({"type", "status", "result"}),
    RENDER: frozenset({"type", "token", "document", "datasources", "sources", "packages"}),
    EXECUTE: frozenset({"type", "token", "commands"}),
}
"""What is in a directive; those that are not here are passed as they stand."""


def check_directives(body: Mapping[str, Any], *, request_type: str, device: Device) -> None:
    """Raise RuleBroken when Alexa would not carry out the directives of this response body."""
    listed = body.get("directives", [])
    demand(isinstance(listed, list), "directives", listed)
    directives = [demand_object(directive, "directive") for directive in listed]
    for directive in directives:
        _check_one(directive, device)
    sent = [directive for directive in directives if directive["type"] in CONNECTIONS]
    demand(len(sent) <= 1, "connection-one", len(sent))
    for directive in sent:
        _check_connection(directive, body)
    asked = [directive for directive in directives if directive["type"] in DIALOG]
    demand(len(asked) <= 1, "dialog-one", ", ".join(str(directive["type"]) for directive in asked))
    for directive in asked:
        opens = isinstance(directive.get("updatedIntent"), dict)
        demand(request_type == "IntentRequest" or opens, "dialog-request", request_type)
        demand(body.get("shouldEndSession") is False, "dialog-open")


def _check_one(directive: Mapping[str, Any], device: Device) -> None:
    kind = directive.get("type")
    if not isinstance(kind, str) or kind not in KNOWN_DIRECTIVES:
        demand(False, "directive-type", kind)
        return
    needed = SCREEN_DIRECTIVES.get(kind)
    demand(needed is None or needed in device.interfaces, "directive-device", kind=kind, interface=needed)
    unknown = sorted(set(directive) - _MEMBERS[kind]) if kind in _MEMBERS else []
    demand(not unknown, "members", ", ".join(unknown), where=kind)
    # Alexa Conversations would lead the dialog from here.
    demand(kind != "Dialog.DelegateRequest", "dialog-delegate", kind)
    if kind.endswith(".RenderDocument"):
        check_render(directive)
    elif kind.endswith(".ExecuteCommands"):
        check_commands(directive)
    elif kind in ("Connections.SendResponse", "Tasks.CompleteTask"):
        _check_status(directive)


def _check_connection(directive: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    kind = directive["type"]
    demand(body.get("shouldEndSession") is not False, "connection-ends", "shouldEndSession false", kind=kind)
    demand(not body.get("reprompt"), "connection-reprompt", "reprompt", kind=kind)
    if kind == "Connections.SendRequest":
        name = directive.get("name")
        demand(isinstance(name, str) and name in CONNECTION_NAMES, "connection-name", name)
        demand_object(directive.get("payload"), "connection-payload")
        demand_text(directive.get("token"), "connection-token")
    elif kind == "Connections.StartConnection":
        _check_task(directive)


def _check_task(directive: Mapping[str, Any]) -> None:
    uri = directive.get("uri")
    demand(isinstance(uri, str) and uri.startswith("connection://"), "task-uri", uri)
    demand_object(directive.get("input", {}), "task-input")
    demand_text(directive.get("token", ""), "task-token")
    completion = directive.get("onCompletion", "RESUME_SESSION")
    demand(isinstance(completion, str) and completion in COMPLETIONS, "task-completion", completion)


def _check_status(directive: Mapping[str, Any]) -> None:
    status = directive.get("status")
    told = isinstance(status, dict) and {"code", "message"} <= set(status)
    demand(told, "task-status", status, kind=directive["type"])
