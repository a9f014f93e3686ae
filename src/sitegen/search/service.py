"""A running Pagefind that answers questions, as its wrappers for Node and Python have it.

What is asked and answered is JSON in base64 that ends with a comma (`pagefind/src/service` of its source).
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

from sitegen.search.errors import PagefindError

_WAIT = 600


@contextmanager
def running(program: Path) -> Iterator[Callable[..., dict[str, Any]]]:
    """Start the *program*, and yield what asks it a question and returns the answer.

    Raises `PagefindError`.
    """
    with TemporaryFile() as said, _started(program, said) as process:
        ring = Timer(_WAIT, process.kill)
        ring.start()
        try:
            yield partial(_ask, process)
        except (OSError, EOFError) as error:
            process.wait()
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines()
            raise PagefindError(f"Pagefind stopped: {lines[-1] if lines else error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise PagefindError(f"Pagefind answered otherwise than expected ({error!r})") from error
        finally:
            ring.cancel()
            process.kill()
            with suppress(OSError):  # what was not sent is sent when it is closed
                _pipe(process.stdin).close()


def _started(program: Path, said: IO[bytes]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen([program, "--service"], stdin=pipe, stdout=pipe, stderr=said)
    except OSError as error:
        raise PagefindError(f"Pagefind can't be run: {error}") from error


def _ask(process: subprocess.Popen[bytes], kind: str, **given: object) -> dict[str, Any]:
    """Return the answer to a question of this *kind*.  Raises OSError, EOFError: the program has ended."""
    message = {"message_id": 1, "payload": {"type": kind, **given}}
    _pipe(process.stdin).write(b64encode(json.dumps(message).encode()) + b",")
    _pipe(process.stdin).flush()
    answer: dict[str, Any] = json.loads(b64decode(_until_comma(_pipe(process.stdout))))["payload"]
    if answer["type"] == "Error":
        raise PagefindError(f"Pagefind stopped: {answer['message']}")
    return answer


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "it was started with pipes"
    return stream


def _until_comma(stream: IO[bytes]) -> bytes:
    """Return what comes before the next comma; nothing is said after it before the next question."""
    parts: list[bytes] = []
    while not (parts and parts[-1].endswith(b",")):
        more = stream.read1()  # type: ignore[attr-defined]
        if not more:
            raise EOFError("it ended too early")
        parts.append(more)
    return b"".join(parts)[:-1]
