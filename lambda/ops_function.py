"""The back office's door: AWS Lambda calls `lambda_handler` with the request of a merchant's own system."""

import logging

from voicetill.wiring.ops import open_ops_door

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_ops_door()
