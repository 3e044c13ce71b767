"""The skill's log at the terminal."""

import logging

from simulator.terminal.logs import log_told


def test_a_warning_is_told_in_one_line_with_its_fields_and_no_traceback() -> None:
    told: list[str] = []

    with log_told(told.append):
        try:
            raise KeyError("secret")
        except KeyError:
            logging.getLogger("voicetill.somewhere").exception("fault %s", 1, extra={"place": "here:5"})
        logging.getLogger("voicetill.somewhere").info("nothing special")
    logging.getLogger("voicetill.somewhere").warning("too late")

    assert told == ["ERROR voicetill.somewhere: fault 1 place='here:5'"]
