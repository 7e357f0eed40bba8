from __future__ import annotations

from pathlib import Path

from advisor.dialogue.action_calls import KEPT_OPEN_SECONDS
from advisor.ops import processes
from advisor.settings import Settings

SECRET = "a-secret-that-is-long-enough"


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **{"channel_secret": SECRET, **given})  # type: ignore[arg-type]


def test_rasa_and_the_action_server_listen_on_loopback_whatever_the_gateway_does() -> None:
    rasa, actions, gateway = processes.services(settings(host="0.0.0.0"))
    assert rasa.host == actions.host == "127.0.0.1"
    assert "--interface 127.0.0.1" in " ".join(rasa.command)
    assert processes.environment(settings())["SANIC_HOST"] == "127.0.0.1"
    assert (gateway.host, gateway.knock_at) == ("0.0.0.0", "127.0.0.1")


def test_ports_are_those_of_the_settings() -> None:
    moved = settings(port=1, rasa_port=2, actions_port=3)
    assert {service.name: service.port for service in processes.services(moved)} == {
        "gateway": 1,
        "rasa": 2,
        "actions": 3,
    }


def test_every_setting_reaches_the_processes() -> None:
    environment = processes.environment(settings(rasa_port=2))
    assert {f"ADVISOR_{name.upper()}" for name in Settings.model_fields} <= set(environment)
    assert environment["ADVISOR_RASA_PORT"] == "2"
    assert environment["ADVISOR_CHANNEL_SECRET"] == SECRET


def test_nothing_is_sent_to_the_makers_of_rasa() -> None:
    assert processes.environment(settings())["RASA_TELEMETRY_ENABLED"] == "false"


def test_no_secret_stands_in_a_command_line() -> None:
    assert not any(SECRET in word for service in processes.services(settings()) for word in service.command)


def test_logs_go_where_the_settings_say(tmp_path: Path) -> None:
    assert processes.surroundings(settings(var_dir=tmp_path)).log("rasa") == tmp_path / "log" / "rasa.log"


def test_training_goes_into_a_folder_of_its_own(tmp_path: Path) -> None:
    command = processes.training(tmp_path)
    assert command[command.index("--out") + 1] == str(tmp_path)
    assert command[command.index("--fixed-model-name") + 1] == "advisor"
    assert processes.database()[-2:] == ("advisor", "database")


def test_secrets_go_only_to_who_needs_them() -> None:
    rasa, actions, gateway = processes.services(settings())
    assert "ADVISOR_TELEGRAM_TOKEN" in rasa.withheld
    assert {"ADVISOR_TELEGRAM_TOKEN", "ADVISOR_CHANNEL_SECRET", "ADVISOR_DATABASE_URL"} <= set(actions.withheld)
    assert {"ADVISOR_METRICS_TOKEN", "ADVISOR_REDIS_URL"} <= set(actions.withheld)
    assert not gateway.withheld


def test_the_knowledge_checked_is_that_of_the_settings(tmp_path: Path) -> None:
    command = processes.knowledge(settings(knowledge_dir=tmp_path))
    assert command[-4:] == ("advisor", "check", "--directory", str(tmp_path))


def test_who_calls_rasa_or_the_action_server_hangs_up_first() -> None:
    assert float(processes.environment(settings())["SANIC_KEEP_ALIVE_TIMEOUT"]) > 10 * KEPT_OPEN_SECONDS
