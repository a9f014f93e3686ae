"""What `bench/save_to_browser.py` says a save takes is the time after that save, in a real browser too."""

from __future__ import annotations

from pathlib import Path
from threading import Timer

import pytest
import save_to_browser
from previews import serving
from reader.chromium import why_not
from save_to_browser import make_site, measure, measure_in_browser, save

ROUNDS = 2
LATER = 0.4


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_browser_is_told_of_each_save_and_shows_it_whatever_it_is_told_later(tmp_path, monkeypatch):
    def save_again_later(post: Path, sentence: str) -> float:
        Timer(LATER, save, (post, "As when other posts are related.")).start()
        return save(post, sentence)

    posts = make_site(tmp_path, 30, "commonmark")
    with serving(tmp_path) as server:
        heard = [*measure(server, posts[15], ROUNDS)]
        monkeypatch.setattr(save_to_browser, "save", save_again_later)
        times = [*measure_in_browser(server, posts[15], ROUNDS)]

    assert len(heard) == len(times) == ROUNDS
    assert min(heard) > 0
    assert [one.told > 0 and one.shown > 0 for one in times] == [True] * ROUNDS
