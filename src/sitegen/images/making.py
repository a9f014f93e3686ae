"""Make the files that pages show of pictures: in several processes, each picture opened once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from sitegen.executors import executor, in_batches
from sitegen.images.cache import PictureCache
from sitegen.images.codecs import Codecs
from sitegen.images.look import PictureFileName, read_picture, room_for
from sitegen.images.photo import Photo
from sitegen.images.renditions import VERSION, Recipe
from sitegen.incremental.digest import digest


class Order(NamedTuple):
    """What is to be made of one picture, which is the file *path*."""

    path: Path
    photo: Photo
    recipes: tuple[Recipe, ...]


class PictureMaker(Struct, frozen=True):
    """Makes files of pictures with *codecs*, or finds in the *cache* those that were made before."""

    cache: PictureCache
    codecs: Codecs

    def make(self, order: Order) -> list[bytes]:
        """Return the files of an *order*.

        Raises `SetupError`: the picture is another by now, or there is not enough memory for it.
        """
        names = [self.name(order.photo, recipe) for recipe in order.recipes]
        found = {name: content for name in names if (content := self.cache.get(name)) is not None}
        lacking = {name: one for name, one in zip(names, order.recipes, strict=True) if name not in found}
        if lacking:
            from sitegen.images.pillow import make_files

            raw = read_picture(PictureFileName(order.path, order.photo.digest))
            with room_for(order.path):
                made = make_files(raw, order.photo, [*lacking.values()])
            for name, content in zip(lacking, made, strict=True):
                self.cache.put(name, content)
                found[name] = content
        return [found[name] for name in names]

    def name(self, photo: Photo, recipe: Recipe) -> str:
        """Return what names a file in the cache: all that it is made from, and with."""
        return digest((photo, recipe, self.codecs.name, VERSION)).hex()

    def make_ahead(self, orders: Sequence[Order], jobs: int) -> Iterator[int]:
        """Make what the cache lacks of *orders*, in so many *jobs*, and keep it there; yield for each of them
        how many files it was."""
        lacking = [*self._lacking(orders)]
        with executor(min(jobs, len(lacking)), _prepare, self) as pool:
            yield from in_batches(pool, _make_some, lacking, 1, 2 * jobs)

    def _lacking(self, orders: Iterable[Order]) -> Iterator[Order]:
        for order in orders:
            recipes = [one for one in order.recipes if not self.cache.has(self.name(order.photo, one))]
            if recipes:
                yield order._replace(recipes=tuple(recipes))


# ---- in the process that does the work

_work: list[PictureMaker] = []


def _prepare(maker: PictureMaker) -> None:
    _work[:] = [maker]


def _make_some(orders: Iterable[Order]) -> list[int]:
    return [len(_work[0].make(order)) for order in orders]
