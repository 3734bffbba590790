"""Files are written under a temporary name and then renamed, so that an earlier one is never half replaced."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from twinwheel.errors import OutputError
from twinwheel.messages import heard, message


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """A temporary path to write to; at the end it becomes ``path``, or goes to standard output for ``-``.

    Raises:
        OutputError: the folder is not there or cannot be written. What was at ``path`` is untouched.
    """
    target = Path(path)
    to_stdout = str(path) == "-"
    try:
        folder = Path(tempfile.gettempdir()) if to_stdout else target.resolve().parent
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=folder)
        os.close(handle)
    except (OSError, RuntimeError) as error:  # the latter: a loop of symbolic links, before Python 3.13
        advice = message("Check that the folder exists and may be written.")
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            message("{path} cannot be written: {reason}", path=str(path), reason=heard(reason)), advice
        ) from error
    temporary = Path(name)
    try:
        yield temporary
        if to_stdout:
            with temporary.open("rb") as written:
                shutil.copyfileobj(written, sys.stdout.buffer)
        else:
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(target)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(
            message(
                "{path} cannot be written: {reason}", path=str(path), reason=heard(error.strerror or error)
            ),
            message("Is the disk full?"),
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
