"""Checks a request as AWS would before it acts: against the description of the service that boto3 brings."""

from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator


class RequestRefused(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a request that AWS would not understand; says which member is wrong."""


def check(service: str, operation: str, request: dict[str, Any]) -> None:
    """Raise RequestRefused unless this is a well-formed request of an operation (`sesv2`, `SendEmail`)."""
    shape = _model(service).operation_model(operation).input_shape
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        raise RequestRefused(f"{service} {operation}: {report.generate_report()}")


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)
