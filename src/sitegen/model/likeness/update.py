"""The story: from bags to scores, all anew or with what stays from the last build."""

from __future__ import annotations

from sitegen.model.likeness.from_nothing import make_state
from sitegen.model.likeness.numbers import np
from sitegen.model.likeness.posts import Posts
from sitegen.model.likeness.rarity import measure_of
from sitegen.model.likeness.state import BagsOf, Kept, Slots, State
from sitegen.model.likeness.taking_over import take_over


def update(old: Kept | None, posts: Posts, bags_of: BagsOf, jobs: int = 1) -> tuple[State, Slots]:
    """Return the state for *posts*, and where it is kept; what *old* knows of those that stay as they are is
    taken over.

    The state depends neither on *old* nor on how many *jobs* share the work.
    """
    measure = measure_of(posts)
    if old and old.measure == measure:
        taken = take_over(old, posts, bags_of)
        if taken:
            return taken
    every = np.arange(len(posts))
    return make_state(posts, measure, bags_of, jobs), Slots(every, len(posts), every)
