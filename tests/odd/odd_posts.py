"""Write a blog of odd posts: what ten thousand real posts of strangers hold, and some that are worse.

Every file comes with what must become of it: published, draft, scheduled, expired, or refused by one rule.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

Made = tuple[str, bytes, str]
"""A file's path below `content/`, its bytes, and a state or the rule that refuses it."""

SITE = '[site]\ntitle = "Odd posts"\nurl = "https://odd.example/a-blog/"\n'

BODIES: tuple[str, ...] = (
    "Plain words.",
    "",
    "<!--more-->",
    "One\n\n<!--more-->\n\nTwo\n\n<!--more-->\n\nThree",
    "- a\n\n    <!--more-->\n\n- b",
    "> quoted\n>\n> <!--more-->\n>\n> more",
    "```\n<!--more-->\n```\n\nafter",
    "`<!--more-->` in code, *emphasis <!--more--> cut*",
    "| a | b |\n|---|---|\n| x <!--more--> | y |",
    "Text[^1] and[^2]\n\n<!--more-->\n\n[^1]: One\n[^2]: Two\n    more",
    "Text[^none]. [^unused]: x",
    "```python\nunclosed = True",
    "~~~ {.python #x}\nx\n~~~",
    "\n".join("    " * depth + "- deep" for depth in range(60)),
    ">" * 80 + " deep quote",
    "> " * 200 + "deeper quote",
    "*a **b " * 100 + "c** d*" * 100,
    "<div>" * 200 + "soup",
    "<b>" * 50 + "</i>" * 50 + "<a href=x>" * 20,
    "\n".join(f"Note[^{n}].\n\n[^{n}]: Its text[^{n + 1}].\n" for n in range(40)),
    "*" * 300 + "x" + "*" * 300,
    "_" * 200 + "[" * 200,
    "<div><p>unclosed <b>bold <i>italic</div></b>",
    "<table><tr><td>a<td>b<tr><td>c</table>",
    "<script>if (a < b && c) { document.write('<p>') }</script>",
    "<!-- a comment that never ends",
    "</p></div></body></html> stray ends",
    "<p id=a>one</p><p id=a>two</p>\n\n## a\n\n## a\n\n## A",
    "&nbsp;&lt;b&gt; &#0; &#x110000; &bogus; &amp;amp; AT&T",
    "# \n\n## \n\n###### h6\n\nSetext\n===\n\n---\n\n***",
    "---\n\ntitle: not front matter\n\n---\n\nbody",
    '![](/a.png) ![x](</a b.png> "t") ![y](//host/x.png)',
    "[empty]() [ ](x) [frag](#none) [q](?a=b&c=d) [abs](/x y/) [up](../../../../etc/passwd)",
    "[js](javascript:alert(1)) <a href='x' onclick=\"y\">z</a> <https://example.org/?a=1&b=2>",
    '<a href="http://[broken">x</a> [z](http://[::1)',
    "\u202eright to left\u202c שלום مرحبا",
    "日本語の文章です。" * 40,
    "👩‍👩‍👧‍👦 🇩🇪 ﷽ \u0301combining Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "word" * 3000,
    "\n".join("| " + " | ".join("x" * 3 for _ in range(30)) + " |" for _ in range(60)),
    "|" + " a |" * 40 + "\n|" + " --- |" * 40 + ("\n|" + " `x|y` |" * 40) * 40,
    "*[HTML]: Hyper\n\nHTML is HTML",
    "Term\n: Definition\n\n    - list\n\n: Another",
    '!!! note "Title <b>"\n    text\n\n    ```\n    code\n    ```',
    "- [ ] todo\n- [x] done\n  1. nested\n  2. two\n",
    "1. one\n   - two\n     - three\n\n       para\n\n   ```sh\n   code\n   ```\n2. end",
    "~~gone~~ ==mark== H~2~O x^2^ :smile: $a_b$ \\(x\\)",
    "Line one  \nLine two\\\nline three\r",
    "\ttab code\n\n\t- tab list\n\t\t- nested",
    "{: .x #y }\n\n## H {#given .c k=v}\n\npara {: #given}",
    "{{ jinja }} {% raw %} {# x #} {{ 7*7 }}",
    "]]> <![CDATA[ x ]]> <?php echo 1 ?>",
    "\"quotes\" 'single' it's '90s -- --- ... \"nested 'quotes'\"",
    "Text\n<!--more-->Text directly after",
    "<details><summary>S</summary>\n\n*md*\n\n</details>",
    "<svg><title>x</title><path d='M0 0'/></svg> <math><mi>x</mi></math>",
)

TITLES = (
    "Plain",
    'It\'s "quoted" & <b>bold</b> </title><script>',
    "2024",
    "no",
    "1:30",
    "\U0001f600 emoji",
    "שלום עולם",
    "x" * 400,
    "C++ and C#: 100% of it?",
    "a/b\\c..d",
    "~ null",
    "{{ title }}",
    "&amp; &lt;",
    "Ünïcödé ß Æ",
    "日本語",
)

TAGS = (
    "c", "c++", "c#", ".net", "KDE", "kde", "Kde", "page", "feed.xml", "..", "/", "a/b", "a b", "a-b", "A_B",
    "\U0001f389", "résumé", "resume", "python", "python3", "index.html", "x" * 300, "no", "1:30", "2024", "%2e%2e",
    "tag?x=1", "con", "日本", "ﬁ", "null", "'", '"', "<b>",
)  # fmt: skip


FATES = (
    *[("published", "")] * 6,
    ("draft", "draft: yes\n"),
    ("expired", "expires: 2020-01-01\n"),
    ("published", "noindex: true\n"),
    ("published", "redirect_from: [/old/{number}.html, /old/{number}/]\n"),
    ("published", "lang: fr\n"),
    ("published", 'series: "S {series}"\nauthor: "A/{author}"\n'),
    ("published", "pinned: on\n"),
)


DATES = (
    "{day}",
    "{day} 10:00:49 -0400",
    "{day}T23:59:59Z",
    "{day} 9:05",
    "'{day}'",
    "{day}T01:02:03.123+05:30",
    "1000-01-01",
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sound(r: random.Random, number: int) -> Made:
    """A text that is odd and right."""
    title = r.choice(TITLES)
    tags = ", ".join(quoted(tag) for tag in r.sample(TAGS, r.randrange(6)))
    day = f"{r.randint(1995, 2025)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}"
    state, more = r.choice(FATES)
    more = more.format(number=number, series=number % 7, author=number % 5)
    date = r.choice(DATES).format(day=day)
    if state == "published" and r.random() < 0.05:
        state, date = "scheduled", r.choice(("2998-01-01", "9998-12-31 23:59"))
    ends = r.choice(("\n", "\n", "\r\n"))
    start = r.choice(("", "", "\ufeff"))
    body = r.choice(BODIES)
    if r.random() < 0.3:
        body += "\n\n" + r.choice(BODIES)
    text = f"---\ntitle: {quoted(title)}\ndate: {date}\ntags: [{tags}]\n{more}---\n{body}"
    if r.random() < 0.2:
        text = text.rstrip("\n")
    name = r.choice(
        (
            f"post-{number}",
            f"{day}-{number} with blanks",
            f"{number}#?&=+%20",
            f"ünï-{number}",
            f"日本-{number}",
            f"{number}'\"quotes",
            f"{number}...",
            f"-{number}",
            f"UPPER-{number}",
            f"sub/dir {number}/deep-{number}",
            f"{number}😀",
            f"bundle-{number}/index",
            f"{'long-' * 40}{number}",
            f"שלום-{number}",
            f"\u202e{number}-rtl",
            f"é-{number}",
            f"e\u0301-nfd-{number}",
            f"con-{number}/aux-{number}",
            f"{day}-{number}-dated",
            f"{number}.md",
        )
    )
    return f"posts/{name}.md", (start + text).replace("\n", ends).encode(), state


def wrong(number: int) -> Iterator[Made]:
    """Texts with one mistake each."""
    good = "---\ntitle: x\ndate: 2020-01-01\n"
    cases: dict[str, tuple[str | bytes, str]] = {
        "latin-1": (f"{good}---\ncaf\u00e9".encode("latin-1"), "encoding"),
        "utf-16": (f"{good}---\nx".encode("utf-16"), "encoding"),
        "nul": (f"{good}---\na\0b", "control-character"),
        "bell": (f"{good}---\na\x07b\x08", "control-character"),
        "unknown": (f"{good}tgas: [a]\n---\nx", "unknown-key"),
        "type": (f"{good}draft: maybe\n---\nx", "wrong-type"),
        "bad-date": ("---\ntitle: x\ndate: yesterday\n---\nx", "bad-date"),
        "impossible": ("---\ntitle: x\ndate: 2015-02-30\n---\nx", "impossible-date"),
        "no-title": ("---\ndate: 2020-01-01\n---\nx", "missing-title"),
        "no-date": ("---\ntitle: x\n---\nx", "missing-date"),
        "yaml": (f"{good}tags: [a\n---\nx", "syntax"),
        "unclosed": (f"{good}\nx", "syntax"),
        "none": ("just text", "missing-front-matter"),
        "empty": ("", "missing-front-matter"),
        "toml": ('+++\ntitle = "x\n+++\nx', "syntax"),
        "json": ('{"title": "x",, "date": "2020-01-01"}\n\nx', "syntax"),
        "slug": (f"{good}slug: ../../etc/passwd\n---\nx", "bad-slug"),
        "link": (f"{good}---\n[x](nowhere.md)", "broken-link"),
        "image": (f"{good}image: nowhere.png\n---\nx", "missing-file"),
        "related": (f"{good}related: [nobody]\n---\nx", "unknown-post"),
        "redirect": (f"{good}redirect_from: [../up]\n---\nx", "bad-redirect"),
        "lang": (f"{good}lang: klingon language\n---\nx", "bad-value"),
    }
    for name, (text, rule) in cases.items():
        data = text.encode() if isinstance(text, str) else text
        yield f"posts/wrong/{name}-{number}.md", data, rule


def formats(number: int) -> Iterator[Made]:
    """Sound texts whose front matter is not the usual."""
    deep = "\n".join("  " * depth + "- deeper" for depth in range(200))
    cases = {
        "deep": f"---\ntitle: Deep\ndate: 2020-01-01\n---\n{deep}",
        "toml": '+++\ntitle = "To = ml"\ndate = 2020-01-01T10:00:00-04:00\ntags = ["c#", "1:30"]\n+++\nWords',
        "json": '{"title":"J\\u00e4son","date":"2020-01-01","tags":["c++"],"draft":false}\nWords',
        "top": "\n\n---\ntitle: Blank lines first\ndate: 2020-01-01\n---\nWords",
        "cr": "---\rtitle: An old Mac\rdate: 2020-01-01\r---\rWords",
        "twists": "---\ntitle: 2024\ndate: 2020-01-01\ntags: [no, 1:30, 2024, ~]\nsummary: yes\nslug: 007-{}\n---\nWords",
        "aliases": "---\ntitle: &t Same\ndate: 2020-01-01\nsummary: *t\nextra: {a: &a [1], b: [*a, *a]}\n---\nWords",
        "breaks": "---\ntitle: One\u2028two\u0085three\ndate: 2020-01-01\n---\nWords\u2029more",
        "rule": "---\ntitle: A rule\ndate: 2020-01-01\n---\none\n\n---\n\ntwo: three\n---",
    }
    for name, text in cases.items():
        yield f"posts/formats/{name}-{number}.md", text.replace("{}", str(number)).encode(), "published"


def twins(number: int) -> Iterator[Made]:
    """Pairs that some file system, or the web, would take for one: the second of each is refused."""
    text = b"---\ntitle: x\ndate: 2020-01-01\n---\nWords"
    pairs = (
        ("Case", "case"),
        ("a b", "a-b"),
        ("e\u0301", "\u00e9"),
        ("plain", "plain..."),
        ("\ufb01sh", "fish"),
    )
    for one, other in pairs:
        # In folders of their own: not every file system that runs this can hold both side by side.
        first, second = sorted((f"posts/twins/1/{one}-{number}.md", f"posts/twins/2/{other}-{number}.md"))
        yield first, text, "published"
        yield second, text, "same-path"


def bombs(number: int) -> Iterator[Made]:
    """Front matter that hangs or kills a careless parser."""
    aliases = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    cases = {
        "flow": "---\ntitle: x\nextra: " + "[" * 20_000 + "\n---\n",
        "block": "---\ntitle: x\nextra:\n" + "- " * 20_000 + "\n---\n",
        "aliases": f"---\ntitle: x\na0: &a0 [x, x]\n{aliases}---\n",
        "loop": "---\ntitle: &a [*a]\n---\n",
        "json": '{"title": ' + "[" * 20_000,
        "toml": "+++\ntitle = " + "[" * 20_000 + "\n+++\n",
        "digits": '{"title": "x", "extra": {"n": ' + "9" * 5000 + "}}",
        "tag": "---\ntitle: !!python/object/apply:os.system [ls]\n---\n",
        "twice": "---\ntitle: x\ntitle: y\n---\n",
    }
    for name, text in cases.items():
        yield f"posts/bombs/{name}-{number}.md", text.encode(), "syntax"


def make(count: int, seed: int = 1) -> Iterator[Made]:
    """Yield *count* files, some hundred of them with a mistake."""
    r = random.Random(seed)
    made = 0
    for number in range(count):
        batch: list[Made] = [sound(r, number)]
        if number % 100 == 0:
            batch += [*wrong(number), *formats(number), *twins(number), *bombs(number)]
        # A batch is never cut: both of a pair are there, or neither.
        if made + len(batch) > count:
            batch = batch[:1]
        made += len(batch)
        yield from batch
        if made == count:
            return
