"""Patterns are compiled when they are first used, and are right all the same."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sitegen
from sitegen.patterns import regex

PACKAGE = Path(sitegen.__file__).parent
IMPORT = """
import importlib, re, sys, sitegen.patterns

compile_now, at_once, later = re.compile, [], []

def told(*of, **more):
    module = sys._getframe(1).f_globals["__name__"]
    at_once.extend([module] * (module.startswith("sitegen.") and module != "sitegen.patterns"))
    return compile_now(*of, **more)

class Told(sitegen.patterns._Late):
    def __init__(self, *of):
        super().__init__(*of)
        later.append(of)

re.compile, sitegen.patterns._Late = told, Told
for module in sys.argv[1:]:
    importlib.import_module(module)
for of in later:
    compile_now(*of)
print(len(later), *at_once)
"""


def test_a_pattern_answers_as_one_that_was_compiled_at_once():
    source, text = r"(?P<first>a+)(b)?", "aab a Aab"

    late, soon = regex(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)

    assert late.sub("-", text) == soon.sub("-", text)
    assert [found.groups() for found in late.finditer(text)] == [f.groups() for f in soon.finditer(text)]
    assert (late.groups, late.groupindex, late.flags, late.pattern) == (
        soon.groups, soon.groupindex, soon.flags, soon.pattern
    )  # fmt: skip
    assert regex(rb"\d+").findall(b"1 and 23") == [b"1", b"23"]


def test_it_is_not_compiled_before_it_is_used():
    late = regex("(")

    with pytest.raises(re.error):
        late.search("")


def test_it_goes_to_other_processes_used_or_not():
    late = regex("a+", re.IGNORECASE)

    assert pickle.loads(pickle.dumps(late)).fullmatch("aA")
    assert late.fullmatch("aA")
    assert copy.deepcopy(late).fullmatch("aA")
    assert pickle.loads(pickle.dumps(late)).fullmatch("aA")


def test_modules_compile_none_when_they_are_imported_and_each_can_be_compiled():
    files = [
        file
        for file in PACKAGE.rglob("*.py")
        if re.search(r"\b(regex|re\.compile)\(", file.read_text("utf-8"))
    ]
    modules = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]

    done = subprocess.run(
        [sys.executable, "-c", IMPORT, *modules], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    later, *at_once = done.stdout.split()
    assert int(later) > 200

    assert at_once == []
