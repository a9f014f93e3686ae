"""The manifest: which files of the output folder sitegen made.

It lies in the output folder, in the format of `sha256sum` below one line of ours, so that the folder can be
checked by hand and knows its own files even when the cache is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST, why_unsafe

_FIRST_LINE = "# Made by sitegen; it removes only files that are listed here. Format 1."


def read_manifest(output: Path) -> dict[str, str] | None:
    """Return the digests of the files that sitegen made, by path; None: there is no manifest.

    Raises `SetupError` when the manifest was damaged: what it says can't be trusted then.
    """
    try:
        text = (output / MANIFEST).read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{output / MANIFEST} can't be read: {error}") from None
    lines = text.split("\n")
    entries = [line.partition("  ") for line in lines[1:] if line]
    if lines[0] != _FIRST_LINE or any(why_unsafe(path) or len(digest) != 64 for digest, _, path in entries):
        hint = "delete the output folder and build again"
        raise SetupError(f"{output / MANIFEST} is damaged or of another version; {hint}")
    return {path: digest for digest, _, path in entries}


def manifest_text(digests: Mapping[str, str]) -> str:
    """Return the text of a manifest."""
    lines = [f"{digests[path]}  {path}" for path in sorted(digests)]
    return "\n".join([_FIRST_LINE, *lines, ""])
