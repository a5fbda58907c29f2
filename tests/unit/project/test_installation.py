"""The installations that journey tests use: real, apart from one another, and gone afterwards."""

from __future__ import annotations

import signal

import httpx
import pytest


def test_server_answers_and_ends_with_its_context(installation):
    with installation.serve() as server:
        assert httpx.get(f"{server.url}/health").status_code == 200
        process = server.process
    assert process.poll() is not None
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/health")


def test_killed_server_is_dead_with_its_workers_and_starts_again(installation):
    with installation.serve() as server:
        server.kill()
        assert server.process.returncode == -signal.SIGKILL
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/health")
    with installation.serve() as server:
        assert httpx.get(f"{server.url}/health").status_code == 200


def test_unexpected_exit_code_fails_with_what_was_printed(installation):
    assert "usage: headwater" in installation.run("--help")
    with pytest.raises(AssertionError, match="no-such-command"):
        installation.run("no-such-command")
    installation.run("no-such-command", code=2)


def test_copy_goes_its_own_way(installation, tmp_path):
    (tmp_path / "other").mkdir()
    with installation.copy(tmp_path / "other") as other:
        assert other.database_url != installation.database_url
        assert other.home != installation.home
        other.run("init")


def test_settings_of_other_installations_do_not_leak_in(installation, monkeypatch):
    monkeypatch.setenv("HEADWATER_SECRET_KEY", "another's")
    assert "HEADWATER_SECRET_KEY" not in installation.environment
    assert installation.environment["HEADWATER_HOME"] == str(installation.home)
