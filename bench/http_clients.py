"""Clients that keep their connection and send requests made beforehand, so that they cost little themselves."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.support.installation import Server

SECONDS = 120
"""After which a request is given up."""
LOG_CHARACTERS = 4_000
_END_OF_HEADERS = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Driven:
    """What came of a number of requests."""

    requests: int
    seconds: float
    latencies: tuple[float, ...]
    """Seconds from the first byte sent to the last received, ascending."""

    def quantile_ms(self, share: float) -> float:
        """The latency below which this share of the requests stayed, in milliseconds."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request to the loopback address."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END_OF_HEADERS + body


def drive(
    server: Server, requests: Sequence[bytes], *, clients: int, status: int, most_seconds: float = SECONDS
) -> Driven:
    """Send the requests, shared out among so many clients at once; none begins after `most_seconds`.

    Raises:
        RuntimeError: an answer had another status than `status`, or a connection failed; the text has the
            end of the server's log.
    """
    latencies: list[list[float]] = [[] for _ in range(clients)]
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            with _Connection(server.url) as connection:
                for data in requests[number::clients]:
                    began = time.perf_counter()
                    if began - start > most_seconds:
                        break
                    connection.exchange(data, status)
                    latencies[number].append(time.perf_counter() - began)
        except (OSError, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if failures:
        log = server.log.read_text(errors="replace")[-LOG_CHARACTERS:]
        raise RuntimeError(f"{failures[0]}\n{log}") from failures[0]
    found = sorted(one for some in latencies for one in some)
    return Driven(len(found), seconds, tuple(found))


class _Connection:
    """One connection that is kept."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def exchange(self, data: bytes, status: int) -> None:
        """Send a request and read the whole answer."""
        self._socket.sendall(data)
        received = b""
        while (end := received.find(_END_OF_HEADERS)) < 0:
            received += self._receive()
        head = received[:end].lower()
        if not head.startswith(b"http/1.1 %d" % status):
            raise RuntimeError(f"answered {received[:500].decode(errors='replace')}")
        _, _, after = head.partition(b"content-length:")
        wanted = end + len(_END_OF_HEADERS) + int(after.split(b"\r\n", 1)[0] or b"0")
        size = len(received)
        while size < wanted:
            size += len(self._receive())

    def _receive(self) -> bytes:
        part = self._socket.recv(1 << 16)
        if not part:
            raise RuntimeError("the server closed the connection")
        return part
