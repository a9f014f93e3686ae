"""What stays from the last build: only posts that a change may have come upon are looked at again."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.candidates import Finder, reached
from sitegen.model.likeness.numbers import Bools, Ints, np, npt
from sitegen.model.likeness.posts import Nearness, Posts
from sitegen.model.likeness.ranking import ranked_state
from sitegen.model.likeness.rarity import rarity_of, sample_of
from sitegen.model.likeness.rows import Rows, mix, read_bags
from sitegen.model.likeness.scores import lay_out_some, score, take_known
from sitegen.model.likeness.state import BagsOf, Found, Kept, Ranked, Slots, State
from sitegen.model.likeness.tuning import TERM
from sitegen.model.likeness.vectors import Weighed, weigh

_HOLES = 1.25
"""When there are so many times as many slots as posts, all is made anew."""

_T = TypeVar("_T", bound=np.generic)


class _Change(Struct, frozen=True):
    """What of the last build stays: *was* has the slot of each post, -1 for those not there, or not so."""

    old: Kept
    was: Ints

    @property
    def new(self) -> Ints:
        return np.flatnonzero(self.was < 0)

    @property
    def is_small(self) -> bool:
        return len(self.new) <= len(self.was) * tuning.CHANGED

    def without(self, numbers: Ints) -> _Change:
        """Return the change when the posts of *numbers* have not stayed either."""
        was = self.was.copy()
        was[numbers] = -1
        return replace(self, was=was)

    def mix(self, old: Rows, new: Rows, numbers: Ints | None = None) -> Rows:
        """Return the *old* rows of posts that stay, for others the *new* rows: of all, or of *numbers*."""
        rows = self.was.copy()
        rows[self.new] = len(old) + np.arange(len(self.new))
        return mix(old, new, rows if numbers is None else rows[numbers])

    def put(self, old: npt.NDArray[_T], numbers: Ints, new: npt.NDArray[_T]) -> npt.NDArray[_T]:
        """Return what *old* has for each post, and what *new* has for *numbers*."""
        rows = old[self.was]
        rows[numbers] = new
        return rows

    def candidates(self) -> Ints:
        """Return the numbers that the old candidates have now; -1 for those that have not stayed."""
        found: Ints = self._now()[self.old.found.others]
        return found

    def ranked(self) -> Ranked:
        """Return what was known of the order of what is offered; a change of it is still to be made."""
        others = self._now()[self.old.ranked.others]
        return Ranked(self.old.ranked.crowds[self.was], others[self.was])

    def parted(self) -> Ints:
        """Return the posts that were candidates of those that have not stayed."""
        gone = np.ones(len(self.old.posts), np.bool_)
        gone[self.was[self.was >= 0]] = False
        return self.candidates()[gone].ravel()

    def _now(self) -> Ints:
        """Return the number of each slot; -1 for those that have not stayed, and as the last."""
        now = np.full(len(self.old.posts) + 1, -1, np.int32)
        stays = np.flatnonzero(self.was >= 0)
        now[self.was[stays]] = stays
        return now

    def slots(self) -> Slots:
        """Return the slots of the posts; the new ones get free ones first."""
        count, new = len(self.old.posts), self.new
        free = np.ones(count + len(new), np.bool_)
        free[self.was[self.was >= 0]] = False
        slots = self.was.copy()
        slots[new] = np.flatnonzero(free)[: len(new)]
        return Slots(slots, max(count, int(slots.max()) + 1), slots[new])


def take_over(old: Kept, posts: Posts, bags_of: BagsOf) -> tuple[State, Slots] | None:
    """Return the state for *posts* from the *old* one; nothing when there is too much new in it."""
    change = _Change(old, _match(old.posts, posts))
    if not change.is_small or len(old.posts) > _HOLES * len(posts):
        return None
    measure, new = old.measure, change.new
    bags = read_bags(bags_of(new.tolist()))
    rarity = rarity_of(change.mix(old.vectors, bags, sample_of(posts, measure)), measure)
    shifted = rarity.levels != old.levels
    if shifted.any():
        change = change.without(_with_words(change.mix(old.vectors, bags), shifted))
    if not change.is_small:
        return None
    if len(change.new) > len(new):
        bags = read_bags(bags_of(change.new.tolist()))
    vectors, heavy = weigh(bags, rarity)
    vectors = change.mix(old.vectors, vectors)
    of = Weighed(posts, rarity, vectors, change.put(old.heavy, change.new, heavy), Nearness(posts.days))
    queries = _coming_again(change, of)
    found = _find_again(change, of, queries)
    touched = _touched(change, queries, found)
    return ranked_state(of, measure, found, change.ranked(), touched), change.slots()


def _match(old: Posts, posts: Posts) -> Ints:
    """Return for each of *posts* its slot among the *old*, -1 when it is new or not as it was."""
    slots = {key: slot for slot, key in enumerate(old.keys)}
    was = np.array([slots.get(key, -1) for key in posts.keys], np.int64)
    was[old.digests[was] != posts.digests] = -1
    was[(old.moments[was] != posts.moments) | (old.apart[was] != posts.apart)] = -1
    return was


def _with_words(contents: Rows, words: Bools) -> Ints:
    """Return the posts with one of *words*, once for each."""
    found: Ints = contents.owners()[words[contents.entries >> COUNT_BITS & TERM]]
    return found


def _coming_again(change: _Change, of: Weighed) -> Ints:
    """Return the posts that must search again: they are new, have lost a candidate, or may have won one."""
    lost: Bools = np.any((change.old.found.others >= 0) & (change.candidates() < 0), axis=1)
    again = (change.was < 0) | lost[change.was]
    again[reached(of, change.new, change.old.found.least[change.was])] = True
    return np.flatnonzero(again)


def _find_again(change: _Change, of: Weighed, queries: Ints) -> Found:
    """Return what all posts find, the *queries* anew."""
    others, least = Finder(of, queries).find(queries)
    old, was = change.old.found, change.was[queries]
    known = np.where((was < 0)[:, np.newaxis], -1, change.candidates()[was])
    scores = take_known(others, known, old.scores[was])
    unknown = np.where(scores == 0, others, -1)
    scores += score(queries, unknown, lay_out_some(of.vectors, queries, unknown), of.nearness)
    return Found(
        change.put(change.candidates(), queries, others),
        change.put(old.scores, queries, scores),
        change.put(old.least, queries, least),
    )


def _touched(change: _Change, queries: Ints, found: Found) -> Bools:
    """Return which posts may be in other pairs than before."""
    was = change.was[queries]
    before = change.candidates()[was[was >= 0]]
    touched = np.zeros(len(change.was) + 1, np.bool_)  # the last is what -1 stands for
    for numbers in (queries, found.others[queries], before, change.parted()):
        touched[numbers] = True
    return touched[:-1]
