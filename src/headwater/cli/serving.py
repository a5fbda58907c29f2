"""`headwater serve`: the server for people and machines."""

from __future__ import annotations

import os
import socket
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.cli import arguments, start, system_errors
from headwater.cli.refusals import Refusal
from headwater.config.environment import Environment

if TYPE_CHECKING:
    import argparse

    from headwater.cli.parsing import Commands

THREADS = 8
"""Requests that one worker answers at a time; more would only wait for the interpreter and the database."""
BACKLOG = 1024
"""Connections of one worker, idle ones included; further ones wait in the operating system."""
STOP_SECONDS = 10
"""How long requests may take to finish when the server is told to stop."""


def register(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("serve", help=_("serve until it is ended"))
    command.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default: %(default)s)"))
    command.add_argument(
        "--port", type=arguments.port, help=_("port to listen on (default: HEADWATER_PORT, 8000)")
    )
    command.add_argument(
        "--workers",
        type=arguments.count,
        help=_("processes (default: one a core, at most 4)"),
    )
    command.set_defaults(run=serve)


def serve(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; requests that have begun are finished."""
    if options.port is not None:
        os.environ["HEADWATER_PORT"] = str(options.port)  # addresses that pages and codes show follow it
    environment = Environment.read()
    start.installed()
    require_free(options.host, environment.port)
    from django.db import connections

    workers = options.workers or min(os.cpu_count() or 1, 4)
    print(_("Headwater serves {base}").format(base=environment.base_url))
    print(_("  back office     {address}").format(address=f"{environment.base_url}/backoffice/"))
    print(
        _("  {database}: {workers} × {threads} threads").format(
            database=connections["default"].display_name, workers=workers, threads=THREADS
        )
    )
    print(_("Stop it with Ctrl-C."), flush=True)
    connections.close_all()  # a connection must not be shared with the workers, which are forked
    return _run(options.host, environment.port, workers)


def require_free(host: str, port: int) -> None:
    """Refuse a port that another program serves: two would share it without a word.

    Raises:
        Refusal: it is taken, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            # Connections that ended a moment ago are no reason to refuse; a listener still is.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        raise Refusal(
            _(
                "Cannot listen on {host}:{port} ({reason}): stop what serves it, or choose another with --port."
            ).format(host=host, port=port, reason=system_errors.text(error))
        ) from None


def _run(host: str, port: int, workers: int) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "headwater.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,  # a thread takes its database connection with it
        backlog=BACKLOG,
        backpressure=BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,  # it warns of more threads than cores; ours wait for the database as well
    )
    server.serve()
    return 0
