"""Makes the mutants of a file: mutmut's operators, each used on each place where a change can be noticed.

Only the operators are mutmut's. Its runner copies every function once a mutant, starts pytest anew for each, and
leaves out whatever stands outside of a function or below a decorator: our tables and our properties.
"""

import ast
import hashlib
import textwrap
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# Whether a stored word is right is a question of the stores' tests, and nobody calls these by another name.
_ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag"}
_NEVER = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias)
_SIMPLE_DEFAULTS = (cst.Name, cst.BaseNumber, cst.BaseString)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: what stood there, what stands there now.

    `place` is the outermost function ("" for a table), or class and method; `first` and `last` are the lines of
    its statement; `start` and `end` are offsets in the file, between which `put` stands in the mutant.
    """

    path: Path
    module: str
    place: str
    in_function: bool
    first: int
    last: int
    start: int
    end: int
    put: str
    was: str
    becomes: str
    number: int
    code: str

    @property
    def key(self) -> str:
        """What names it in every run, wherever the lines around it move: it changes with the function alone."""
        told = (self.module, self.place, self.was, self.becomes, str(self.number), self.code)
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]

    @property
    def where(self) -> str:
        """Module and function, as an explanation names them."""
        return f"{self.module.removeprefix('voicetill.')}:{self.place}"

    @property
    def change(self) -> str:
        """The change on one line."""
        return " ".join(f"{self.was}  ->  {self.becomes}".split("\n"))

    def applied_to(self, source: str) -> str:
        """Return the mutated file."""
        return f"{source[: self.start]}{self.put}{source[self.end :]}"


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a walk stands: the names of classes and functions around it, and the nearest node worth showing."""

    names: tuple[str, ...]
    in_function: bool
    statement: CodeRange
    shown: cst.CSTNode
    function: cst.CSTNode


class _File:
    """A parsed file that knows where each of its nodes stands."""

    def __init__(self, path: Path, module: str) -> None:
        self.path, self.name = path, module
        self.source = path.read_text(encoding="utf-8")
        wrapper = MetadataWrapper(cst.parse_module(self.source), unsafe_skip_copy=True)
        self.tree = wrapper.module
        self.positions = wrapper.resolve(PositionProvider)
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self._prints: dict[tuple[int, int], str] = {}

    @cached_property
    def lines(self) -> list[int]:
        starts = [0]
        for line in self.source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def range_of(self, node: cst.CSTNode) -> tuple[int, int]:
        position = self.positions[node]
        return (
            self.lines[position.start.line - 1] + position.start.column,
            self.lines[position.end.line - 1] + position.end.column,
        )

    def line_of(self, offset: int) -> int:
        return bisect_right(self.lines, offset)

    def fingerprint(self, start: int, end: int) -> str:
        if (start, end) not in self._prints:
            self._prints[start, end] = hashlib.sha256(_essence(self.source[start:end]).encode()).hexdigest()[:12]
        return self._prints[start, end]

    def text(self, node: cst.CSTNode) -> str:
        return str(self.tree.code_for_node(node))


def mutants_of(path: Path, module: str) -> list[Mutant]:
    """Return every mutant of the file, in its order."""
    file = _File(path, module)
    whole = CodeRange((1, 0), (1, 0))
    spot = _Spot(names=(), in_function=False, statement=whole, shown=file.tree, function=file.tree)
    return [mutant for node, at in _walk(file, file.tree, spot) for mutant in _mutants_at(file, node, at)]


def _walk(file: _File, node: cst.CSTNode, spot: _Spot) -> Iterator[tuple[cst.CSTNode, _Spot]]:
    if _is_left_alone(node):
        return
    spot = _moved(file, node, spot)
    yield node, spot
    enum = isinstance(node, cst.ClassDef) and _is_enum(node)
    for child in _body(node) if enum else node.children:
        yield from _walk(file, child, spot)


def _body(enum: cst.CSTNode) -> list[cst.CSTNode]:
    """The methods of an enum: its members are words that are stored, and are held by the stores' tests."""
    return [child for child in enum.body.body if isinstance(child, cst.FunctionDef)]


def _is_left_alone(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return node.func.value in ("len", "isinstance", "TypeVar", "cast", "NewType")
    if isinstance(node, cst.Param) and node.default is not None:
        return not isinstance(node.default, _SIMPLE_DEFAULTS)
    return isinstance(node, _NEVER)


def _is_enum(node: cst.ClassDef) -> bool:
    return any(isinstance(base.value, cst.Name) and base.value.value in _ENUMS for base in node.bases)


def _moved(file: _File, node: cst.CSTNode, spot: _Spot) -> _Spot:
    names, function, inside = spot.names, spot.function, spot.in_function
    if isinstance(node, cst.ClassDef | cst.FunctionDef) and not inside:
        names, function = (*names, node.name.value), node
        inside = isinstance(node, cst.FunctionDef)
    shown = node if isinstance(node, cst.BaseExpression | cst.BaseSmallStatement) else spot.shown
    at = isinstance(node, cst.BaseStatement | cst.BaseSmallStatement)
    statement = _head(file, node) if at else spot.statement
    return _Spot(names=names, in_function=inside, statement=statement, shown=shown, function=function)


def _head(file: _File, node: cst.CSTNode) -> CodeRange:
    """The lines of a statement, without the block that hangs on it."""
    position = file.positions[node]
    body = getattr(node, "body", None)
    # The head of a function runs at import alone, but whoever calls the function uses its defaults.
    if not isinstance(body, cst.IndentedBlock) or isinstance(node, cst.FunctionDef):
        return position
    first = file.positions[body.body[0]].start.line
    return CodeRange((position.start.line, 0), (max(position.start.line, first - 1), 0))


def _mutants_at(file: _File, node: cst.CSTNode, spot: _Spot) -> Iterator[Mutant]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            for mutated in operator(node):
                yield _mutant(file, node, mutated, spot)


def _mutant(file: _File, node: cst.CSTNode, mutated: cst.CSTNode, spot: _Spot) -> Mutant:
    start, end, put = _splice(file, node, mutated)
    shown = _shown(file, spot.shown, start, end)
    place = ".".join(spot.names)
    was = file.source[shown[0] : shown[1]]
    becomes = file.source[shown[0] : start] + put + file.source[end : shown[1]]
    told = (place, was, becomes)
    file.counts[told] += 1
    return Mutant(
        path=file.path,
        module=file.name,
        place=place,
        in_function=spot.in_function,
        first=spot.statement.start.line,
        last=spot.statement.end.line,
        start=start,
        end=end,
        put=put,
        was=was,
        becomes=becomes,
        number=file.counts[told],
        code=_code(file, spot),
    )


def _code(file: _File, spot: _Spot) -> str:
    """A fingerprint of what surrounds the mutant: the function, or the statement of a table."""
    if spot.in_function or isinstance(spot.function, cst.ClassDef):
        start, end = file.range_of(spot.function)
    else:
        start, end = file.lines[spot.statement.start.line - 1], file.lines[spot.statement.end.line]
    return file.fingerprint(start, end)


def _essence(code: str) -> str:
    """The code without its comments and its layout."""
    try:
        return ast.dump(ast.parse(textwrap.dedent(code)), annotate_fields=False)
    except SyntaxError:
        return code.strip()


def _shown(file: _File, node: cst.CSTNode, start: int, end: int) -> tuple[int, int]:
    first, last = file.range_of(node)
    if isinstance(node, cst.Module) or last - first > _LONGEST_SHOWN:
        line = file.line_of(start)
        return file.lines[line - 1], max(file.lines[line] - 1, end)
    return min(first, start), max(last, end)


_LONGEST_SHOWN = 400


def _splice(file: _File, node: cst.CSTNode, mutated: cst.CSTNode) -> tuple[int, int, str]:
    """Return which part of the file is replaced, and by what."""
    start, end = file.range_of(node)
    if file.source[start:end] == file.text(node):
        return start, end, file.text(mutated)
    changed = file.tree.deep_replace(node, mutated)
    return difference(file.source, changed.code if isinstance(changed, cst.Module) else file.source)


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Return the smallest part of `before` that differs (start and end), and what `after` has there."""
    start = 0
    least = min(len(before), len(after))
    while start < least and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < least - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, len(before) - tail, after[start : len(after) - tail]
