"""Everything made anew, by several processes where it is much."""

from __future__ import annotations

from sitegen.executors import executor
from sitegen.model.likeness.candidates import Finder
from sitegen.model.likeness.numbers import Ints, Packed, np
from sitegen.model.likeness.posts import Nearness, Posts
from sitegen.model.likeness.ranking import ranked_state
from sitegen.model.likeness.rarity import Measure, rarity_of, sample_of
from sitegen.model.likeness.rows import read_bags
from sitegen.model.likeness.scores import Words, lay_out, score
from sitegen.model.likeness.state import BagsOf, Found, State, nothing_ranked
from sitegen.model.likeness.vectors import Weighed, weigh

WORTH = 3_000
"""From how many posts on other processes are quicker."""
SHARES = 4
"""Into how many parts the work of a process is cut, so that all end at about the same time."""


def make_state(posts: Posts, measure: Measure, bags_of: BagsOf, jobs: int) -> State:
    """Return the state for *posts* from nothing."""
    bags = read_bags(bags_of(range(len(posts))))
    rarity = rarity_of(bags.take(sample_of(posts, measure)), measure)
    of = Weighed(posts, rarity, *weigh(bags, rarity), Nearness(posts.days))
    del bags
    every = np.arange(len(posts))
    found = _search(Finder(of, every), lay_out(of.vectors), every, jobs)
    return ranked_state(of, measure, found, nothing_ranked(len(posts)), every >= 0)


def _search(finder: Finder, words: Words, queries: Ints, jobs: int) -> Found:
    """Return what the *queries* find, and how alike that is; many of them share the work."""
    jobs = jobs if len(queries) >= WORTH else 1
    shares = np.array_split(queries, jobs * SHARES) if jobs > 1 else [queries]
    with executor(jobs, _prepare, finder, words) as pool:
        waiting = [pool.submit(_find_and_score, share) for share in shares]
        parts = [promise.result() for promise in waiting]
    return Found(*(np.concatenate(part) for part in zip(*parts, strict=True)))


# ---- in the process that does the work

_work: list[tuple[Finder, Words]] = []


def _prepare(finder: Finder, words: Words) -> None:
    _work[:] = [(finder, words)]


def _find_and_score(queries: Ints) -> tuple[Ints, Packed, Packed]:
    finder, words = _work[0]
    others, least = finder.find(queries)
    return others, score(queries, others, words, finder.of.nearness), least
