"""Views of pictures: what is known of a file is asked for when the picture is shown, and only then."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from sitegen.content.names import is_whole_url, named_key, written_path
from sitegen.errors import UnknownNameError
from sitegen.images.photo import CENTRE
from sitegen.images.presets import AUTHOR, BODY, PREVIEW
from sitegen.images.renditions import Rendition, Renditions
from sitegen.markup.document import Link
from sitegen.model.gallery import is_preview
from sitegen.model.records import Html, Picture
from sitegen.queries.ask import Ask
from sitegen.queries.views import PostCard, Preview, SnippetBox


def portrait(ask: Ask, url: str) -> Picture | None:
    """Return the portrait of an author that `site.toml` gives as *url*."""
    if not url or is_whole_url(url):
        return Picture(url, of="author") if url else None
    return Picture(ask.urls.rooted(url), key=named_key(url, ""), of="author")


def rendition(ask: Ask, shown: Picture, preset: str) -> Rendition:
    """A picture as it is shown in a preset.

    Raises LookupError where the theme has no such preset, or only for other pictures: it was not planned.
    """
    allowed = _presets_for(ask.renditions, shown)
    if preset not in allowed:
        known = ", ".join(allowed) or "none"
        message = f"the theme has no [images.{preset}] for such pictures; it has {known}"
        raise UnknownNameError(message, preset, allowed)
    photo = ask.picture(shown.key) if shown.key else None
    if photo is None:
        return Rendition(shown.file)
    return ask.renditions.rendition(preset, photo, shown.key, shown.focus, ask.urls.url, shown.file)


def picture_url(ask: Ask, shown: Picture) -> str:
    """The URL of a picture in one file that every browser can show."""
    presets = _presets_for(ask.renditions, shown)
    return rendition(ask, shown, presets[0]).url if presets else shown.file


def preview(ask: Ask, shown: Picture | None) -> Preview | None:
    """Return what other sites show with a link."""
    if shown is None or not is_preview(shown.file):
        return None
    photo = ask.picture(shown.key) if shown.key else None
    if photo is None:
        return Preview(ask.urls.absolute(shown.file), shown.alt)
    files = ask.renditions.files(PREVIEW, photo, shown.key, shown.focus)
    if files:
        last = files[-1]
        url = ask.urls.absolute(ask.urls.url(last.path))
        return Preview(url, shown.alt, last.recipe.width, last.recipe.height)
    url = ask.urls.absolute(picture_url(ask, shown))
    is_whole = url == ask.urls.absolute(shown.file)
    return Preview(url, shown.alt, *((photo.width, photo.height) if is_whole else ()))


def _presets_for(renditions: Renditions, shown: Picture) -> tuple[str, ...]:
    if shown.of == "author":
        return tuple(name for name in renditions.presets if name == AUTHOR)
    return renditions.for_texts


# ---- inside texts


def with_pictures(ask: Ask, html: Html, key: str) -> Html:
    """Return words of the text *key* with the pictures in them."""
    if not html.shows_pictures:
        return html
    return replace(html, pictures=tuple(_inside(ask, html, key)))


def _inside(ask: Ask, html: Html, key: str) -> Iterator[tuple[int, Rendition]]:
    for number, (link, url) in enumerate(zip(html.links, html.urls, strict=True)):
        if not (link.image and url):
            continue
        name = image_key(link, key)
        photo = ask.picture(name)
        if photo is not None:
            shown = (photo, name, CENTRE, ask.urls.url, url)
            yield number, ask.renditions.rendition(BODY, *shown)


def image_key(link: Link, key: str) -> str:
    """Return the file that an image of the text *key* names."""
    return named_key(written_path(link.target), key)


def shows(html: Html, key: str, shown: Picture) -> bool:
    """Tell whether words of the text *key* show a picture themselves."""
    if not shown.key:
        return shown.file in html.linked
    return any(link.image and image_key(link, key) == shown.key for link in html.links)


def shown_card(ask: Ask, key: str) -> PostCard:
    """The post *key* in a list, with the pictures in its words: one record for all lists."""
    card = ask.bare_card(key)
    return replace(card, excerpt=with_pictures(ask, card.excerpt, key))


def shown_snippet(ask: Ask, key: str) -> SnippetBox:
    """The note *key* with the pictures in its words: one record for all texts that it stands under."""
    box = ask.bare_snippet(key)
    return replace(box, body=with_pictures(ask, box.body, key))
