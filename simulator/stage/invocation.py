"""One invocation of the function: what Lambda tells it, how long it took, and how it ended."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from simulator.alexa.envelopes import request_in
from simulator.alexa.responses import LONGEST_WAIT

Handler = Callable[[dict[str, Any], object], object]


class SkillCrashed(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the skill raised: Lambda would have answered nothing."""


@dataclass(frozen=True)
class LambdaContext:
    """What Lambda tells a function about its call."""

    aws_request_id: str
    function_name: str = "SkillFunction"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    began: float = field(default_factory=perf_counter)

    @property
    def invoked_function_arn(self) -> str:
        """The function's address."""
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """How much of the time that Alexa waits is left."""
        return max(0, int((LONGEST_WAIT - (perf_counter() - self.began)) * 1000))


@dataclass(frozen=True)
class Answered:
    """What came back, and after how many seconds."""

    response: object
    seconds: float


def invoke(handler: Handler, request: dict[str, Any]) -> Answered:
    """Call the function once, with a copy that it may spoil. Raises SkillCrashed."""
    context = LambdaContext(aws_request_id=str(request_in(request).get("requestId", "")))
    try:
        response = handler(copy.deepcopy(request), context)
    except Exception as error:
        raise SkillCrashed(f"the skill raised {type(error).__name__}: {error}") from error
    return Answered(response, perf_counter() - context.began)
