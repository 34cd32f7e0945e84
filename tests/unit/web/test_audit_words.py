"""Every action that the code writes into the audit has words in both languages, and what leaves or goes in bulk has its alarm."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import linewarden
from linewarden.cases.deed import AnyDeed
from linewarden.dissuasion.act import ActKind
from linewarden.misuse.rules import MISUSE_RULES
from linewarden.web.action_words import ACTION_WORDS

SOURCE = Path(linewarden.__file__).parent
TREES = [ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (found for found in ast.walk(node) if isinstance(found, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def given(call: ast.Call, place: int | None) -> ast.expr | None:
    """What a call gives as `action`, by its name or its place."""
    named = next((word.value for word in call.keywords if word.arg == "action"), None)
    return named or (call.args[place] if place is not None and place < len(call.args) else None)


def constants(node: ast.AST | None) -> set[str]:
    return {
        found.value
        for found in ast.walk(node or ast.Pass())
        if isinstance(found, ast.Constant) and isinstance(found.value, str)
    }


def writers() -> dict[str, set[int | None]]:
    """Functions that hand their parameter `action` on to `Deed`, or to one that does, and its places in calls of that name."""
    found: dict[str, set[int | None]] = {"Deed": {None}}
    functions = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, Function)]
    while True:
        before = len(found)
        for function in functions:
            names = [argument.arg for argument in function.args.args if argument.arg not in {"self", "cls"}]
            handed = [given(call, place) for call in calls(function) for place in found.get(name_of(call), ())]
            if any(isinstance(word, ast.Name) and word.id == "action" for word in handed):
                found.setdefault(function.name, set()).add(names.index("action") if "action" in names else None)
        if len(found) == before:
            return found


ACTS = {f"dissuasion.{kind}" for kind in ActKind} | {
    f"case.{get_type_hints(deed)['kind'].__args__[0]}" for deed in get_args(AnyDeed)
}
"""Written as `dissuasion.` or `case.` and the kind of the act."""


def written() -> set[str]:
    """Actions as they stand in the code: given to a writer, or to a name that is."""
    by_name = writers()
    direct = {
        text
        for tree in TREES
        for call in calls(tree)
        for place in by_name.get(name_of(call), ())
        for text in constants(given(call, place))
    }
    named = {
        text
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["action"]
        for text in constants(node.value)
    }
    by_kind = {"dissuasion.", "case."}
    assert by_kind <= direct
    return ((direct | named) - by_kind) | ACTS


def test_every_action_that_is_written_has_words_and_no_other_has() -> None:
    assert written() == set(ACTION_WORDS)
    assert all(chinese and english for chinese, english in ACTION_WORDS.values())


def test_every_export_and_purge_that_is_written_raises_an_alarm() -> None:
    minded = {action for rule in MISUSE_RULES for action in rule.on}
    assert {action for action in written() if action.endswith((".export", ".purge"))} <= minded


def test_what_the_rules_mind_is_written_somewhere() -> None:
    minded = {action for rule in MISUSE_RULES for action in rule.on}
    assert minded <= written()
