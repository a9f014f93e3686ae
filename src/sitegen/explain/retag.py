"""Make two tags one: in every text that has the old one, and in the ledger of addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from sitegen.build import Prepared, Request, look, prepare
from sitegen.config.located import ParseError
from sitegen.content.edit import TAGS, retagged, rewrite
from sitegen.content.renaming import names_of
from sitegen.content.scan import scan_content
from sitegen.errors import ProblemsError, SetupError
from sitegen.explain.listing import close_tags
from sitegen.memory import Memory, with_a_look
from sitegen.model.addresses import Address, has_readers, read_ledger, write_addresses, write_ledger
from sitegen.model.terms import term_slug
from sitegen.paths import page_folder, quote_path
from sitegen.text import one_line, tag_key


class Merged(Struct, frozen=True):
    """What became of a tag: the *name* it has now, the *files* that were changed, the *redirects* that were
    added (old, new), whether `site.toml` has a table for the old one, and whether no text had the new one.
    *lost* is the address of an archive whose readers are not sent on, since the site keeps no ledger."""

    name: str
    files: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]
    has_table: bool
    is_new: bool
    lost: str = ""


def merge_tags(request: Request, old: str, new: str) -> Merged:
    """Write the tag *old* as *new* wherever it stands and nothing else; send readers of its archive on, where
    the site keeps a ledger of addresses.

    Raises `SetupError`: there is no such tag, both are one, or a text's tags can't be changed;
    `ProblemsError`: a text can't be read.
    """
    given = look(request)

    def use(memory: Memory) -> Merged:
        prepared = prepare(given, scan_content(given.content, given.settings.build.ignore), memory)
        if prepared.sources.problems:
            raise ProblemsError(prepared.sources.problems)
        return _merge(prepared, old, new)

    return with_a_look(request.memory, use)


def _merge(prepared: Prepared, old: str, new: str) -> Merged:
    site, entries = prepared.site, prepared.sources.entries
    key, folder = tag_key(old), prepared.given.request.site
    spellings = {tag for entry in entries for tag in entry.tags if tag_key(tag) == key}
    if not spellings:
        close = close_tags(old, dict.fromkeys(tag for entry in entries for tag in entry.tags))
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise SetupError(f"no text has the tag {old!r}{hint}")
    new = one_line(new)
    known = site.structure.tags.get(tag_key(new))
    name = known.name if known and tag_key(new) != key else new
    renamed = dict.fromkeys(spellings - {name}, name)
    files = [entry.path for entry in entries if renamed.keys() & set(entry.tags)]
    if not files:
        raise SetupError(f"the tag {old!r} is written like that everywhere already")
    redirects = tuple(_redirects(prepared, key, name))
    keys = names_of(TAGS, prepared.given.settings.front_matter.rename)
    for file, text in _retagged(folder, files, renamed, keys).items():
        rewrite(folder / file, text)
    lost = ""
    if redirects and prepared.given.ledger is None:
        lost = redirects[0][0] if has_readers(site.settings.site.url) else ""
        redirects = ()
    if redirects:
        _send_on(folder, redirects)
    has_table = key != tag_key(name) and any(tag_key(table) == key for table in site.settings.tags)
    is_new = key != tag_key(name) and all(
        tag_key(tag) != tag_key(name) for one in entries for tag in one.tags
    )
    return Merged(name, tuple(files), redirects, has_table, is_new, lost)


def _retagged(
    folder: Path, files: Iterable[str], renamed: Mapping[str, str], keys: tuple[str, ...]
) -> dict[str, str]:
    """Return what becomes of the text of each file; raises `SetupError`, before any is written."""
    texts: dict[str, str] = {}
    failed: list[str] = []
    for file in files:
        try:
            texts[file] = retagged(folder / file, renamed, keys)
        except ParseError as error:
            failed.append(f"{file}:{error.place.line}: {error.message}")
    if failed:
        lines = "\n  ".join(failed)
        raise SetupError(f"nothing was changed; write the tags here as a list, then merge again:\n  {lines}")
    return texts


def _redirects(prepared: Prepared, key: str, name: str) -> list[tuple[str, str]]:
    """Return which addresses of the old tag lead where: its archive, and its feed."""
    structure, settings = prepared.site.structure, prepared.site.settings
    old, target = structure.tags.get(key), structure.tags.get(tag_key(name))
    if old is None or not settings.archives.tags or key == tag_key(name):
        return []
    new_path = target.path if target else settings.permalinks.tag.replace("{tag}", term_slug(name))
    pairs = [(quote_path(old.path), quote_path(new_path))]
    if settings.feeds.tags:
        pairs.append((f"{page_folder(pairs[0][0])}feed.xml", f"{page_folder(pairs[0][1])}feed.xml"))
    return [pair for pair in pairs if pair[0] != pair[1]]


def _send_on(site: Path, redirects: tuple[tuple[str, str], ...]) -> None:
    known = {**read_ledger(site).known}
    for old, new in redirects:
        known[old] = Address(old, to=new)
        if new in known and known[new].decided:  # of a time when there was nothing at the new one
            known[new] = Address(new)
    write_ledger(site, write_addresses(known.values()))
