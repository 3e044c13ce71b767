"""Puts a mutant in the place of the original, in a process that has already imported it.

A function gets the mutated code in place (`__code__`), so whoever holds it runs the mutant: tables, partials,
properties. A table is computed anew, with whatever is computed from it, and is put wherever it was imported.
"""

import ast
import gc
import inspect
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from scripts.mutation.making import Mutant


class CannotBePutError(Exception):
    """The mutant has no place in a module that is already imported."""


def put(mutant: Mutant, source: str) -> None:
    """Make this process run the mutant. Raises SyntaxError, CannotBePutError, or what the mutant raises itself."""
    mutated = ast.parse(mutant.applied_to(source), filename=str(mutant.path))
    module = sys.modules[mutant.module]
    names = mutant.place.split(".") if mutant.place else []
    if mutant.in_function:
        _put_function(module, names, mutated)
    elif names:
        _put_attribute(module, names, mutated, mutant)
    else:
        _put_tables(module, mutated, ast.parse(source))


def _put_function(module: ModuleType, names: list[str], mutated: ast.Module) -> None:
    function = _function(module, names)
    node = _node(mutated, names)
    if not isinstance(node, ast.FunctionDef):
        raise CannotBePutError(names)
    before, after = function.__code__, _code(compile(mutated, str(module.__file__), "exec"), ".".join(names))
    function.__code__ = after
    _put_inner(before, after)
    defaults = tuple(_value(default, module) for default in node.args.defaults)
    function.__defaults__ = defaults or None
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    function.__kwdefaults__ = {arg.arg: _value(each, module) for arg, each in pairs if each is not None}


def _put_inner(before: CodeType, after: CodeType) -> None:
    """Functions that the function made before, at import, become the mutant's too: a table may hold them."""
    fresh = {code.co_qualname: code for code in _codes(after)}
    old = {id(code): fresh.get(code.co_qualname) for code in _codes(before)}
    if not old:
        return
    gc.unfreeze()
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and (code := old.get(id(each.__code__))) is not None:
            each.__code__ = code


def _function(module: ModuleType, names: list[str]) -> FunctionType:
    found: Any = module
    for name in names:
        found = inspect.getattr_static(found, name, None)
    found = getattr(found, "fget", None) or getattr(found, "func", None) or found
    found = inspect.unwrap(getattr(found, "__func__", found))
    if not isinstance(found, FunctionType):
        raise CannotBePutError(names)
    return found


def _code(code: CodeType, qualified: str) -> CodeType:
    found = [each for each in _codes(code) if each.co_qualname == qualified]
    if not found:
        raise CannotBePutError(qualified)
    return found[-1]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _node(tree: ast.Module, names: list[str]) -> ast.AST:
    found: Any = tree
    for name in names:
        kinds = (ast.ClassDef, ast.FunctionDef)
        inside = [each for each in found.body if isinstance(each, kinds) and each.name == name]
        if not inside:
            raise CannotBePutError(names)
        found = inside[-1]
    return found  # type: ignore[no-any-return]


def _value(node: ast.expr, module: ModuleType) -> object:
    return eval(compile(ast.Expression(node), str(module.__file__), "eval"), vars(module))  # noqa: S307


def _put_attribute(module: ModuleType, names: list[str], mutated: ast.Module, mutant: Mutant) -> None:
    """A field's default, or another plain name in the body of a class."""
    owner: Any = module
    for name in names:
        owner = getattr(owner, name)
    body = _node(mutated, names).body  # type: ignore[attr-defined]
    statements = [each for each in body if each.lineno <= mutant.first <= (each.end_lineno or each.lineno)]
    if len(statements) != 1 or not isinstance(statements[0], ast.AnnAssign | ast.Assign):
        raise CannotBePutError(names)
    statement = statements[0]
    target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
    if not isinstance(target, ast.Name) or statement.value is None or isinstance(statement.value, ast.Call):
        raise CannotBePutError(names)
    _set_default(owner, target.id, _value(statement.value, module))


def _set_default(owner: type, name: str, value: object) -> None:
    fields = getattr(owner, "__dataclass_fields__", {})
    if name not in fields:
        setattr(owner, name, value)
        return
    make: Any = vars(owner)["__init__"]
    positional = make.__code__.co_varnames[: make.__code__.co_argcount]
    if name in (make.__kwdefaults__ or {}):
        make.__kwdefaults__ = {**make.__kwdefaults__, name: value}
    elif name in positional and make.__defaults__:
        start = len(positional) - len(make.__defaults__)
        at = positional.index(name) - start
        make.__defaults__ = (*make.__defaults__[:at], value, *make.__defaults__[at + 1 :])
    else:
        raise CannotBePutError(name)


def _put_tables(module: ModuleType, mutated: ast.Module, original: ast.Module) -> None:
    before = [ast.dump(each) for each in original.body]
    statements = [each for each in mutated.body if not isinstance(each, ast.Import | ast.ImportFrom)]
    changed = {id(each) for each in mutated.body if ast.dump(each) not in before}
    names: set[str] = set()
    fresh = dict(vars(module))
    for each in statements:
        used = {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
        if id(each) not in changed and not used & names:
            continue
        if isinstance(each, ast.FunctionDef | ast.ClassDef):
            continue
        names |= _assigned(each)
        exec(compile(ast.Module([each], []), str(module.__file__), "exec"), fresh)  # noqa: S102
    for name in names:
        _exchange(name, getattr(module, name), fresh[name])


def _assigned(statement: ast.stmt) -> set[str]:
    return {
        node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _exchange(name: str, old: object, new: object) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        old.clear()
        old.update(new)
        return
    for module in list(sys.modules.values()):
        if module.__name__.partition(".")[0] in ("voicetill", "tests") and vars(module).get(name) is old:
            setattr(module, name, new)
