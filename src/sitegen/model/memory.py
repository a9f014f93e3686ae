"""What the model remembers from one build to the next, and what has stayed as it was."""

from __future__ import annotations

from sitegen.images.look import PhotoMemory
from sitegen.incremental.store import Row, Store
from sitegen.model.related_memory import RelatedMemory
from sitegen.model.stamps import Stamps

_STAGE = "structure"


class ModelMemory:
    """What related posts were chosen from, what texts and pictures were like, and which structure the site
    had."""

    def __init__(self, store: Store, jobs: int = 1, *, hasty: bool = False) -> None:
        """*jobs* may share the work that is not remembered; *hasty*: related posts may be those of before."""
        self._store = store
        self.related = RelatedMemory(store, jobs, hasty=hasty)
        self.stamps = Stamps(store)
        self.photos = PhotoMemory(store)
        self._structure = b""
        self._comments = b""

    def note_comments(self, name: bytes) -> None:
        """Note what names all comments of this build."""
        self._comments = name

    @property
    def has_same_comments(self) -> bool:
        """Whether the texts have the comments that they had when this was last saved."""
        return self.has_same_structure and self._store.get(_STAGE, "comments") == self._comments

    def note_structure(self, name: bytes) -> None:
        """Note what names the structure of this build (see `structure_name`)."""
        self._structure = name

    @property
    def has_same_structure(self) -> bool:
        """Whether the site has the structure that it had when this was last saved."""
        return bool(self._structure) and self._store.get(_STAGE, "") == self._structure

    def save(self) -> None:
        """Hand everything to the store, when all that was asked about it has been made."""
        self.related.save()
        self.stamps.save()
        self.photos.save()
        self._store.put(_STAGE, [Row("", b"", self._structure), Row("comments", b"", self._comments)])
