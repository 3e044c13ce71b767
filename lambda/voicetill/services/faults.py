"""How a fault is written down: by its kind and place. Its text may quote what a customer said or is."""

import traceback
from pathlib import Path


def kind_and_place(error: BaseException) -> dict[str, object]:
    """Return the fields of a log line about a fault."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).stem}.{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return {"fault": type(error).__name__, "place": place}
