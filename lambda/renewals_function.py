"""The clock's door: AWS Lambda calls `lambda_handler` every few minutes, to hand out the renewals that are due."""

import logging

from voicetill.wiring.renewals import open_renewals

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_renewals()
