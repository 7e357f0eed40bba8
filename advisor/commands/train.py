"""Train the model if what it learns from changed."""

from __future__ import annotations

import argparse

from advisor.ops.launch import guarded, train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    """Return 0 when a current model is in place."""
    return guarded(train)
