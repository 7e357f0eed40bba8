"""`make check` tries fewer examples of each law (`--hypothesis-profile=quick`); no law is about how long it takes."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("quick", max_examples=25, deadline=None)
settings.load_profile("default")
