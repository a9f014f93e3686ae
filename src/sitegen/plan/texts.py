"""Plan the pages of posts and evergreen pages, and the files that are copied."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.content.names import is_picture
from sitegen.images.icons import ICONS
from sitegen.images.presets import PREVIEW
from sitegen.model.records import Placed
from sitegen.model.structure import Structured
from sitegen.paths import output_path, page_file, redirect_file
from sitegen.plan.output import Output, html
from sitegen.queries.cards import SITE_CARD, card_path

_NO_PAGES = (".xml", ".rss", ".atom", ".json", ".txt", ".css", ".js", ".pdf", ".zip", ".mp3", ".mp4", ".ics")


def plan_posts(made: Structured) -> Iterator[Output]:
    for post in made.posts:
        yield _text(post, "post.html", "post")


def plan_pages(made: Structured) -> Iterator[Output]:
    sections = made.structure.sections
    for page in made.pages:
        yield _text(page, "section.html" if page.key in sections else "page.html", "page")


def _text(text: Placed, by_kind: str, question: str) -> Output:
    return Output(
        page_file(text.path),
        "html",
        html(text.template or by_kind, question, text.key),
        f"content/{text.key}",
        listed="" if text.noindex else text.path,
        changed=text.changed,
    )


def plan_files(made: Structured) -> Iterator[Output]:
    for file in made.structure.files:
        if file.key not in made.gallery.hidden:
            yield Output(output_path(file.path), "copy", (file.key,), f"content/{file.key}")


def plan_pictures(made: Structured) -> Iterator[Output]:
    """The files that are made of pictures; one that two texts show alike is made once."""
    gallery, planned = made.gallery, set[str]()
    for key, preset, focus in gallery.wanted:
        photo = gallery.photos[key]
        for file in gallery.renditions.files(preset, photo, key, focus):
            if file.path not in planned:
                planned.add(file.path)
                yield Output(file.path, "picture", (key, photo, file.recipe), f"content/{key}")


def plan_cards(made: Structured) -> Iterator[Output]:
    """The cards of the newest posts that have no picture, and of the site, where the theme names them."""
    structure, gallery = made.structure, made.gallery
    count = structure.settings.images.cards
    if not (count and PREVIEW in gallery.renditions.presets):
        return
    yield Output(SITE_CARD, "card", ("site_card",), "the card of the site")
    for post in made.posts[:count]:
        if post.key not in gallery.pictured:
            names = tuple([structure.authors[author].name for author in post.authors])
            yield Output(card_path(post.path), "card", ("post_card", post.key, names), f"content/{post.key}")


def plan_icons(made: Structured) -> Iterator[Output]:
    """The icons; a writer's own file by the name of one comes first."""
    icon, structure = made.gallery.icon, made.structure
    if icon is None:
        return
    own = {file.path for file in structure.files}
    for file in ICONS:
        if f"/{file.path}" not in own:
            yield Output(file.path, "icon", (icon, file.size, file.form), "the icons")


def plan_redirects(made: Structured) -> Iterator[Output]:
    for redirect in made.structure.redirects:
        arguments = html("redirect.html", "redirect", redirect.path, redirect.url)
        source = f"content/{redirect.key}"
        yield Output(redirect_file(redirect.path), "html", arguments, source, span=redirect.span)


def is_redirect(output: Output) -> bool:
    return output.arguments[:2] == html("redirect.html", "redirect")


def unread_redirects(made: Structured) -> frozenset[str]:
    """Return the paths of redirects at which nobody would read a page: it would be a broken picture or feed
    there, and hosts would answer with it, not by `_redirects`.  What is planned later is yet to collide.
    """
    paths = {redirect_file(redirect.path) for redirect in made.structure.redirects} - made.later
    return frozenset(path for path in paths if is_picture(path) or path.lower().endswith(_NO_PAGES))
