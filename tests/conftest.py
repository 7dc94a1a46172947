"""Shared by all tests: how many examples a property test draws."""

from hypothesis import settings

# The default run is seeded, so that it says the same everywhere; scripts/test.sh --long draws afresh, and more.
settings.register_profile("default_run", derandomize=True, max_examples=40, deadline=None)
settings.register_profile("long", max_examples=1000, deadline=None)
settings.load_profile("default_run")
