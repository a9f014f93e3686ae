"""Blogs whose readers answer in files, by mail, and elsewhere."""

from __future__ import annotations

from pathlib import Path

from reader.blog import write_blog

POST = "/2026/03/post-12/"
TALKING = {
    "Isso": 'isso = "https://isso.example"',
    "giscus": '[comments.giscus]\nrepo = "a/b"\nrepo_id = "R"\ncategory = "Talk"\ncategory_id = "C"',
}
"""How comments elsewhere are set, by what they are called."""
_COMMENTS = """\
- author: Bo Ek
  url: https://bo.example/
  date: 2026-03-21 08:30
  body: |
    I tried *this* at the till:

    > A quotation

    * one
    * two

    ```
    a line of code that is wider than any sheet of paper, so that a browser would cut it off where the sheet ends
    ```
- author: Cy
  date: 2026-03-22
  parent: "1"
  body: And?
"""


def write_talking(folder: Path, kind: str) -> None:
    """Write a blog with comments into *folder*, and more of a *kind* elsewhere."""
    write_blog(folder, 16, 10)
    with (folder / "site.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[comments]\nemail = "ann@example.org"\n{TALKING[kind]}\n')
    comments = folder / "content/comments"
    comments.mkdir()
    (comments / "post-12.yaml").write_text(_COMMENTS, encoding="utf-8")
