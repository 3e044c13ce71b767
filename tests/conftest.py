"""How Hypothesis behaves here."""

import os

from hypothesis import HealthCheck, Phase, settings

# What is slow is a busy machine, or a first use: time is no reason to fail.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Thousands of runs, each of a changed program: few examples, the same each time, and a failure is failure enough.
settings.register_profile(
    "mutants",
    settings.get_profile("patient"),
    derandomize=True,
    database=None,
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("VOICETILL_HYPOTHESIS_PROFILE", "patient"))
