"""`make run` says in one sentence when its port is taken."""

from __future__ import annotations

import socket

from scripts import port_is_free


def test_taken_port_is_told_in_one_sentence(capsys):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert port_is_free.main(str(port)) == 1
    assert capsys.readouterr().err == (
        f"Port {port} is already in use: stop what serves it, or choose another, "
        "as in `make run HEADWATER_PORT=8001`.\n"
    )


def test_port_shared_by_reuse_is_taken_too():
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not port_is_free.is_free(listener.getsockname()[1])


def test_free_port_is_silent(capsys):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert port_is_free.main(str(port)) == 0
    assert capsys.readouterr() == ("", "")


def test_text_that_is_no_port_is_refused(capsys):
    assert [port_is_free.main(text) for text in ("", "http", "0", "65536", "-1")] == [1] * 5
    assert capsys.readouterr().err.startswith("HEADWATER_PORT must be a number from 1 to 65535, not ''.")
