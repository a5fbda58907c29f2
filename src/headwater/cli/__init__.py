"""The `headwater` command.

Exit codes: 0 done or yes, 1 refused or no, 2 wrong usage. Answers go to standard output, everything else
(progress, refusals) to standard error. An expected failure is one sentence, never a traceback.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from headwater.cli import language, refusals
from headwater.cli.parsing import build

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130
"""Exit code of a program that the keyboard ended: 128 and the number of SIGINT."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code."""
    language.choose()
    options = build().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has what it wanted. Whatever is still buffered must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        sentence = refusals.sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1
    return code
