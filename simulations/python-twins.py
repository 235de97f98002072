"""Reads programs as JSON, each a dictionary of paths and texts, and prints what is wrong with them.

A name is wrong that nobody defines or imports, an import that nobody uses or that its module does
not have, a program that nothing starts, and a piece of app.state that nobody sets.
"""

import ast
import builtins
import json
import symtable
import sys

PACKAGES = {"aiohttp", "aiokafka", "asyncpg", "fastapi", "starlette"}
KNOWN = set(dir(builtins)) | {"__name__", "__file__"}


def module_of(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".py")


def defined_in(table: symtable.SymbolTable) -> set[str]:
    return {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}


def globals_used(table: symtable.SymbolTable) -> set[str]:
    used = {
        one.get_name()
        for one in table.get_symbols()
        if one.is_referenced() and (one.is_global() or table.get_type() == "module")
    }
    return used.union(*(globals_used(child) for child in table.get_children()))


def state_of(tree: ast.AST, context: type) -> set[str]:
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, context)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "state"
        and ast.unparse(node.value).endswith("app.state")
    }


def imports_of(path: str, tree: ast.AST, modules: dict[str, set[str]]) -> list[str]:
    wrong = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [(one.name, None) for one in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [(node.module or "", one.name) for one in node.names]
        for module, name in names:
            root = module.split(".")[0]
            if module in modules:
                if name and name not in modules[module]:
                    wrong.append(f"{path}: {module} has no {name}")
            elif root not in PACKAGES and root not in sys.stdlib_module_names:
                wrong.append(f"{path}: there is no module {module}")
    return wrong


def check(program: dict[str, str]) -> list[str]:
    trees = {path: ast.parse(text, path) for path, text in program.items()}
    tables = {path: symtable.symtable(text, path, "exec") for path, text in program.items()}
    modules = {module_of(path): defined_in(table) for path, table in tables.items()}
    wrong = []
    for path, table in tables.items():
        used = globals_used(table)
        wrong += [f"{path}: nobody defines {name}" for name in used - defined_in(table) - KNOWN]
        imported = {one.get_name() for one in table.get_symbols() if one.is_imported()}
        wrong += [f"{path}: nobody uses {name}" for name in imported - used]
        wrong += imports_of(path, trees[path], modules)
    needed = set().union(*(state_of(tree, ast.Load) for tree in trees.values()))
    there = set().union(*(state_of(tree, ast.Store) for tree in trees.values()))
    wrong += [f"{', '.join(program)}: nobody sets app.state.{name}" for name in needed - there]
    if program and not any("FastAPI(" in text or "asyncio.run(" in text for text in program.values()):
        wrong.append(f"{', '.join(program)}: nothing runs it")
    return wrong


try:
    found = sorted({one for program in json.load(sys.stdin) for one in check(program)})
except SyntaxError as error:
    found = [f"{error.filename}:{error.lineno}: {error.msg}"]
print(json.dumps(found))
