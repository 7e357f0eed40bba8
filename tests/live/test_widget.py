"""The widget's browser tests (widget/e2e), against the really running advisor."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.settings import ROOT
from tests.live.system import WholeSystem, settings_for
from tests.ops.conftest import free_port

PATIENCE = 900


@pytest.fixture(scope="module")
def allowed() -> str:
    """A website that may have the widget; the browser tests serve it."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def website(allowed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSystem]:
    """The system as it is for websites."""
    settings = settings_for(tmp_path_factory.mktemp("website"))
    whole = WholeSystem(settings.model_copy(update={"allowed_origins": (allowed,), "rasa_timeout": 10.0}))
    try:
        whole.wait_until_ready()
        yield whole
    finally:
        whole.stop()


def test_visitors_can_do_what_they_need(website: WholeSystem, allowed: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "ADVISOR_URL": website.url,
        "E2E_ALLOWED_ORIGIN": allowed,
        "E2E_FORBIDDEN_ORIGIN": f"http://127.0.0.1:{free_port()}",
        "E2E_PICTURES": f"{tmp_path}/",
    }
    for script in ("e2e", "figures"):
        done = subprocess.run(
            ("npm", "--prefix", str(ROOT / "widget"), "run", "--silent", script),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"npm run {script} failed:\n{done.stdout}"
