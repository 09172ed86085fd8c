"""What all tests share: the examples that hypothesis tries are the same on every machine and in every run."""

from hypothesis import settings

settings.register_profile("same-everywhere", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("same-everywhere")
