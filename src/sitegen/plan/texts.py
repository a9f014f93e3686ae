"""Plan the pages of posts and evergreen pages, and the files that are copied."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model.lists import last_changed
from sitegen.model.records import Page, Post, Site
from sitegen.paths import output_path, page_file
from sitegen.plan.output import Output, html


def plan_posts(site: Site) -> Iterator[Output]:
    for post in site.posts.values():
        yield _text(site, post, post.template or "post.html", "post")


def plan_pages(site: Site) -> Iterator[Output]:
    for page in site.pages.values():
        by_kind = "section.html" if page.key in site.sections else "page.html"
        yield _text(site, page, page.template or by_kind, "page")


def _text(site: Site, text: Post | Page, template: str, question: str) -> Output:
    return Output(
        page_file(text.path),
        "html",
        html(template, question, text.key),
        f"content/{text.key}",
        listed="" if text.noindex else text.path,
        changed=last_changed(site, (text.key,)),
    )


def plan_files(site: Site) -> Iterator[Output]:
    for file in site.files:
        yield Output(output_path(file.path), "copy", (file.key,), f"content/{file.key}")


def plan_redirects(site: Site) -> Iterator[Output]:
    for redirect in site.redirects:
        arguments = html("redirect.html", "redirect", redirect.path, redirect.url)
        source = f"content/{redirect.key}"
        yield Output(redirect_file(redirect.path), "html", arguments, source, span=redirect.span)


def redirect_file(path: str) -> str:
    """Return the file that answers an old *path*: one without a suffix was a folder's page."""
    folder = not path.endswith("/") and "." not in path.rpartition("/")[2]
    return output_path(f"{path}/" if folder else path)


def is_redirect(output: Output) -> bool:
    return output.arguments[:2] == html("redirect.html", "redirect")
