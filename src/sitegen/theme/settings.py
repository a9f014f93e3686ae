"""Settings that a theme declares: what a site may give for each, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct, field

from sitegen.config.decode import Mismatch, closest
from sitegen.patterns import regex
from sitegen.theme.colour import is_colour, readable, worst

SettingType = Literal["text", "number", "switch", "choice", "colour", "font"]
_HIGHEST_CONTRAST = 21
_PROPERTY = regex(r"--[\w-]+")
_FAMILIES = regex(r"""(?:[\w .,-]|"[\w .-]*"|'[\w .-]*')+""")


class ThemeSetting(Struct, frozen=True):
    """`[settings.KEY]` of a `theme.toml`: a setting that a site may give under `[theme]`."""

    type: SettingType
    """What its value is: a `text`, a `number`, a `switch` (true or false), a `choice` (one of `choices`), a
    `colour` (`#0f5747`, or one of `names`) or a `font` (one of `names`, or families as CSS writes them)."""
    default: Any
    """Its value where the site says nothing."""
    about: str = ""
    """What it does."""
    choices: tuple[str, ...] = ()
    """The values of a choice."""
    names: Mapping[str, Any] = field(default_factory=dict)
    """Colours, or lists of font families, that a site may call by a name: `{ green = "#0f5747" }`."""
    css: str = ""
    """The custom property that has the value in style sheets, such as `--accent`."""
    unit: str = ""
    """What follows a number there, such as `em`."""
    range: tuple[float, ...] = ()
    """The least and the greatest value of a number."""
    on: tuple[str, ...] = ()
    """The colours on which a colour has to be readable."""
    contrast: float = 0.0
    """How readable: its least contrast with each of them, from 1 to 21; texts need 4.5, or better 7."""
    like: str = ""
    """Another setting of the type `colour`: where the site leaves this one out, it is that colour, made
    as light or dark as it must be to be readable."""


def decide(setting: ThemeSetting, given: Any) -> Any:
    """Return the value of *setting* when a site, or the theme itself, gives *given*.  Raises `Mismatch`."""
    return _DECIDERS[setting.type](setting, given)


def check_declared(setting: ThemeSetting) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with how *setting* is declared, besides its default: key, message, hint."""
    if setting.css and not _PROPERTY.fullmatch(setting.css):
        yield "css", f"{setting.css!r} is no custom property", "write it like --accent"
    if setting.range and (len(setting.range) != 2 or setting.range[0] > setting.range[1]):
        yield "range", "expected the least and the greatest number", "write them like [1, 4]"
    if setting.type == "choice" and not setting.choices:
        yield "type", "a choice needs choices", 'write choices = ["one", "two"]'
    if setting.type == "colour":
        yield from _wrong_colours(setting)


def _wrong_colours(setting: ThemeSetting) -> Iterator[tuple[str, str, str]]:
    for key, colours in (("names", setting.names.values()), ("on", setting.on)):
        for colour in colours:
            if not is_colour(str(colour)):
                yield key, f"{_shown(colour)} is not a colour", "write it like #0f5747"
    if setting.contrast > _HIGHEST_CONTRAST:
        message = f"expected a number from 1 to {_HIGHEST_CONTRAST}, found {setting.contrast:g}"
        yield "contrast", message, "that of black and white is the highest"


def is_sound(setting: ThemeSetting) -> bool:
    """Tell whether values can be looked at by what *setting* says of itself."""
    return bool(setting.type) and not any(check_declared(setting))


def derive(setting: ThemeSetting, like: str) -> str:
    """Return the colour of a *setting* that is *like* another one."""
    return readable(like, setting.on, setting.contrast) if setting.on else like


def in_css(setting: ThemeSetting, value: Any) -> str:
    """Return a *value* as style sheets have it."""
    return f"{value:g}{setting.unit}" if setting.type == "number" else str(value)


def _text(_setting: ThemeSetting, given: Any) -> str:
    if not isinstance(given, str):
        raise _unexpected("a text", given)
    return given


def _number(setting: ThemeSetting, given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise _unexpected("a number", given)
    if setting.range and not setting.range[0] <= given <= setting.range[-1]:
        between = f"from {setting.range[0]:g} to {setting.range[-1]:g}"
        raise Mismatch(f"expected a number {between}, found {given:g}", setting.about, "bad-value")
    return given


def _switch(_setting: ThemeSetting, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _unexpected("true or false", given)
    return given


def _choice(setting: ThemeSetting, given: Any) -> str:
    if given not in setting.choices or not isinstance(given, str):
        raise _no_such(f"{_shown(given)} is not one of its values", given, setting.choices)
    return given


def _colour(setting: ThemeSetting, given: Any) -> str:
    if not isinstance(given, str):
        raise _unexpected("a colour", given)
    colour = str(setting.names.get(given, given))
    if not is_colour(colour):
        raise _no_such(f"{given!r} is not a colour", given, setting.names, "write it like #0f5747")
    if setting.on:
        _check_contrast(setting, colour)
    return colour.lower()


def _check_contrast(setting: ThemeSetting, colour: str) -> None:
    found, ground = worst(colour, setting.on)
    if found < setting.contrast:
        message = f"{colour} is hard to read on {ground}: {found:.1f}:1, and it needs {setting.contrast:g}:1"
        nearest = readable(colour, setting.on, setting.contrast)
        raise Mismatch(message, f"the nearest colour that is readable is {nearest}", "contrast")


def _font(setting: ThemeSetting, given: Any) -> str:
    if not isinstance(given, str):
        raise _unexpected("a font", given)
    if given in setting.names:
        return str(setting.names[given])
    if not _FAMILIES.fullmatch(given):
        what = f"{given!r} is no list of font families"
        raise _no_such(what, given, setting.names, 'write it like "Gill Sans", Calibri, sans-serif')
    return given


_DECIDERS: Mapping[SettingType, Callable[[ThemeSetting, Any], Any]] = {
    "text": _text,
    "number": _number,
    "switch": _switch,
    "choice": _choice,
    "colour": _colour,
    "font": _font,
}


def _unexpected(what: str, found: Any) -> Mismatch:
    return Mismatch(f"expected {what}, found {_shown(found)}")


def _no_such(message: str, given: Any, known: Any, otherwise: str = "") -> Mismatch:
    """Return what is said of a value that is none of those *known*."""
    names = ", ".join(known)
    others = " or ".join(filter(None, [otherwise, f"one of {names}" if names else ""]))
    return Mismatch(message, closest(str(given), known) or others, "bad-value")


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
