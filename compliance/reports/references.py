"""The lists a report's links lead to: clauses that ask, and cells or sentences that answer."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from compliance.rule import Rule
from compliance.source import Place


class Clause(Struct):
    """A clause of a plan, its quotes, and the rows that rest on it."""

    anchor: str
    document: str
    clause: str
    quotes: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"第{self.clause}条" if self.clause.isascii() else self.clause


class Source(Struct):
    """A cell or a sentence, its words, and the rows that rest on it."""

    anchor: str
    place: Place
    text: str
    rows: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The place within its sheet or file."""
        if self.place.cell:
            return self.place.cell
        if self.place.paragraph:
            return f"第 {self.place.paragraph} 段"
        return f"第 {self.place.line} 行" if self.place.line else "全文"


class References:
    """Gives each clause and each place its anchor when it is first named."""

    def __init__(self) -> None:
        self._clauses: dict[tuple[str, str], Clause] = {}
        self._sources: dict[Place, Source] = {}

    def clause(self, rule: Rule, row: str) -> Clause:
        document = rule.document
        key = (document.id, rule.clause)
        name = f"《{document.title}》{document.number}"
        clause = self._clauses.setdefault(key, Clause(f"clause-{len(self._clauses) + 1}", name, rule.clause))
        if rule.quote and rule.quote not in clause.quotes:
            clause.quotes.append(rule.quote)
        if row not in clause.rows:
            clause.rows.append(row)
        return clause

    def source(self, place: Place, text: str, row: str) -> Source:
        source = self._sources.setdefault(place, Source(f"source-{len(self._sources) + 1}", place, text))
        if row and row not in source.rows:
            source.rows.append(row)
        return source

    def known(self, place: Place) -> Source | None:
        return self._sources.get(place)

    def clauses_by_document(self) -> Iterator[tuple[str, tuple[Clause, ...]]]:
        documents: dict[str, list[Clause]] = {}
        for clause in self._clauses.values():
            documents.setdefault(clause.document, []).append(clause)
        for name, clauses in documents.items():
            yield name, tuple(clauses)

    def sources_by_sheet(self) -> Iterator[tuple[str, tuple[Source, ...]]]:
        """By file and sheet; within one in the order of rows and columns."""
        sheets: dict[tuple[str, str], list[Source]] = {}
        for source in self._sources.values():
            sheets.setdefault((source.place.file, source.place.sheet), []).append(source)
        for (file, sheet), sources in sheets.items():
            name = f"《{file}》" + (f"工作表“{sheet}”" if sheet else "")
            yield (
                name,
                tuple(sorted(sources, key=lambda s: (s.place.paragraph, s.place.line, _cell_order(s.place.cell)))),
            )


def _cell_order(cell: str) -> tuple[int, int, str]:
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    return int(digits or 0), len(letters), letters
