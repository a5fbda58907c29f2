"""init, demo and serve as an operator types them: real processes, real port."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess

import httpx
import pytest

from tests.support.installation import COMMAND


def test_init_again_changes_nothing(installation):
    before = {path.name: path.read_bytes() for path in installation.home.rglob("*key*") if path.is_file()}
    assert len(before) == 2
    assert installation.run("init") == f"Ready: {installation.home}\n"
    assert json.loads(installation.run("init", "--json")) == {"home": str(installation.home)}
    after = {path.name: path.read_bytes() for path in installation.home.rglob("*key*") if path.is_file()}
    assert after == before


def test_demo_prints_what_can_be_opened(demo, server):
    text = demo.run("demo")
    pages = json.loads(demo.run("demo", "--json"))
    assert len(pages["pages"]) == 7
    for page in pages["pages"]:
        assert page["url"] in text
        path = re.sub(r"^http://[^/]+", "", page["url"])
        expected = 404 if page["title"] == "an invented code" else 200
        assert httpx.get(server.url + path, timeout=20).status_code == expected, page


def test_demo_logins_enter_the_back_office(demo, server):
    answer = json.loads(demo.run("demo", "--json"))
    explorer = re.sub(r"^http://[^/]+", "", answer["explorer"])
    for login in answer["logins"]:
        with httpx.Client(base_url=server.url, follow_redirects=True, timeout=20) as client:
            page = client.get("/backoffice/login/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
            form = {
                "username": login["username"],
                "password": login["password"],
                "csrfmiddlewaretoken": token[1],
                "next": explorer,
            }
            page = client.post("/backoffice/login/", data=form, headers={"Referer": server.url})
            assert (page.status_code, page.url.path) == (200, "/backoffice/trace/"), login


def test_demo_keys_are_for_the_owner_alone_and_open_the_interface(demo, server):
    file = demo.home / "demo_keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = json.loads(file.read_text())
    assert len(keys) == 13
    headers = {"Authorization": f"Bearer {keys['Lakeside Trading']}"}
    assert httpx.get(f"{server.url}/epcis/events?perPage=1", headers=headers, timeout=20).status_code == 200


def test_demo_refuses_a_store_with_other_data(installation):
    installation.run("organisation", "add", "Valley Dairy")
    installation.run("demo", code=1)
    assert not (installation.home / "demo_keys.json").exists()


def test_demo_in_chinese(demo):
    demo.settings["HEADWATER_LANGUAGE"] = "zh"
    try:
        assert "一罐奶粉，已售出" in demo.run("demo")
    finally:
        del demo.settings["HEADWATER_LANGUAGE"]


def test_second_server_on_the_port_is_refused(demo, server):
    port = server.url.rpartition(":")[2]
    done = subprocess.run(
        [COMMAND, "serve", "--port", port],
        env=demo.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Cannot listen on 127.0.0.1:{port} (")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_server_says_where_and_stops_cleanly(installation, sign):
    with installation.serve("--workers", "2") as server:
        server.process.send_signal(sign)
        assert server.process.wait(timeout=20) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/health", timeout=5)
        said = server.log.read_text()
    assert said.startswith(f"Headwater serves {server.url}\n")
    database = "SQLite" if installation.database_url.startswith("sqlite") else "PostgreSQL"
    assert f"{database}: 2 × 8 threads" in said


def test_server_over_an_older_schema_is_refused(installation):
    django = {**installation.environment, "DJANGO_SETTINGS_MODULE": "headwater.config.settings"}
    subprocess.run(
        [COMMAND.with_name("django-admin"), "migrate", "sessions", "zero", "--verbosity", "0"],
        env=os.environ | django,
        check=True,
        timeout=60,
    )
    installation.run("serve", code=1)
    installation.run("init")
    with installation.serve() as server:
        assert httpx.get(f"{server.url}/health", timeout=20).status_code == 200
