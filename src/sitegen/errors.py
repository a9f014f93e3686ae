"""Mistakes of the user as values with a place; ours are ordinary exceptions."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Location(Struct, frozen=True, order=True):
    """A place in a file of the site: posix path from the site's folder, 1-based line and column."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(Struct, frozen=True, order=True):
    """One mistake, said once.

    *rule* is a stable, documented name; *offending* is the text as it stands in the file (often the
    whole line); *width* is how many characters of it, from the column on, are to be underlined.
    A *warning* is shown and counted, and does not keep the site from being published.  *context* says what
    sitegen was doing, where the place alone does not: `while making /about/ from content/about.md`.
    *setting* is the key of `site.toml` that is to blame (tables, key), until its place is found.
    """

    location: Location
    rule: str
    message: str
    hint: str = ""
    offending: str = ""
    width: int = 1
    warning: bool = False
    context: str = ""
    setting: tuple[str, ...] = ()

    def __str__(self) -> str:
        more = "; ".join(filter(None, (self.hint, self.context)))
        return f"{self.location}: {self.message}{more and f' ({more})'} [{self.rule}]"


class SitegenError(Exception):
    """What sitegen raises on purpose; the command line prints it without a traceback."""


class ProblemsError(SitegenError):
    """The site can't be published as it is: *problems* holds every mistake found, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[object, ...]]:
        return type(self), (self.problems,)


class SetupError(SitegenError):
    """Something around the site is not as it must be: no `site.toml`, an output folder that is not ours."""


class UsageError(SitegenError):
    """An option that can't be right, such as a date that is none."""


class UnknownNameError(LookupError):
    """A *name* that a template gives to something that has only *known* ones."""

    def __init__(self, message: str, name: str, known: Iterable[str]) -> None:
        super().__init__(message)
        self.message, self.name, self.known = message, name, tuple(known)
