"""A pretend Amazon SES: it takes letters, keeps them, and can refuse them as SES does."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from itertools import count
from typing import Any

from botocore.exceptions import ClientError

from simulator.cloud.requests import check


@dataclass(frozen=True)
class Letter:
    """A letter as it arrived. `reference` is what the sender calls it, where it came as a raw message."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    tags: dict[str, str] = field(default_factory=dict)
    reference: str = ""


class PretendMail:
    """boto3's `sesv2` as far as letters go (SES API v2, SendEmail with simple content, or a raw message)."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refuses: str | None = None
        self._numbers = count(1)

    def send_email(self, **request: Any) -> dict[str, str]:  # noqa: ANN401 - boto3's own shape
        """Take a letter; raises ClientError with the code in `refuses`, if there is one."""
        check("sesv2", "SendEmail", request)
        if self.refuses:
            raise ClientError({"Error": {"Code": self.refuses, "Message": "as told"}}, "SendEmail")
        content = request["Content"]
        self.letters.append(
            Letter(
                sender=request["FromEmailAddress"],
                to=tuple(request["Destination"]["ToAddresses"]),
                tags={tag["Name"]: tag["Value"] for tag in request.get("EmailTags", ())},
                **(_raw(content["Raw"]["Data"]) if "Raw" in content else _simple(content["Simple"])),
            )
        )
        return {"MessageId": f"pretend-{next(self._numbers):06d}"}


def _simple(content: dict[str, Any]) -> dict[str, str]:
    body = content["Body"]
    return {
        "subject": content["Subject"]["Data"],
        "text": body.get("Text", {}).get("Data", ""),
        "html": body.get("Html", {}).get("Data", ""),
    }


def _raw(data: bytes) -> dict[str, str]:
    message = message_from_bytes(data, policy=policy.SMTP)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    texts = {kind: str(part.get_content()) if part is not None else "" for kind, part in parts.items()}
    return {
        "subject": str(message["Subject"] or ""),
        "text": texts["plain"],
        "html": texts["html"],
        "reference": str(message["X-Entity-Ref-ID"] or ""),
    }
