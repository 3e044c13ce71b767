"""Alexa's door: AWS Lambda calls `lambda_handler` for every request of the skill."""

import logging

from voicetill.wiring.till import open_till

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_till()
