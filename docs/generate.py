"""Write the pages that can be generated: docs/cli.md and docs/case-file.md; with --check only compare them.

Exit code 1 where a page is not what the program says today.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pledgeline.cli.main import pledgeline
from pledgeline.files.json_schema import case_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent
MARK = "<!-- Written by docs/generate.py; edit the program instead. -->"
WIDTH = 90
HELP = ["-h", "--help"]

CLI_HEAD = """\
# Command line

Data goes to standard output, everything else to standard error. Every verb has `--json`, which writes one
object with `schema_version`; where it is `--json FILE`, to a file, `-` being standard output.
Texts are in English or French: by `--lang`, else `PLEDGELINE_LANG`, else the locale; JSON is the same in any language.
Colour is used on a terminal only, and never with `NO_COLOR` set. A progress bar is shown on a terminal only.

| exit code | meaning |
|---|---|
| 0 | fine |
| 1 | findings: problems in the case, or an expectation that does not hold |
| 2 | wrong usage, a file that cannot be read or written, or an internal error |
| 3 | prices that are missing, stale, zero or not finite |
| 130 | interrupted |

An internal error is one line; with `PLEDGELINE_TRACEBACK=1` in the environment the whole traceback is shown.
"""

CASE_HEAD = """\
# The case file

One YAML file describes the group; others may be imported. Every scalar is read as text and typed by its key,
so that `NO`, `010` or `1e9` never turn into something else. The JSON Schema that these tables are made from is
written by `pledgeline schema`.

## Figures

A figure is a literal, a literal with its source, or an assumption with its range:

```yaml
drawn: USD 8.5bn
drawn: {value: USD 8.5bn, from: press-a#p4, confidence: reported, note: "…", quote: "…"}
call: {assume: 35%, range: 25%..50%, note: "nobody disclosed it"}
cash: unknown
```

`unknown` is allowed where a figure may be left out, and is never zero. `confidence` is `disclosed`, `reported` or
`estimated`. With `quote` and a source that has a local `file`, the passage is looked up in that file.

| kind | written as |
|---|---|
"""

CASE_GROUP = """\
## The group

Where the cash of the group is known, its payments are followed from day to day: [The group](models/group.md) says how.
Everything below may be left out.

```yaml
group:
  cash: [USD 10bn, {value: JPY 2.1tn, from: accounts}]   # or one figure; unknown cash is not zero
  policy: {ltv: {normal: 25%, ceiling: 35%}, liquidity: {redemptions_covered: 2y},
           tolerances: {call: 5%, gap: 1%, ltv: 10%, cover: 20%, within: 1y}}
debts:
  notes: {amount: USD 1bn, due: 2027-09-19, rate: 5%, cross_default: [a-loan]}
  bridge: {kind: bridge, facility: USD 15bn, amount: USD 8.5bn, due: 2026-05, rate: SOFR + 200bp,
           at_maturity: {extend: 6mo}}
  line: {kind: line, facility: USD 5bn, term: 1y, rate: SOFR + 1%}        # its year begins with the first draw
  new-notes: {kind: issue, facility: USD 5bn, ltv_at_most: 25%, fee: 1%}  # the window is shut above this LTV
commitments:
  stake: {to: a company, amount: USD 22.5bn, due: 2025-12-31, buys: stake}
  rent: {to: a landlord, amount: USD 20m, due: 2025-12-31, every: quarterly, until: 2028-12-31}
inflows: {dividends: {amount: JPY 80bn, due: 2025-12-10, every: half_yearly, until: 2030}}
receivables: {price: {owed_by: a buyer, amount: USD 2bn, due: 2026-03-31}}
funding: [{cash: {keep: USD 2bn}}, {draw: a-loan}, {draw: bridge}, {sell: shares, lock_up: 2026-01-31, tax: 20%}, cash]
scenarios:
  crisis: {rates: {SOFR: 200bp}, shut: [new-notes], delay: {price: 6mo}}
```

- `funding` is the waterfall: each payment asks the sources in this order, each for what is left of it. A margin loan
  gives up to its `draw_stop`, a line, a bridge or an issue what its window allows, a listed asset what can be sold in a
  day. Cash may stand twice, with different amounts kept.
- A payment is made on its day, or on the next business day; a margin loan ends on the last business day up to its
  maturity. What lies behind the horizon is left out of the paths and named in the report.
- `at_maturity: {extend: 1y, times: 1, ltv_at_most: 25%, fee: 0.25%}` moves a maturity instead of repaying it.
- `cross_default` names loans and debts, also each other and in a circle: a chain of defaults takes a business day for
  each link, and each of them defaults once.
- A scenario may add to base rates, shut lines, bridges and issues, and delay what is to be received.
- `pledgeline show --resolved` lists every payment that has a date, as comments behind the case.
"""

CASE_BUILDING = """\
## Building

A programme is sites, phases and gates; what each word means stands in [Programmes](models/programmes.md). The gates
are written once, with what they take, what they wait for and what is spent while they last:

```yaml
programmes:
  yard:
    promised: [two-gigawatts]                            # a pledge of this case
    delays: {across_sites: {assume: 30%, range: 10%..50%}}
    gates:
      permit: {per: site, duration: {law: triangular, low: 4mo, likely: 8mo, high: 18mo}}
      grid:   {per: site, after: [permit], duration: {law: log_normal, median: 36mo, deviation: 40%}, never: 10%,
               spends: {power: 100%}}
      shell:  {after: [permit], duration: {law: reference, like: it, plan: 18mo}, spends: {shell: 100%, chips: 100%}}
      commissioning: {after: [shell, grid], duration: 2mo}
    capital: {power: USD 4bn, shell: USD 9bn, chips: USD 22bn}            # for each GW
    partners:
      group: {share: 10%}                                                 # only this part is drawn on the group
      banks: {as: project_debt, rate: 7%, term: 12y}                      # without a share: what is left
    sites:
      north:
        name: North Yard
        gates: {permit: {done: 2025-06-01}, grid: {begun: 2025-06-02}}    # what is otherwise here
        phases:
          first: {capacity: 0.2 GW, in_service: 2025-11}
          second: {capacity: 0.6 GW}
pledges:
  two-gigawatts: {by: group, capacity: 2 GW, made: 2025-06, deadline: 2029-12-31, backed_by: [yard]}
```

## Companies and contracts

Who owes and holds whom; how it is reckoned stands in [Contagion](models/contagion.md). The group itself is `group`.

```yaml
companies:
  chips:  {name: Chips Inc., equity: USD 40bn, outside_debt: USD 5bn, exposed: {assume: 60%, range: 40%..80%}}
  models: {name: Models Inc., asset: stake, equity: USD 90bn, exposed: 100%, default: 4%}   # `asset`: its stake in it
  banks:  {name: Banks, assets: USD 300bn, outside_debt: USD 270bn, lends: {a-loan: 60%}}
  rival:  {name: Rival, capital_spending: {2026: USD 70bn}}                                # only set beside the others
contracts:
  rent:   {by: models, to: group, kind: compute, standing: binding, yearly: USD 3bn, term: 10y, phases: [yard.north]}
  supply: {by: models, to: chips, kind: supply, standing: reported, amount: USD 30bn, starts: 2026-07, term: 5y}
  intent: {by: chips, to: models, kind: equity, standing: letter_of_intent, amount: USD 10bn, condition: each GW built}
contagion: {until: 2027-12-31, alpha: 80%, beta: 80%, counted: [binding, reported]}
scenarios:
  bubble: {demand: {assume: 50%, range: 30%..80%}}
```
"""

CASE_EXPECT = """\
## Expectations

Each line of `expect` is a comparison that must hold. It names figures of the case by their path
(`loans.arm-margin.ltv.call`) and headline numbers by their key (`loans.arm-margin.ltv`, `group.ltv.reported`;
`pledgeline explain CASE --list` shows all of them), and uses literals with their units:

```yaml
expect:
  - loans.arm-margin.ltv < 15%
  - loans.arm-margin.trigger_price < USD 80 and group.nav > USD 200bn
  - group.debt.net / group.holdings.net == group.ltv.reported
  - not loans.arm-margin.call_probability > 25%
```

There are `+ - * /`, `< <= > >= == !=`, `and or not`, parentheses, `min`, `max` and `sqrt`; a minus stands between
spaces. Money is not compared with a ratio, nor dollars with yen. What is not known makes a comparison fail.
Lines on probabilities are looked at by `pledgeline run`, all others by `pledgeline check` too.
"""


def cli_page() -> str:
    """The reference of the command line."""
    parts = [MARK, CLI_HEAD, _block(pledgeline, "pledgeline", None)]
    parent = click.Context(pledgeline, info_name="pledgeline", help_option_names=HELP)
    for name in pledgeline.list_commands(parent):
        verb = pledgeline.get_command(parent, name)
        if verb is not None:
            parts += [f"## {name}\n", _block(verb, name, parent)]
    return "\n".join(parts)


def case_page() -> str:
    """The reference of the case file, from its schema."""
    schema = case_schema()
    records = schema["$defs"]
    head = CASE_HEAD + "".join(f"{line}\n" for line in _kinds(records))
    parts = [MARK, head, CASE_GROUP, CASE_BUILDING, CASE_EXPECT, "## Top level\n", *_record(schema)]
    for name in _order(schema, records):
        parts += [f"## {_title(name)}\n", *_record(records[name])]
    return "\n".join(parts)


def _block(command: click.Command, name: str, parent: click.Context | None) -> str:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=HELP
    )
    return f"```text\n{command.get_help(context)}\n```\n"


def _kinds(records: dict[str, Any]) -> Iterator[str]:
    for name, record in records.items():
        if name.endswith("Figure"):
            example = record["oneOf"][0]["examples"][0]
            yield f"| {_kind(name)} | `{example}` |"


def _kind(name: str) -> str:
    """A record or a figure in words: BusinessDaysFigure is business days."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Figure")).lower()


def _title(name: str) -> str:
    """The heading of a record; an abbreviation keeps its capitals."""
    return name if name.isupper() else _kind(name).capitalize().replace("Ltv", "LTV")


def _record(record: dict[str, Any]) -> Iterator[str]:
    if record.get("description"):
        yield f"{record['description']}\n"
    yield "| key | written as | meaning |\n|---|---|---|"
    required = set(record.get("required", ()))
    for key, content in record.get("properties", {}).items():
        name = f"**`{key}`**" if key in required else f"`{key}`"
        meaning = [content.get("description", "")]
        default = content.get("default")
        if default is not None and str(default) not in meaning[0] and "left out" not in meaning[0]:
            meaning.append(f"default {default}")
        said = "; ".join(part for part in meaning if part)
        yield f"| {name} | {_written(content)} | {_cell(said)} |"
    yield ""


def _written(content: dict[str, Any]) -> str:
    """How a value is written, with links to the records it is made of."""
    if "$ref" in content:
        return _reference(content["$ref"])
    if "const" in content:
        return f"`{content['const']}`"
    if "enum" in content:
        return ", ".join(f"`{word}`" for word in content["enum"])
    for key in ("oneOf", "anyOf"):
        if key in content:
            return " or ".join(dict.fromkeys(_written(choice) for choice in content[key]))
    return _collection(content)


def _collection(content: dict[str, Any]) -> str:
    if content.get("type") == "array":
        return f"list of {_written(content.get('items', {}))}"
    if isinstance(content.get("additionalProperties"), dict):
        return f"by id: {_written(content['additionalProperties'])}"
    return {"string": "date" if content.get("format") == "date" else "text"}.get(str(content.get("type")), "mapping")


def _reference(target: str) -> str:
    name = target.rpartition("/")[2]
    if name.endswith("Figure"):
        return f"[{_kind(name)}](#figures)"
    return {"Raw": "anything", "Citations": "source ids"}.get(
        name, f"[{_title(name)}](#{_title(name).lower().replace(' ', '-')})"
    )


def _order(schema: dict[str, Any], records: dict[str, Any]) -> list[str]:
    """The records in the order in which a reader meets them."""
    met: list[str] = []

    def visit(node: Any) -> None:  # noqa: ANN401  # any part of the schema
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).rpartition("/")[2]
            if name in records and name not in met and not name.endswith("Figure") and name not in {"Raw", "Citations"}:
                met.append(name)
                visit(records[name])
            for inner in node.values():
                visit(inner)
        elif isinstance(node, list):
            for inner in node:
                visit(inner)

    visit(schema.get("properties", {}))
    return met


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES = {"cli.md": cli_page, "case-file.md": case_page}


def main() -> int:
    """Write the pages, or compare them; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, page().rstrip() + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    if stale:
        print(f"{'stale' if check else 'written'}: {', '.join(stale)}", file=sys.stderr)  # a script
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
