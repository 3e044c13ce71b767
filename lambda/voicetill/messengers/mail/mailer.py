"""Letters to customers, sent with Amazon SES (API v2, SendEmail).

SES takes a letter or it does not; whether it reaches the mailbox is known much later, if at all. An address that
bounces for good is kept by SES itself on the account's suppression list, and gets nothing more.
"""

import logging
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from voicetill.domain.mail_addresses import ascii_mail_address
from voicetill.domain.news import Delivery, News
from voicetill.messengers.mail.letters import Letter, LetterWriter
from voicetill.messengers.mail.texts import MailTexts, plain

logger = logging.getLogger(__name__)

# Every server takes seven bits; a header that would need a line break is refused by this policy.
_POLICY = SMTP.clone(cte_type="7bit")

# SendEmail, Errors. What is wrong with this very letter, and always would be; what is not listed may be mended by
# the merchant (a sender that is not verified, an account that is paused), or passes by itself.
_ALWAYS_REFUSED = frozenset(
    {"BadRequestException", "InvalidParameterValue", "MessageRejected", "ValidationException"}
)

# By these words a refusal is about the merchant's account and not about the letter: it is mended there.
_MENDABLE = ("not verified", "onfiguration set")

# An answer of the service itself, after which it is not known what it did.
_SERVER_FAULT = 500

# Certainly nothing was sent.
_NOT_REACHED = (EndpointConnectionError, ConnectTimeoutError)


class Mailer:
    """Writes to customers; `client` is boto3's `sesv2`, which must not repeat a request by itself.

    `texts` are the locales' words, the first of them for a locale that is no more. `sender` is the address that
    every letter comes from; answers go to the market's contact.
    """

    def __init__(
        self,
        client: Any,  # noqa: ANN401 - boto3 is not typed here
        *,
        texts: Mapping[str, MailTexts],
        sender: str,
        sandbox: bool,
        configuration_set: str | None = None,
    ) -> None:
        self._client = client
        self._texts = texts
        self._sender = sender
        self._writer = LetterWriter(sandbox=sandbox)
        self._extra = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, news: News) -> Delivery:
        """Send the letter about news, once."""
        address = ascii_mail_address(news.email)
        if address is None:
            logger.warning("address cannot be written to", extra={"occurrence": news.occurrence.id})
            return Delivery.NEVER
        letter = self._writer.write(news, self._words(news.occurrence.locale))
        if letter is None:
            return Delivery.NOTHING_TO_SEND
        message = self._message(letter, news, address)
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [address]},
                Content={"Raw": {"Data": message.as_bytes()}},
                EmailTags=[{"Name": "happening", "Value": news.occurrence.what.name.lower()}],
                **self._extra,
            )
        except (ClientError, BotoCoreError) as error:
            return _meaning(error)
        return Delivery.SENT

    def _words(self, locale: str) -> MailTexts:
        """Return the words of a locale, or of its language; a paid order is confirmed in any case."""
        language = locale.partition("-")[0]
        near = (texts for texts in self._texts.values() if texts.language == language)
        return self._texts.get(locale) or next(near, None) or next(iter(self._texts.values()))

    def _message(self, letter: Letter, news: News, address: str) -> EmailMessage:
        seller, contact = plain(news.market.seller), news.market.contact.email
        message = EmailMessage(policy=_POLICY)
        message["Subject"] = letter.subject
        message["From"] = Address(display_name=seller, addr_spec=self._sender)
        message["To"] = Address(addr_spec=address)
        if reply_to := ascii_mail_address(contact):
            message["Reply-To"] = Address(display_name=seller, addr_spec=reply_to)
        # RFC 3834: no automatic answer is wanted to an automatic letter.
        message["Auto-Submitted"] = "auto-generated"
        # The occurrence's own name, the same whenever it is sent.
        message["X-Entity-Ref-ID"] = news.occurrence.id
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        # Setting the content takes every header away that is about the content.
        message["Content-Language"] = letter.locale
        return message


def _meaning(error: Exception) -> Delivery:
    """Return what an error says about the letter. Its text may hold an address, and is never repeated."""
    if not isinstance(error, ClientError):
        logger.warning("mail service failed", extra={"why": type(error).__name__})
        return Delivery.NOT_NOW if isinstance(error, _NOT_REACHED) else Delivery.UNCLEAR
    response: Any = error.response
    code, text = str(response["Error"].get("Code", "")), str(response["Error"].get("Message", ""))
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    logger.warning("mail not taken", extra={"why": code, "status": status})
    if code in _ALWAYS_REFUSED and not any(words in text for words in _MENDABLE):
        return Delivery.NEVER
    return Delivery.UNCLEAR if status >= _SERVER_FAULT else Delivery.NOT_NOW
