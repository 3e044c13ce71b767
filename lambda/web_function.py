"""The door of our pages: `lambda_handler` answers browsers, Alexa as it links accounts, and payment companies."""

import logging

from voicetill.wiring.web import open_web

logging.getLogger().setLevel(logging.INFO)

lambda_handler = open_web()
