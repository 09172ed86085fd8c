"""What all tests share: the examples of hypothesis, and a place for what is kept between calls."""

import os
from pathlib import Path

from hypothesis import settings

settings.register_profile("same-everywhere", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("same-everywhere")
os.environ.setdefault("BACKPROOF_CACHE", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "kept"))
