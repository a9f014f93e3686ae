"""The one pass after the engine: from its HTML to a `Document`, in the same way for every engine."""

from __future__ import annotations

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.alerts import mark_alerts
from sitegen.markup.alignment import align_cells
from sitegen.markup.attributes import ALONE, BESIDE, apply_beside_headings, apply_under_tables
from sitegen.markup.balance import Ended, end_elements
from sitegen.markup.beginning import running_beginning
from sitegen.markup.captions import caption_images
from sitegen.markup.document import Document
from sitegen.markup.excerpt import find_marker, marked_excerpt, remove_markers
from sitegen.markup.headings import (
    CONTENTS,
    LISTED,
    ask_as_others,
    find_headings,
    insert_contents,
    name_headings,
    tell_ids_apart,
)
from sitegen.markup.highlight import NAMED, highlight_code, name_languages
from sitegen.markup.labels import say_labels
from sitegen.markup.links import list_images, replace_links
from sitegen.markup.opening import make_opening
from sitegen.markup.paragraphs import AROUND_BLOCK, end_paragraphs, unwrap_blocks
from sitegen.markup.plain import running, text_of
from sitegen.markup.punctuation import punctuate
from sitegen.markup.references import DOUBTFUL, mend_references
from sitegen.markup.scan import Token, find_landmarks, scan
from sitegen.markup.scrolling import box_tables, reach_code
from sitegen.markup.tasks import BOX, name_boxes
from sitegen.markup.unspaced import join_lines
from sitegen.markup.wrappers import WRAPPED, unwrap_lone_tags
from sitegen.text import count_words
from sitegen.words import words_of


def finish(html: str, settings: MarkdownSettings, language: str, *, has_tags: bool = True) -> Document:
    """Return the `Document` that an engine's *html* becomes; *language* is a BCP 47 tag.

    *has_tags*: its author may have written some of the tags, not all of them are the engine's.

    The order matters: captions are text to be set, headings are named by what readers see, links in the
    contents list are links, and excerpts are cut from what is finished.
    """
    tokens = scan(html)
    if has_tags and WRAPPED.search(html):
        tokens = unwrap_lone_tags(tokens)
    ended = end_elements(tokens) if has_tags else Ended(tokens)
    scanned = tokens = ended.tokens
    if AROUND_BLOCK.search(html):
        scanned = tokens = unwrap_blocks(tokens)
    if has_tags:
        scanned = tokens = end_paragraphs(tokens)
    if DOUBTFUL.search(html):
        scanned = tokens = mend_references(tokens)
    if "{" in html and ALONE.search(html):
        scanned = tokens = apply_under_tables(tokens)
    if "<p>{:" in html and BESIDE.search(html):
        scanned = tokens = apply_beside_headings(tokens)
    if BOX in html:
        scanned = tokens = name_boxes(tokens)
    if NAMED in html:
        scanned = tokens = name_languages(tokens)
    if LISTED in html:
        scanned = tokens = ask_as_others(tokens)
    marks = find_landmarks(tokens)
    tokens = caption_images(tokens, marks)
    # Most texts have no bracket at all, and one character is found much sooner than two.
    has_brackets = "[" in html
    if has_brackets and "[!" in html:
        tokens = mark_alerts(tokens)
    words = words_of(language)
    if words.name:
        say_labels(tokens, words)
    if settings.smart_punctuation:
        punctuate(tokens, language)
    if not html.isascii():
        tokens = join_lines(tokens, html, language)
    if tokens is not scanned:
        marks = find_landmarks(tokens)
    if html.count("id=") > 1:
        tell_ids_apart(tokens, marks)
    headings = name_headings(tokens, marks)
    if LISTED in html or (has_brackets and any(sign in html for sign in CONTENTS)):
        tokens = insert_contents(tokens, headings)
        marks = find_landmarks(tokens)
    text = text_of(running(tokens, marks))
    images = list_images(marks)
    links = find_headings(replace_links(tokens, marks), headings, marks)
    if settings.highlight:
        highlight_code(tokens, marks)
    marker = find_marker(marks)
    begins = (marker and running_beginning(tokens[:marker])) or running_beginning(tokens)
    opening, has_more = make_opening(tokens, settings.excerpt_words, links)  # it ends before tables and code
    if "<pre" in html:
        reach_code(tokens)
    if "<table" in html:
        tokens = _boxed(tokens, html)
        marks = find_landmarks(tokens)
        marker = find_marker(marks)
    if words.name:
        say_labels(tokens, words)  # of the boxes that were just made
    return Document(
        html="".join(tokens if marker is None else remove_markers(tokens, marks)).strip(),
        opening=opening,
        marked=None if marker is None else marked_excerpt(tokens, marker),
        has_more=has_more,
        headings=headings,
        links=links,
        images=images,
        text=text,
        words=count_words(text),
        begins=begins,
        stray=ended.stray,
    )


def _boxed(tokens: list[Token], html: str) -> list[Token]:
    """Return *tokens* with their tables in boxes, and the cells of these aligned by classes."""
    boxed = box_tables(tokens)
    if "text-align" in html:
        align_cells(boxed)
    return boxed
