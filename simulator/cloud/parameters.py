"""A pretend parameter store of AWS Systems Manager, with the one parameter that the till knows: its switch."""

from typing import Any

from botocore.exceptions import ClientError

from simulator.cloud.requests import check

SWITCH = "/voicetill/sales"
"""What the switch is called here."""

NAMED_BY = "SALES_SWITCH_PARAMETER"
"""The variable that leads a function to it."""


class PretendParameters:
    """boto3's `ssm` as far as the till goes.

    `touched` says that somebody has set something; `reads` counts looks; while it is `down`, it only says so.
    """

    def __init__(self) -> None:
        self.values = {SWITCH: "open"}
        self.touched = False
        self.reads = 0
        self.down = False

    def get_parameter(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Return a parameter (Systems Manager, GetParameter)."""
        check("ssm", "GetParameter", request)
        self.reads += 1
        self._answers("GetParameter")
        if request["Name"] not in self.values:
            raise _error("ParameterNotFound", "GetParameter")
        return {"Parameter": {"Name": request["Name"], "Type": "String", "Value": self.values[request["Name"]]}}

    def put_parameter(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Set a parameter (Systems Manager, PutParameter); one that is there only where Overwrite says so."""
        check("ssm", "PutParameter", request)
        self._answers("PutParameter")
        if request["Name"] in self.values and not request.get("Overwrite"):
            raise _error("ParameterAlreadyExists", "PutParameter")
        self.values[request["Name"]] = request["Value"]
        self.touched = True
        return {"Version": 1, "Tier": "Standard"}

    def _answers(self, operation: str) -> None:
        if self.down:
            raise _error("ThrottlingException", operation)


def _error(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)
