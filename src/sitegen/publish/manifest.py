"""The manifest: which files of the output folder sitegen made.

It lies in the output folder, in the format of `sha256sum` below one line of ours, so that the folder can be
checked by hand and knows its own files even when everything else is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST, why_unsafe

UNKNOWN = "0" * 64
"""The digest of a file that is ours and may have any bytes."""
_FIRST_LINE = "# Made by sitegen; it removes only files that are listed here. Format 1."
_DIGEST = 64


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
    digests = parse_manifest(text)
    wrong = any(why_unsafe(path) or len(digest) != _DIGEST for path, digest in digests.items())
    if wrong or manifest_text(digests) != text:
        hint = "delete the output folder and build again"
        raise SetupError(f"{output / MANIFEST} is damaged or of another version; {hint}")
    return digests


def parse_manifest(text: str) -> dict[str, str]:
    """Return what a manifest says that is known to be one."""
    return {line[_DIGEST + 2 :]: line[:_DIGEST] for line in text.split("\n")[1:-1]}


def manifest_text(digests: Mapping[str, str]) -> str:
    """Return the text of a manifest."""
    lines = [f"{digests[path]}  {path}" for path in sorted(digests)]
    return "\n".join([_FIRST_LINE, *lines, ""])
