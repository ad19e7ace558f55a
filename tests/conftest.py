"""What all tests share: how much hypothesis tries."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Every day the same cases, so that a red run means a change of ours; `nox -s long` looks for new ones.
settings.register_profile("quick", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "long", max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
