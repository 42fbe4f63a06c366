"""The expectations of a case: comparisons that must hold, checked by dimension and by value.

What is not known is neither true nor false: a comparison with an unknown
number does not hold, unless `or` or `and` decide without it.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from pledgeline.engine.dimension import DATE, Dimension, dimension_of
from pledgeline.engine.expression import COMPARISONS, Apply, ExpressionError, Literal, Name, Node, names, parse
from pledgeline.engine.formula import FUNCTIONS
from pledgeline.engine.joined import joined
from pledgeline.engine.quantity import fine_text
from pledgeline.engine.results import Expectation
from pledgeline.errors import Place, Problem
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pledgeline.engine.document import CaseDocument

EXACT = 1e-9  # relative: what == takes for equal
_LOGIC = ("and", "or", "not")


def parse_expectation(text: str) -> Node:
    """The tree of one line of `expect:`; raises ExpressionError, a ValueError with `what`, `remedy` and `column`."""
    tree = parse(text)
    if not (isinstance(tree, Apply) and tree.sign in (*COMPARISONS, *_LOGIC)):
        raise ExpressionError(
            said("an expectation says what must hold"),
            said("add a comparison, such as loans.arm-margin.ltv < 25%"),
        )
    return tree


def check_expectation(text: str, units: Mapping[str, str]) -> None:
    """Refuse a line with a name that is not in `units`, or that compares what cannot be compared.

    Raises ExpressionError.
    """
    _dimension(parse_expectation(text), units)


def evaluate_expectation(text: str, quantities: Mapping[str, tuple[float | None, str]]) -> Expectation:
    """Whether a line holds, and what was found on both sides of its comparisons.

    `quantities` gives value and unit of each key; the value is None where it
    is not known. Raises ExpressionError.
    """
    tree = parse_expectation(text)
    units = {key: unit for key, (_, unit) in quantities.items()}
    _dimension(tree, units)
    values = {key: value for key, (value, _) in quantities.items()}
    found = joined(_found(tree, values, units), said("; "))
    return Expectation(text=text, holds=_truth(tree, values) is True, found=found)


def needs_simulation(text: str, simulated: Mapping[str, str]) -> bool:
    """Whether a line names a number that only a run can give."""
    return any(name.key in simulated for name in names(parse_expectation(text)))


def expectation_problems(document: CaseDocument, units: Mapping[str, str]) -> tuple[Problem, ...]:
    """Every line of `expect:` that cannot be read or compared, with its place in the file."""
    found = []
    for index, text in enumerate(document.case.expect):
        try:
            check_expectation(text, units)
        except ExpressionError as error:
            key = f"expect.{index}"
            where = _inside(document.locate(key), text, error)
            found.append(Problem(where=where, what=error.what, remedy=error.remedy, key=key))
    return tuple(found)


def value_of(node: Node, values: Mapping[str, float | None]) -> float | None:
    """The number of an arithmetic tree; None where it is not known."""
    match node:
        case Literal():
            return node.number
        case Name():
            return values[node.key]
        case Apply():
            return _applied(node, values)


def _inside(place: Place, text: str, error: ExpressionError) -> Place:
    """The place of an error within the line of the file that carries the expectation."""
    start = place.text.find(text)
    column = place.column if start < 0 else start + error.column
    width = place.width if start < 0 else error.width
    return Place(file=place.file, line=place.line, column=column, width=width, text=place.text)


def _dimension(node: Node, units: Mapping[str, str]) -> Dimension | None:
    """The dimension of a number, None for a truth; raises ExpressionError."""
    match node:
        case Literal():
            return node.dimension
        case Name():
            return _named(node, units)
        case Apply(sign="and" | "or" | "not"):
            for operand in node.operands:
                if _dimension(operand, units) is not None:
                    what = said("'{sign}' joins comparisons", sign=node.sign)
                    raise _refused(node, what, said("write one on each side of it"))
            return None
        case Apply():
            operands = [_number(operand, node, units) for operand in node.operands]
            return _combined(node, operands)


def _number(operand: Node, node: Apply, units: Mapping[str, str]) -> Dimension:
    found = _dimension(operand, units)
    if found is None:
        what = said("'{sign}' works on numbers, not on comparisons", sign=node.sign)
        raise _refused(node, what, said("join comparisons with and, or"))
    return found


def _named(node: Name, units: Mapping[str, str]) -> Dimension:
    if node.key not in units:
        raise ExpressionError(
            said("'{key}' is no key of this case", key=node.key),
            suggestion(node.key, sorted(units)),
            column=node.column,
            width=len(node.key),
        )
    return dimension_of(units[node.key])


def _combined(node: Apply, operands: list[Dimension]) -> Dimension | None:
    """The dimension of an operator or function applied to numbers."""
    if DATE in operands and node.sign not in COMPARISONS:
        raise _refused(node, said("dates can be compared, not added"), said("write the date itself"))
    match node.sign:
        case "*":
            return operands[0].times(operands[1])
        case "/":
            return operands[0].over(operands[1])
        case "negative":
            return operands[0]
        case "sqrt":
            if operands[0].powers:
                raise _refused(node, said("sqrt takes a pure number"), "")
            return operands[0]
    common = operands[0]
    for other in operands[1:]:
        both = common.common(other)
        if both is None:
            what = said("one side is {left}, the other {right}", left=common.phrase(), right=other.phrase())
            raise _refused(node, what, _remedy(common, other))
        common = both
    return None if node.sign in COMPARISONS else common


def _remedy(left: Dimension, right: Dimension) -> str:
    """How a literal without a unit should have been written."""
    for literal, other in ((left, right), (right, left)):
        if literal.kind == "plain" and other.kind == "ratio":
            return said("write the ratio with %, such as 25%")
        if literal.kind == "plain" and other.powers:
            return said("write the number with its unit, such as {unit} 5bn", unit=other.unit().partition("/")[0])
    return said("compare like with like")


def _refused(node: Apply, what: str, remedy: str) -> ExpressionError:
    return ExpressionError(what, remedy, column=node.column, width=len(node.sign) if node.sign != "negative" else 1)


def _applied(node: Apply, values: Mapping[str, float | None]) -> float | None:
    found = [value_of(operand, values) for operand in node.operands]
    operands = [value for value in found if value is not None]
    if len(operands) < len(found) or (node.sign == "/" and operands[1] == 0):
        return None
    if node.sign == "sqrt" and operands[0] < 0:
        return None
    total = _ARITHMETIC[node.sign](*operands)
    return total if math.isfinite(total) else None


def _truth(node: Node, values: Mapping[str, float | None]) -> bool | None:
    """Whether a tree of comparisons holds; None where that is not known."""
    if not isinstance(node, Apply):
        return None
    if node.sign in _LOGIC:
        found = [_truth(operand, values) for operand in node.operands]
        return _LOGICAL[node.sign](found)
    left, right = (value_of(operand, values) for operand in node.operands)
    return None if left is None or right is None else _COMPARED[node.sign](left, right)


def _found(node: Node, values: Mapping[str, float | None], units: Mapping[str, str]) -> Iterator[str]:
    """What each comparison has on its two sides."""
    if not isinstance(node, Apply):
        return
    if node.sign in _LOGIC:
        for operand in node.operands:
            yield from _found(operand, values, units)
        return
    dimensions = [_dimension(operand, units) or Dimension() for operand in node.operands]
    common = dimensions[0].common(dimensions[1]) or dimensions[0]
    sides = [fine_text(value_of(operand, values), common.unit()) for operand in node.operands]
    yield joined((sides[0], node.sign, sides[1]), " ")


def _all(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _any(found: list[bool | None]) -> bool | None:
    if True in found:
        return True
    return None if None in found else False


def _not(found: list[bool | None]) -> bool | None:
    return None if found[0] is None else not found[0]


def _equal(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=EXACT)


_LOGICAL: dict[str, Callable[[list[bool | None]], bool | None]] = {"and": _all, "or": _any, "not": _not}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
}
_ARITHMETIC: dict[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "negative": operator.neg,
    **FUNCTIONS,
}
