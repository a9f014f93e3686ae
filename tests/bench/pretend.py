"""A generator for tests of the benchmark: makes just what is counted, from posts in sitegen's dialect.

`--forget-a-post` leaves one out, `--stale` never makes a page anew, `--break` ends badly, `--sleep SECONDS` dawdles.
"""

import re
import sys
import time
from pathlib import Path


def write(path, text):
    if not path.exists() or "--stale" not in sys.argv:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if "--break" in sys.argv:
    sys.exit("pretend: all is lost")
if "--sleep" in sys.argv:
    time.sleep(float(sys.argv[-1]))
frame, public = Path("templates/base.html").read_text(), Path("public")
files = sorted(Path("content/posts").glob("*.md"))[bool("--forget-a-post" in sys.argv) :]
everything = frame + "".join(file.name + file.read_text() for file in files)
for file in files:
    year, month, _day, slug = file.stem.split("-", 3)
    text = file.read_text()
    tags = re.search(r"^tags: \[(.*)\]", text, re.MULTILINE)[1].split(", ")
    links = "".join(f"/tags/{tag}/" for tag in tags)
    write(public / year / month / slug / "index.html", f'{frame}{text}{links}<aside class="related">')
    write(public / year / month / "index.html", everything)
    for tag in tags:
        write(public / "tags" / tag / "index.html", everything)
        write(public / "tags" / tag / "feed.xml", everything)
write(public / "feed.xml", everything)
write(public / "index.html", everything)
for number in range(2, (len(files) + 9) // 10 + 1):
    write(public / "page" / str(number) / "index.html", everything)
