"""Read YAML with places: the counterpart of `read_toml` and `read_json`.

Scalars come as they were written, since YAML 1.1 would make `no` false, `1:30` ninety and `2024` a number;
whoever decodes a key knows what it is to be.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from msgspec import Struct

from sitegen.config.located import MAX_DEPTH, START, Located, ParseError, Place, place_of, unmerged
from sitegen.content.plain_yaml import read_plain_yaml
from sitegen.patterns import regex

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
_MAY_NEST = regex(r"[\[{:?-]")
_NO_BREAKS = dict.fromkeys(map(ord, "\u0085\u2028\u2029"), " ")
"""What YAML 1.1 takes for line ends, and no editor does; such a character comes along with a pasted title."""
_STANDARD_TAGS = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(
    f"{_STANDARD_TAGS}{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
_KEY = regex(r" *[\w-]+")
_NO_ITEM = regex(r" *-[^\s-]")
_MANY_VALUES = 10_000
"""How many values a text may stand for, or as many as it has characters: aliases can make ever so many."""
_QUOTE = "put the text in quotation marks"
_ALIGN = "let all keys begin below each other"
_SAYS = (
    ("mapping values are not allowed", "a colon inside a text makes it a mapping", _QUOTE),
    ("could not find expected ':'", "the line above is no key with a value", "write key: value"),
    ("found unexpected end of stream", "a quotation mark is not closed", "put one where the text ends"),
    ("found undefined alias", "a text that begins with * is an alias in YAML", _QUOTE),
    ("did not find expected alphabetic", "a text can't begin with * or &", _QUOTE),
    ("did not find expected key", "something follows the value, or is indented too little", _QUOTE),
    ("did not find expected ',' or ']'", "a comma or ] is missing before this", "write a list as [one, two]"),
    ("did not find expected ',' or '}'", "a comma or } is missing before this", _QUOTE),
    ("found unknown escape character", "a backslash has a meaning here", "put ' and ' around the text"),
    ("cannot start any token", "a text can't begin with this character", _QUOTE),
    ("expected node content", "a value is missing before this", "put a text in quotation marks"),
    ("mapping keys are not allowed", "a text can't begin with ? and a blank", _QUOTE),
    ("expected <document start>", "this line is indented less than the first", _ALIGN),
    ("violates indentation", "a tab indents this line", "use blanks"),
    ("block sequence entries are not allowed", "a list can't begin here", "begin it on a line of its own"),
    ("expected comment or line break", "> and | have a meaning in YAML", _QUOTE),
    ("but found another document", "--- begins another document", "let --- stand alone on its line"),
)  # fmt: skip


def read_yaml(text: str) -> Located:
    """Parse *text* as one YAML mapping; scalars come as written.  Raises `ParseError`."""
    plain = read_plain_yaml(text)
    if plain is not None:
        return plain
    text = text.translate(_NO_BREAKS)
    try:
        _check_depth(text)
        node = yaml.compose(text, Loader=_Loader)
        return _Converter(text).convert(node) if node is not None else Located({})
    except yaml.reader.ReaderError as error:
        raise _bad_character(text, error) from None
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(error, text) from None


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the library composes nodes: its C code recurses until the process dies."""
    if len(_MAY_NEST.findall(text)) <= MAX_DEPTH:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > MAX_DEPTH:
            mark: Any = event.start_mark
            raise ParseError("this is nested too deeply", place_of(text, mark.index))


def _bad_character(text: str, error: yaml.reader.ReaderError) -> ParseError:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    place = place_of(text, found.start()) if found else START
    character = ord(found[0]) if found else error.character
    message = f"the control character U+{character:04X} stands here"
    return ParseError(message, place, "delete it", rule="control-character")


def _yaml_error(error: yaml.MarkedYAMLError, text: str) -> ParseError:
    if found := unmerged(text):
        return found
    mark = error.problem_mark or error.context_mark
    place = place_of(text, mark.index) if mark else START
    line = text.split("\n")[place.line - 1]
    what = error.problem or error.context or "it can't be read"
    _said, message, hint = next((said for said in _SAYS if said[0] in what), ("", what, ""))
    if "cannot start" in what and line[: place.column].strip(" -") == "\t":
        message, hint = "a tab indents this line", "use blanks"
    elif error.context_mark and ("end of stream" in what or "expected alphabetic" in what):
        place = place_of(text, error.context_mark.index)
    elif "expected key" in what and line[place.column - 2 : place.column - 1] == "'":
        hint = "write '' for an apostrophe between ' and '"
    elif "expected key" in what and re.match(r'"\w', line[place.column - 2 :]):
        hint = 'write \\" for a quotation mark between " and "'
    elif "expected ':'" in what and _NO_ITEM.match(text.split("\n")[place.line - 2]):
        message, hint = "the line above is no item of a list", "write a blank after the -"
    elif "mapping values" in what and _KEY.fullmatch(line, 0, place.column - 1):
        message, hint = "the line above is no key with a value", "write key: value"
        indent = len(line) - len(line.lstrip(" "))
        if indent:
            message, hint = "this key is indented more than the one above", f"{_ALIGN}, or {_QUOTE}"
        place = place._replace(column=indent + 1)
    return ParseError(f"not valid YAML: {message}", place, hint)


class _Converter(Struct):
    """Turns composed nodes into located values; *text* is where they stand.

    A node that aliases name is converted once; *sizes* has how many values each makes, by its identity.
    """

    text: str
    done: dict[int, Located] = {}
    sizes: dict[int, int] = {}
    open: tuple[int, ...] = ()

    def convert(self, node: yaml.Node) -> Located:
        if id(node) in self.done:
            return self.done[id(node)]
        place = self.place(node)
        if node.tag not in _KNOWN_TAGS:
            name = node.tag.removeprefix(_STANDARD_TAGS)
            hint = "put a text that begins with ! in quotation marks"
            raise ParseError(f"the YAML tag {name!r} is not known here", place, hint)
        if id(node) in self.open:
            raise ParseError("an alias stands inside what it names", place)
        self.open = (*self.open, id(node))
        self.done[id(node)] = self.inside(node, place)
        self.open = self.open[:-1]
        return self.done[id(node)]

    def inside(self, node: yaml.Node, place: Place) -> Located:
        if isinstance(node, yaml.ScalarNode):
            return Located(node.value, place, plain=not node.style, width=self.width(node))
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.convert(item) for item in node.value)
            self.count(node, node.value, place)
            return Located(items, place)
        return self.mapping(node, place)

    def mapping(self, node: yaml.Node, place: Place) -> Located:
        entries: dict[str, Located] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            at = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise ParseError("a key must be a word", at, "put a text in quotation marks")
            key = key_node.value
            if key in entries:
                raise ParseError(f"the key {key!r} stands here twice", at, width=self.width(key_node))
            entries[key] = self.convert(value_node)
            keys[key] = at
        self.count(node, [value for _key, value in node.value], place)
        return Located(entries, place, keys)

    def count(self, node: yaml.Node, inner: list[yaml.Node], place: Place) -> None:
        """Note how many values *node* stands for, refusing too many."""
        size = 1 + sum(self.sizes.get(id(one), 1) for one in inner)
        most = max(_MANY_VALUES, len(self.text))
        if size > most:
            raise ParseError(f"this stands for more than {most:,} values", place, "use fewer aliases")
        self.sizes[id(node)] = size

    def place(self, node: yaml.Node) -> Place:
        return place_of(self.text, node.start_mark.index)

    def width(self, node: yaml.Node) -> int:
        written = self.text[node.start_mark.index : node.end_mark.index]
        return max(len(written.partition("\n")[0].rstrip()), 1)
