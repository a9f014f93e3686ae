"""Templates compiled before, so that a small edit need not wait for Jinja's compiler."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sitegen.incremental.digest import digest
from sitegen.incremental.store import Row, Store

_STAGE = "template"


class StoredBytecode(BytecodeCache):
    """Keeps the code of templates in a store, each with the digest of its source.

    The store forgets everything when sitegen, Python or Jinja is another, so that the source and the phrases
    are all that the code depends on: no filter that asks a question runs while a template is compiled.
    """

    def __init__(self, store: Store, words: str = "") -> None:
        """Make the cache; *words* names the phrases that templates are compiled with."""
        self._store, self._words = store, words
        self._made: list[Row] = []

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, if its template was compiled before."""
        raw = self._store.get(_STAGE, bucket.key, self._source(bucket))
        if raw is not None:
            bucket.bytecode_from_string(raw)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Note what was compiled; `save` hands it to the store."""
        self._made.append(Row(bucket.key, self._source(bucket), bucket.bytecode_to_string()))

    def _source(self, bucket: Bucket) -> bytes:
        return digest((bucket.checksum, self._words))

    def save(self) -> None:
        """Hand to the store what was compiled in this build."""
        self._store.put(_STAGE, self._made)
        self._made.clear()
