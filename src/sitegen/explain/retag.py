"""Make two tags one: in every text that has the old one, and in the ledger of addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sitegen.build import Prepared, Request, look, prepare
from sitegen.config.located import ParseError
from sitegen.content.edit import TAGS, retagged, rewritten
from sitegen.content.renaming import names_of
from sitegen.content.scan import scan_content
from sitegen.content.source import Entry
from sitegen.errors import ProblemsError, SetupError
from sitegen.explain.listing import close_tags
from sitegen.memory import Memory, with_a_look
from sitegen.model.addresses import LEDGER, Address, has_readers, read_ledger, write_addresses
from sitegen.model.structure import make_structure
from sitegen.paths import page_folder, quote_path, replace_files
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
    `ProblemsError`: a text can't be read; OSError: there is no room.  Nothing was changed then.
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
    key, folder = _key_of(old, prepared), prepared.given.request.site
    spellings = {tag for entry in entries for tag in entry.tags if tag_key(tag) == key}
    if not spellings:
        close = close_tags(old, dict.fromkeys(tag for entry in entries for tag in entry.tags))
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise SetupError(f"no text has the tag {old!r}{hint}")
    name = _name_for(one_line(new), key, prepared)
    renamed = dict.fromkeys(spellings - {name}, name)
    files = [entry.path for entry in entries if renamed.keys() & set(entry.tags)]
    if not files:
        raise SetupError(f"the tag {old!r} is written like that everywhere already")
    redirects = tuple(_redirects(prepared, renamed))
    keys = names_of(TAGS, prepared.given.settings.front_matter.rename)
    texts = _retagged(folder, files, renamed, keys)
    contents = {folder / file: rewritten(folder / file, text) for file, text in texts.items()}
    lost = ""
    if redirects and prepared.given.ledger is None:
        lost = redirects[0][0] if has_readers(site.settings.site.url) else ""
        redirects = ()
    if redirects:
        contents[folder / LEDGER] = _sent_on(folder, redirects).encode()
    replace_files(contents)  # all of them: half a merge has no archive that readers could be sent to
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


def _key_of(written: str, prepared: Prepared) -> str:
    """Return the key of the tag that texts write so, or else of that which pages and lists call so."""
    key = tag_key(written)
    if any(tag_key(tag) == key for entry in prepared.sources.entries for tag in entry.tags):
        return key
    named = [tag.key for tag in prepared.site.structure.tags.values() if tag_key(tag.name) == key]
    return named[0] if named else key


def _name_for(new: str, old_key: str, prepared: Prepared) -> str:
    """Return how the tag *new* is written in texts: as lists name it where it is a tag that there is, but for
    a name of `site.toml` that would be another tag in a text; then as most texts write it."""
    key = _key_of(new, prepared)
    known = prepared.site.structure.tags.get(key)
    if known is None or key == old_key:
        return new
    if tag_key(known.name) == key:
        return known.name
    written = Counter(tag for entry in prepared.sources.entries for tag in entry.tags if tag_key(tag) == key)
    return min(written, key=lambda tag: (-written[tag], tag))


def _redirects(prepared: Prepared, renamed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield which addresses lead where when tags are *renamed*: those of archives, and of their feeds.

    Of tags that differ in accents alone, one has the address without a number; another takes it when that
    one is gone.
    """
    given, structure = prepared.given, prepared.site.structure
    if not given.settings.archives.tags:
        return
    entries = tuple([_with_tags(entry, renamed) for entry in prepared.sources.entries])
    sources = replace(prepared.sources, entries=entries)
    after = make_structure(given.settings, sources, given.moment, structure.urls).structure.tags
    there = {tag.path for tag in after.values()}
    keys = {tag_key(old): tag_key(new) for old, new in renamed.items()}
    for tag in structure.tags.values():
        now = after.get(keys.get(tag.key, tag.key))
        if now and tag.path not in there:
            old, new = quote_path(tag.path), quote_path(now.path)
            yield old, new
            if given.settings.feeds.tags:
                yield f"{page_folder(old)}feed.xml", f"{page_folder(new)}feed.xml"


def _with_tags(entry: Entry, renamed: Mapping[str, str]) -> Entry:
    tags = dict.fromkeys(renamed.get(tag, tag) for tag in entry.tags)
    return entry._replace(tags=tuple(tags))


def _sent_on(site: Path, redirects: tuple[tuple[str, str], ...]) -> str:
    """Return the text of the ledger of addresses with *redirects*."""
    ledger = read_ledger(site)
    known = {**ledger.known}
    for old, new in redirects:
        known[old] = Address(old, to=new)
        if new in known and known[new].decided:  # of a time when there was nothing at the new one
            known[new] = Address(new)
    return write_addresses(known.values(), ledger.remarks)
