"""Say in one sentence when another program serves the port. Usage: port_is_free.py PORT

Asked before `make run` begins its work: servers that share a port do so without a word, and each then gets
a part of the requests.
"""

import socket
import sys


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of the loopback address."""
    with socket.socket() as listener:
        # Connections that ended a moment ago are no reason to refuse; a listener still is.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def main(port: str) -> int:
    """Answer 0 when the port is free, else print why not and answer 1."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        print(f"HEADWATER_PORT must be a number from 1 to 65535, not {port!r}.", file=sys.stderr)
        return 1
    if not is_free(int(port)):
        print(
            f"Port {port} is already in use: stop what serves it, or choose another, as in `make run HEADWATER_PORT=8001`.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
