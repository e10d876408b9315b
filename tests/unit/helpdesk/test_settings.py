"""Settings come from the environment and are checked together."""

import pytest

from helpdesk import settings as settings_module
from helpdesk.settings import Settings, SettingsError, load


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCHOTA_PORT", "99999")
    monkeypatch.setenv("OCHOTA_TURN_SECONDS", "soon")
    monkeypatch.setenv("OCHOTA_ALLOWED_ORIGINS", "https://shop.example, *")
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere")
    monkeypatch.setenv("OCHOTA_TIME_ZONE", "Europe/../Prague")
    with pytest.raises(SettingsError) as raised:
        load()
    lines = str(raised.value).splitlines()
    assert {line.split(":")[0] for line in lines} == {
        "OCHOTA_PORT",
        "OCHOTA_TURN_SECONDS",
        "OCHOTA_ALLOWED_ORIGINS",
        "DATABASE_URL",
        "OCHOTA_TIME_ZONE",
    }


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "/etc/localtime", "Europe"])
def test_a_time_zone_is_one_that_there_is(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("OCHOTA_TIME_ZONE", name)
    with pytest.raises(SettingsError, match="no time zone such as Europe/Prague"):
        load()


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCHOTA_ALLOWED_ORIGINS", "https://a.example/, http://b.example:8000")
    assert load().allowed_origins == ("https://a.example", "http://b.example:8000")


def test_without_an_address_the_database_is_a_file_in_the_state_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OCHOTA_STATE", "/somewhere")
    monkeypatch.setenv("DATABASE_URL", "")
    assert load().sqlalchemy_url == "sqlite:////somewhere/helpdesk.db"


def test_the_internal_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCHOTA_INTERNAL_TOKEN", "very-secret")
    loaded = load()
    assert loaded.internal_token.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(loaded)


def test_every_setting_says_what_it_means() -> None:
    assert [n for n, f in Settings.model_fields.items() if not f.description] == []
    assert settings_module.__doc__
