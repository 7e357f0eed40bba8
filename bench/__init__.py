"""Measurements of language understanding, each run as `python -m bench.<name>`; docs/nlu.md holds the figures."""
