"""An extension that does what a text asks for: FAIL, SLEEP, LEFTOVER."""

from __future__ import annotations

import time

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor


class _Obey(InlineProcessor):
    def handleMatch(self, m, data):  # noqa: N802
        if m[0] == "SLEEP":
            time.sleep(10)
        raise ValueError("asked to fail")


class _Forget(Postprocessor):
    def run(self, text):
        return text.replace("LEFTOVER", "\x0242\x03\x02klzzwxh:0001\x03"[:4])


class FailingExtension(Extension):
    def extendMarkdown(self, md):  # noqa: N802
        md.inlinePatterns.register(_Obey("FAIL|SLEEP", md), "obey", 175)
        md.postprocessors.register(_Forget(md), "forget", -10)


def makeExtension(**options):  # noqa: N802
    return FailingExtension(**options)
