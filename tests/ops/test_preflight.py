from __future__ import annotations

import errno
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.ops.preflight import check_folder, check_ports, from_os_error, only_one
from advisor.ops.problem import OpsError
from tests.ops.conftest import MakeService


def test_free_ports_pass(service: MakeService) -> None:
    check_ports([service("healthy"), service("stubborn")])


def test_a_taken_port_is_named_with_its_service_and_its_setting(service: MakeService) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        with pytest.raises(OpsError, match=f"port {port}, where the healthy server listens, is taken") as raised:
            check_ports([service("healthy", port=port)])
    assert "ADVISOR_FAKE_PORT" in raised.value.todo


def test_two_services_cannot_share_a_port(service: MakeService) -> None:
    one = service("healthy")
    with pytest.raises(OpsError, match=f"both given port {one.port}"):
        check_ports([one, service("stubborn", port=one.port)])


def test_an_address_of_another_machine_is_refused(service: MakeService) -> None:
    with pytest.raises(OpsError, match=r"cannot listen at 192\.0\.2\.1"):
        check_ports([replace(service("healthy"), host="192.0.2.1")])


def test_a_folder_is_made_and_found_usable(tmp_path: Path) -> None:
    check_folder(tmp_path / "var" / "log", needed_megabytes=0)
    assert (tmp_path / "var" / "log").is_dir()


def test_a_full_disk_is_told_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match="is full") as raised:
        check_folder(tmp_path, needed_megabytes=10**12)
    assert f"{10**12} MB needed" in raised.value.seen


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(OpsError, match="nothing can be written to"):
        check_folder(tmp_path / "var" / "log")


def test_a_second_start_is_refused_kindly(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(OpsError, match="already running here"), only_one(tmp_path):
        pass


def test_a_start_after_the_first_has_ended_is_welcome(tmp_path: Path) -> None:
    with only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "is full"), (errno.EACCES, "the machine refused something")]
)
def test_a_surprise_from_the_machine_becomes_a_clear_message(number: int, words: str) -> None:
    assert words in from_os_error(OSError(number, "seen", "var/log/rasa.log")).what
