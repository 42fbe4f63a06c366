"""A small language of comparisons: names, literals with units, arithmetic, `and`, `or`, `not`.

An operator-precedence parser (Pratt 1973) over tokens found by one regular
expression. Nothing is executed as code; length and nesting are limited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.dimension import DATE, DAYS, ONE, PLAIN, POWER, RATIO, ZERO, Dimension
from pledgeline.engine.joined import advised
from pledgeline.language.saying import said
from pledgeline.units.count import Count
from pledgeline.units.literal import LiteralError
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_LENGTH = 2_000
MAX_TOKENS = 200
MAX_DEPTH = 40
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
FUNCTIONS = ("max", "min", "sqrt")

_NUMERAL = r"[0-9][0-9_]*(?:\.[0-9]+)?"
_TOKENS = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<date>[12][0-9]{{3}}-(?:[0-9]{{2}}-[0-9]{{2}}|[0-9]{{2}}|Q[1-4]|H[12])(?!\w))
  | (?P<money>[A-Z]{{3}}[ ](?P<minus>-?){_NUMERAL}(?:k|m|bn|tn)?(?!\w))
  | (?P<ratio>{_NUMERAL}(?:%|bp(?!\w)))
  | (?P<days>[0-9]+bd(?!\w))
  | (?P<power>{_NUMERAL}[ ]?[GMk]W(?!\w))
  | (?P<count>{_NUMERAL}(?:k|m|bn|tn)?(?!\w))
  | (?P<name>[^\W\d]\w*(?:-\w+)*(?:\.\w+(?:-\w+)*)*)
  | (?P<sign><=|>=|==|!=|[-<>+*/(),−×])
    """,
    re.VERBOSE,
)
_CALENDAR_SPAN = re.compile(r"[0-9]+(?:y|mo|w|d)\b")
_STRENGTH = {"or": 1, "and": 2, **dict.fromkeys(COMPARISONS, 4), "+": 5, "-": 5, "*": 6, "/": 6}
_NOT_STRENGTH, _MINUS_STRENGTH = 3, 7
_BARE = {0.0: ZERO, 1.0: ONE}
_PLAIN_SIGNS = {"−": "-", "×": "*"}


class ExpressionError(ValueError):
    """A text that is no expression: what is wrong, what to write instead, and the 1-based column."""

    def __init__(self, what: str, remedy: str = "", *, column: int = 1, width: int = 1) -> None:
        """Keep the parts; the message is the finding with its remedy."""
        self.what, self.remedy, self.column, self.width = what, remedy, column, width
        super().__init__(advised(what, remedy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A number with its dimension, as written."""

    number: float
    dimension: Dimension
    text: str
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A key: a headline number or a figure of the case."""

    key: str
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """An operator or function on its operands; `column` is that of the sign."""

    sign: str  # + - * / < <= > >= == != and or not negative max min sqrt
    operands: tuple[Node, ...]
    column: int


Node = Literal | Name | Apply


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str  # the group of the regular expression; end
    text: str
    column: int


def parse(text: str) -> Node:
    """The tree of an expression; raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        what = said("the line has more than {number} characters", number=MAX_LENGTH)
        raise ExpressionError(what, said("split it into several"))
    tokens = tuple(_tokens(text))
    if len(tokens) > MAX_TOKENS:
        what = said("the line has more than {number} words and signs", number=MAX_TOKENS)
        raise ExpressionError(what, said("split it into several"))
    return _Parser(tokens).whole()


def names(node: Node) -> Iterator[Name]:
    """Every name of a tree, from left to right."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Apply):
        for operand in node.operands:
            yield from names(operand)


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = _TOKENS.match(text, position)
        if found is None:
            raise _strange(text, position)
        kind = found.lastgroup or ""
        if kind == "minus":
            kind = "money"
        if kind != "space":
            yield _Token(kind=kind, text=found.group(), column=position + 1)
        position = found.end()
    yield _Token(kind="end", text="", column=len(text) + 1)


def _strange(text: str, position: int) -> ExpressionError:
    """Why a text cannot be read from a position on."""
    column, rest = position + 1, text[position:]
    span = _CALENDAR_SPAN.match(rest)
    if span is not None:
        what = said("'{span}' is a span of the calendar", span=span.group())
        return ExpressionError(what, said("write business days, such as 20bd"), column=column)
    if rest.startswith("="):
        return ExpressionError(said("'=' is not a comparison"), said("write == for equal"), column=column)
    piece = re.split(r"[\s()]", rest, maxsplit=1)[0][:20] or rest[0]
    return ExpressionError(
        said("'{piece}' cannot be read", piece=piece),
        said("write a key such as loans.arm-margin.ltv, or a literal such as 25% or USD 5bn"),
        column=column,
        width=len(piece),
    )


class _Parser:
    """Tokens and the place among them; each method reads one piece and moves on."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression(0)
        if self._next.kind != "end":
            raise self._unexpected(said("an operator is missing before it"))
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _unexpected(self, remedy: str) -> ExpressionError:
        token = self._next
        strange = said("'{text}' does not belong here", text=token.text)
        what = strange if token.text else said("the line ends too early")
        return ExpressionError(what, remedy, column=token.column, width=max(len(token.text), 1))

    def _expression(self, bound: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            what = said("the line is nested more than {number} deep", number=MAX_DEPTH)
            raise ExpressionError(what, said("write it flatter"), column=self._next.column)
        left = self._operand()
        while (strength := self._strength()) > bound:
            left = self._binary(left, strength)
        self._depth -= 1
        return left

    def _strength(self) -> int:
        return _STRENGTH.get(_PLAIN_SIGNS.get(self._next.text, self._next.text), 0)

    def _binary(self, left: Node, strength: int) -> Node:
        token = self._take()
        sign = _PLAIN_SIGNS.get(token.text, token.text)
        if sign in COMPARISONS and isinstance(left, Apply) and left.sign in COMPARISONS:
            what, remedy = said("comparisons cannot be chained"), said("join two of them with 'and'")
            raise ExpressionError(what, remedy, column=token.column, width=len(sign))
        right = self._expression(strength)
        return Apply(sign=sign, operands=(left, right), column=token.column)

    def _operand(self) -> Node:
        token = self._next
        if token.kind in _LITERALS:
            return _literal(self._take())
        if token.text in {"-", "−"}:
            self._take()
            return Apply(sign="negative", operands=(self._expression(_MINUS_STRENGTH),), column=token.column)
        if token.text == "not":
            self._take()
            return Apply(sign="not", operands=(self._expression(_NOT_STRENGTH),), column=token.column)
        if token.text == "(":
            return self._parenthesis()
        if token.kind == "name" and token.text not in _STRENGTH:
            self._take()
            is_call = token.text in FUNCTIONS and self._next.text == "("
            return self._call(token) if is_call else Name(key=token.text, column=token.column)
        raise self._unexpected(said("a key or a literal is wanted"))

    def _parenthesis(self) -> Node:
        self._take()
        inner = self._expression(0)
        if self._next.text != ")":
            raise self._unexpected(said("close the parenthesis"))
        self._take()
        # a comparison in parentheses is a truth, not the start of a chain
        return inner

    def _call(self, token: _Token) -> Node:
        self._take()
        operands = [self._expression(0)]
        while self._next.text == ",":
            self._take()
            operands.append(self._expression(0))
        if self._next.text != ")":
            raise self._unexpected(said("close the parenthesis"))
        self._take()
        if token.text == "sqrt" and len(operands) != 1:
            raise ExpressionError(said("sqrt takes one number"), "", column=token.column, width=len(token.text))
        return Apply(sign=token.text, operands=tuple(operands), column=token.column)


def _literal(token: _Token) -> Literal:
    try:
        number, dimension = _LITERALS[token.kind](token.text)
    except LiteralError as error:
        raise ExpressionError(error.what, error.remedy, column=token.column, width=len(token.text)) from None
    return Literal(number=number, dimension=dimension, text=token.text, column=token.column)


def _money(text: str) -> tuple[float, Dimension]:
    money = Money.parse(text)
    return float(money), Dimension(powers=((money.currency, 1),), kind="price")


_LITERALS: dict[str, Callable[[str], tuple[float, Dimension]]] = {
    "money": _money,
    "ratio": lambda text: (float(Ratio.parse(text)), RATIO),
    "days": lambda text: (float(BusinessDays.parse(text)), DAYS),
    "power": lambda text: (float(Power.parse(text)), POWER),
    "count": lambda text: (number := float(Count.parse(text)), _BARE.get(number, PLAIN)),
    "date": lambda text: (float(PartialDate.parse(text).last.toordinal()), DATE),
}
