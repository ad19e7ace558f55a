"""Parts of a page that are alike but for their figures: rendered once, with marks where these stand, then filled.

The templates alone say how a part looks. Rendering one row of results takes them a tenth of a millisecond, and of all
the pages of a batch most rows differ in nothing but some figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from compliance.reports.bars import Bar
from compliance.reports.references import Clause, Source
from compliance.reports.view import Row

if TYPE_CHECKING:
    from jinja2 import Environment

#: What no rule, plan or template holds: YAML has no such characters.
_MARK = re.compile("\x02(\\d+)\x03")
_APART = "\x00"
#: So many moulds, pictures and lists of links are kept.
_KEPT = 4096


class Mould(Struct, frozen=True):
    """A part with places: a form for the % operator, and what picks the values for its places."""

    form: str
    pick: Callable[[Sequence[str]], tuple[str, ...]]

    @classmethod
    def of(cls, text: str) -> Mould:
        """Of a part rendered with `mark(n)` wherever its n-th value belongs."""
        pieces = _MARK.split(text)
        places = list(map(int, pieces[1::2]))
        # of one place alone an itemgetter makes no tuple
        pick = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
        return cls("%s".join(p.replace("%", "%%") for p in pieces[::2]), pick)

    def filled(self, values: Sequence[str]) -> str:
        return self.form % tuple(self.pick(values))


def mark(n: int) -> Markup:
    """What holds the place of the n-th value."""
    return Markup(f"\x02{n}\x03")  # noqa: S704  # digits


def escaped(values: Sequence[str]) -> list[str]:
    """Each value as it stands in a page; all at once, since most of what escaping costs is the call."""
    found = str.split(escape(_APART.join(values)), _APART)
    return found if len(found) == len(values) else [str(escape(value)) for value in values]


class Moulds:
    """The moulds of an environment's templates."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._rows: dict[tuple[object, ...], Mould] = {}
        self.links = lru_cache(_KEPT)(self._links)
        self._picture = lru_cache(_KEPT)(self._pictured)
        self._clause = lru_cache(_KEPT)(self._of_clause)
        self._source = cache(self._of_source)
        environment.filters.update(drawn=self.row, linked=self.linked, clauses=self.clauses, sources=self.sources)

    def _render(self, template: str, **words: Any) -> str:
        return self.environment.get_template(template).render(words)

    def _macro(self, name: str) -> Any:
        return getattr(self.environment.get_template("macros.html").module, name)

    # -- one row of results

    def row(self, row: Row, document: str) -> Markup:
        """The row as its template renders it."""
        # all that the template looks into; what it only prints is among the values
        key = (
            document, row.verdict, row.word, row.title, row.rule, row.period, row.quote, row.clause.clause, row.force, row.basis,
            row.basis_apart, row.gap, row.progress, row.flags, row.waiver, row.reading, row.notes, row.more_evidence,
            not row.actual, not row.counts, not row.distance, not row.comparison, row.bar is None, len(row.steps), len(row.evidence),
        )  # fmt: skip
        mould = self._rows.get(key)
        if mould is None:
            if len(self._rows) >= _KEPT:
                self._rows.clear()
            mould = self._rows[key] = self._of_row(row, document)
        values = [row.anchor, row.clause.anchor, row.actual, row.counts, row.required, row.distance, row.reason,
                  row.comparison, *row.steps]  # fmt: skip
        for proof in row.evidence:
            values += (proof.source.anchor, proof.source.label, proof.role, proof.text)
        if row.bar is not None:
            values.append(row.bar.label)
        values = escaped(values)
        values.append(str(row.number))
        if row.bar is not None:
            values.append(self._picture(replace(row.bar, label=""), row.verdict).filled([values[-2]]))
        return Markup(mould.filled(values))  # noqa: S704  # the template's own, with escaped values

    def _of_row(self, row: Row, document: str) -> Mould:
        """Of the row with a mark for every value, in the order of `row`."""
        steps, first = len(row.steps), 8 + len(row.steps)
        last = first + 4 * len(row.evidence) + (row.bar is not None)
        evidence = [
            SimpleNamespace(
                source=SimpleNamespace(anchor=mark(n), label=mark(n + 1)), role=mark(n + 2), text=mark(n + 3)
            )
            for n in range(first, first + 4 * len(row.evidence), 4)
        ]
        given = {
            name: mark(n)
            for n, name in enumerate(("actual", "counts", "required", "distance", "reason", "comparison"), 2)
        }
        marked: Any = replace(
            row, anchor=mark(0), number=mark(last), clause=replace(row.clause, anchor=mark(1)),
            steps=tuple(mark(8 + n) for n in range(steps)), evidence=tuple(evidence),
            **{name: place for name, place in given.items() if getattr(row, name)},
        )  # fmt: skip
        return Mould.of(self._render("row.html", row=marked, document=document, picture=mark(last + 1)))

    def _pictured(self, bar: Bar, verdict: str) -> Mould:
        """Of a picture without its words."""
        return Mould.of(self._macro("picture")(replace(bar, label=mark(0)), verdict))

    # -- the lists that links lead to

    def _links(self, rows: tuple[str, ...]) -> str:
        return str(self._macro("links")(rows))

    def linked(self, rows: Iterable[Row]) -> Markup:
        """Links to rows."""
        return Markup(self.links(tuple([row.anchor for row in rows])))  # noqa: S704

    def clauses(self, clauses: Iterable[Clause]) -> Markup:
        """The clauses of a plan, each as its template renders it."""
        found = [self._clause(c.anchor, c.label, tuple(c.quotes), tuple(c.rows)) for c in clauses]
        return Markup("\n".join(found))  # noqa: S704

    def _of_clause(self, anchor: str, label: str, quotes: tuple[str, ...], rows: tuple[str, ...]) -> str:
        return self._render("clause.html", anchor=anchor, label=label, quotes=quotes, links=Markup(self.links(rows)))  # noqa: S704

    def sources(self, sources: Sequence[Source]) -> Markup:
        """The cells of a sheet, each as its template renders it."""
        values = escaped([value for s in sources for value in (s.anchor, s.label, s.text)])
        found = []
        for n, source in enumerate(sources):
            links = self.links(tuple(source.rows))
            found.append(self._source(bool(source.rows)).filled((*values[3 * n : 3 * n + 3], links)))
        return Markup("\n".join(found))  # noqa: S704

    def _of_source(self, linked: bool) -> Mould:
        words = {"anchor": mark(0), "label": mark(1), "text": mark(2), "links": mark(3) if linked else ""}
        return Mould.of(self._render("source.html", **words))
