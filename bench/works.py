"""What is done to a site between two builds, and how one sees in the output that the build took notice."""

from __future__ import annotations

import fnmatch
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from contenders import Contender
from dialects import DIALECTS, Post
from installing import REPOSITORY, RIVALS
from pages import post_page

FRAME_MARK = re.compile(r"template-\d+")
"""What every frame template holds, with the number of its last edit."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A text that must be in the output after the build, in one at least of the *pages* (a shell pattern)."""

    pages: str
    text: str


class Bed:
    """The site of one contender, and the posts that it holds at the moment."""

    def __init__(self, folder: Path, contender: Contender, posts: tuple[Post, ...]) -> None:
        self.folder, self.contender = folder, contender
        self.posts = {post.slug: post for post in posts}
        self._slugs = [post.slug for post in posts]

    @property
    def output(self) -> Path:
        return self.folder / self.contender.output

    def middle(self, number: int) -> Post:
        """Return a post near the middle, another for each *number*."""
        return self.posts[self._slugs[(len(self._slugs) // 2 + number) % len(self._slugs)]]

    def write(self, post: Post) -> None:
        self.posts[post.slug] = post
        DIALECTS[self.contender.dialect].write(self.folder, post)

    def forget_builds(self) -> None:
        """Delete the output and whatever is remembered of former builds."""
        shutil.rmtree(self.output, ignore_errors=True)
        for path in list(self.folder.iterdir()):
            if any(fnmatch.fnmatch(path.name, pattern) for pattern in self.contender.caches):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def make_bed(folder: Path, contender: Contender, posts: tuple[Post, ...]) -> Bed:
    """Write the site of *contender* with *posts* into *folder*, anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RIVALS / contender.home, folder)
    if contender.frame_source:
        frame = (REPOSITORY / contender.frame_source).read_text("utf-8")
        (folder / contender.frame).parent.mkdir(parents=True, exist_ok=True)
        mark = '<meta name="bench" content="template-0">\n</head>'
        (folder / contender.frame).write_text(frame.replace("</head>", mark), encoding="utf-8")
    for file, text in contender.adding:
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write(text)
    bed = Bed(folder, contender, posts)
    for post in posts:
        bed.write(post)
    return bed


Doing = Callable[[Bed, int], tuple[Proof, ...]]


def clean(bed: Bed, _round: int) -> tuple[Proof, ...]:
    bed.forget_builds()
    page = post_page(bed.middle(0))
    related = (Proof(page, 'class="related"'),) if bed.contender.related else ()
    return (Proof(page, bed.middle(0).title), *related)


def nothing(bed: Bed, _round: int) -> tuple[Proof, ...]:
    return (Proof(post_page(bed.middle(0)), bed.middle(0).title),)


def edit_body(bed: Bed, round_: int) -> tuple[Proof, ...]:
    """Add a sentence at the end, below the excerpt."""
    post = bed.middle(3 * round_)
    bed.write(replace(post, body=f"{post.body}\nA sentence for bodyedit{round_}.\n"))
    return (Proof(post_page(post), f"bodyedit{round_}"),)


def edit_title(bed: Bed, round_: int) -> tuple[Proof, ...]:
    post = bed.middle(3 * round_ + 1)
    title = f"{post.title} titleedit{round_}"
    bed.write(replace(post, title=title))
    return (Proof(post_page(post), title), Proof(_tag_pages(post.tags[0]), title))


def edit_tags(bed: Bed, round_: int) -> tuple[Proof, ...]:
    """Give a post the commonest tag that it does not have."""
    post = bed.middle(3 * round_ + 2)
    tags = Counter(tag for other in bed.posts.values() for tag in other.tags)
    new = max((count, tag) for tag, count in tags.items() if tag not in post.tags)[1]
    bed.write(replace(post, tags=(*post.tags, new)))
    return (Proof(post_page(post), f"tags/{new}/"), Proof(_tag_pages(new), post.slug))


def add_post(bed: Bed, round_: int) -> tuple[Proof, ...]:
    """Add a post that is newer than all others."""
    model = bed.middle(-1)
    day = max(max(post.day for post in bed.posts.values()) + timedelta(days=1), date(2025, 12, 1))
    post = replace(model, slug=f"newest-{round_}", title=f"The newest post newpost{round_}", day=day)
    bed.write(post)
    return (Proof(post_page(post), post.title), Proof("index.html", post.title))


def edit_frame(bed: Bed, round_: int) -> tuple[Proof, ...]:
    """Change the template that every page uses."""
    frame = bed.folder / bed.contender.frame
    new = f"template-{round_ + 1}"
    frame.write_text(FRAME_MARK.sub(new, frame.read_text("utf-8")), encoding="utf-8")
    return (Proof(post_page(bed.middle(0)), new), Proof("index.html", new))


WORKS: dict[str, Doing] = {
    "clean": clean,
    "body": edit_body,
    "nothing": nothing,
    "title": edit_title,
    "tags": edit_tags,
    "new": add_post,
    "template": edit_frame,
}
FIRST_EDIT = "body"


def _tag_pages(tag: str) -> str:
    return f"tags/{tag}/**/*.html"


def what_is_unproved(output: Path, proofs: tuple[Proof, ...]) -> str:
    """Return a sentence about the first of *proofs* that does not hold, or nothing."""
    for proof in proofs:
        pages = tuple(output.glob(proof.pages))
        if not pages:
            return f"{proof.pages} was not made"
        if not any(proof.text in page.read_text("utf-8") for page in pages):
            return f"{proof.pages} lacks {proof.text!r}"
    return ""
