"""A pretend Amazon SES: it takes letters, keeps them, and can refuse them as SES does."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from botocore.exceptions import ClientError

from simulator.cloud.requests import check


@dataclass(frozen=True)
class Letter:
    """A letter as it arrived."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    tags: dict[str, str] = field(default_factory=dict)


class PretendMail:
    """boto3's `sesv2` as far as letters go (SES API v2, SendEmail with simple content)."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refuses: str | None = None
        self._numbers = count(1)

    def send_email(self, **request: Any) -> dict[str, str]:  # noqa: ANN401 - boto3's own shape
        """Take a letter; raises ClientError with the code in `refuses`, if there is one."""
        check("sesv2", "SendEmail", request)
        if self.refuses:
            raise ClientError({"Error": {"Code": self.refuses, "Message": "as told"}}, "SendEmail")
        content = request["Content"]["Simple"]
        body = content["Body"]
        letter = Letter(
            sender=request["FromEmailAddress"],
            to=tuple(request["Destination"]["ToAddresses"]),
            subject=content["Subject"]["Data"],
            text=body.get("Text", {}).get("Data", ""),
            html=body.get("Html", {}).get("Data", ""),
            tags={tag["Name"]: tag["Value"] for tag in request.get("EmailTags", ())},
        )
        self.letters.append(letter)
        return {"MessageId": f"pretend-{next(self._numbers):06d}"}
