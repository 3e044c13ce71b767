"""Which texts can be written to as one e-mail address."""

import re

# RFC 5321, 4.5.3.1: 64 characters before the sign, 254 in all.
_LONGEST, _LONGEST_LOCAL = 254, 64

# An address as people have them (RFC 5322, dot-atom). Quoted local parts, comments, groups and lists are left out
# on purpose: whoever can write one can also write several addresses, or a header. SES takes only ASCII before the
# sign; a domain may have letters of any script, and is sent in its ASCII form.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")


def is_mail_address(text: str) -> bool:
    """Whether a text is exactly one e-mail address, with nothing beside it."""
    local, sign, domain = text.rpartition("@")
    labels = domain.split(".")
    return (
        sign == "@"
        and len(text) <= _LONGEST
        and len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local) is not None
        and len(labels) > 1
        and all("_" not in label and _LABEL.fullmatch(label) for label in labels)
    )


def ascii_mail_address(text: str) -> str | None:
    """Return an address with its domain in ASCII, as mail is sent; None if it cannot be written to."""
    if not is_mail_address(text):
        return None
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
