"""The clock's other door: AWS Lambda calls `lambda_handler` every minute, to settle what was not answered."""

import logging

from voicetill.wiring.settling import open_settling

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_settling()
