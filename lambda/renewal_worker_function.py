"""The queue's door: AWS Lambda calls `lambda_handler` with batches, and takes back what failed."""

import logging

from voicetill.wiring.renewals import open_renewal_worker

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_renewal_worker()
