"""How Hypothesis behaves here."""

from hypothesis import HealthCheck, settings

# What is slow is a busy machine, or a first use: time is no reason to fail.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
