"""Waiting in line for a file: a lock that the kernel hands on, with an end to one's patience.

`flock` knows no time limit, and a thread that waits in it cannot be called back. So whoever does not get the lock
at once lets a thread stand in line, which hands over what it gets, or drops it where nobody waits any more.
"""

from __future__ import annotations

import fcntl
import os
import threading


def take(file: int, seconds: float) -> bool:
    """Whether the lock of an open file came within so many seconds.

    If it did not, or where anything is raised, the file is no longer the caller's: it is or will be closed.
    """
    try:
        if _is_free(file):
            return True
        stand = _Stand(file)
    except BaseException:
        os.close(file)
        raise
    return stand.wait(seconds)


def _is_free(file: int) -> bool:
    """Whether nobody had the lock; now the caller has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def drop(file: int) -> None:
    """Let the next one have it."""
    fcntl.flock(file, fcntl.LOCK_UN)


class _Stand:
    """A thread that stands in line for another."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._come = threading.Event()
        self._given_up = False
        threading.Thread(target=self._stand, name="line", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        try:
            if self._come.wait(seconds):
                return True
        except BaseException:
            self._give_up()
            raise
        self._give_up()
        return False

    def _give_up(self) -> None:
        with self._guard:
            self._given_up = True
            if self._come.is_set():  # just now
                os.close(self._file)

    def _stand(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._guard:
            if self._given_up:
                os.close(self._file)
            else:
                self._come.set()
