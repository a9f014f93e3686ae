"""Templates compiled before, so that a small edit need not wait for Jinja's compiler."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sitegen.incremental.digest import digest
from sitegen.incremental.store import Row, Store

_STAGE = "template"
_MANY = 1000
_compiled_here: dict[tuple[str, bytes], bytes] = {}
"""What this process has compiled, for its builds without a memory: of half a second that the first build of
a small blog takes, compiling is a third."""


class StoredBytecode(BytecodeCache):
    """Keeps the code of templates in a store, each with the digest of its source.

    The store forgets everything when sitegen, Python or Jinja is another, so that the source, the phrases and
    what writes the code are all that it depends on: no filter that asks a question runs while a template is
    compiled.
    """

    def __init__(self, store: Store, words: str, writer: str) -> None:
        """Make the cache; *words* names the phrases that templates are compiled with, and *writer* the class
        that writes their code."""
        self._store, self._with = store, (words, writer)
        self._made: list[Row] = []

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, if its template was compiled before."""
        source = self._source(bucket)
        raw = self._store.get(_STAGE, bucket.key, source)
        if raw is None and (raw := _compiled_here.get((bucket.key, source))) is not None:
            self._made.append(Row(bucket.key, source, raw))
        if raw is not None:
            bucket.bytecode_from_string(raw)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Note what was compiled; `save` hands it to the store."""
        source, raw = self._source(bucket), bucket.bytecode_to_string()
        self._made.append(Row(bucket.key, source, raw))
        if len(_compiled_here) >= _MANY:  # a preview whose templates are edited all day
            _compiled_here.clear()
        _compiled_here[bucket.key, source] = raw

    def _source(self, bucket: Bucket) -> bytes:
        return digest((bucket.checksum, self._with))

    def save(self) -> None:
        """Hand to the store what was compiled in this build."""
        self._store.put(_STAGE, self._made)
        self._made.clear()
