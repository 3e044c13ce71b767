"""The outbox's door: AWS Lambda calls `lambda_handler` when something has happened, and every few minutes."""

import logging

from voicetill.wiring.outbox import open_outbox

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_outbox()
