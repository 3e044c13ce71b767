"""What stands in the log after a refusal: a fixed message, fields of ours, and nobody."""

import pytest


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The messages of every warning and worse, in their order."""
    return [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


def why(caplog: pytest.LogCaptureFixture, message: str) -> list[object]:
    """What the lines with this message give for a reason."""
    return [record.__dict__.get("why") for record in caplog.records if record.getMessage() == message]


def written(caplog: pytest.LogCaptureFixture) -> str:
    """All that a formatter could write."""
    return " ".join(f"{record.getMessage()} {record.__dict__!r}" for record in caplog.records)
