# SPDX-License-Identifier: GPL-3.0-or-later
"""How long files and functions are.

Functions are found by their braces: a brace pair whose opening follows a closing parenthesis (or
what may stand between the two) at namespace or class level. That is a heuristic; clang-tidy
measures exactly, but only where it runs."""

import re

from sources import blank

FILE_LIMIT = 500
FUNCTION_LIMIT = 60
# What may stand before a function's brace, after its parameters.
HEAD = re.compile(r"\)\s*(const|noexcept|override|final|&&?|->\s*[\w:<>,&*\s]+|:\s[^;{}]*(\{[^{}]*\}"
                  r"[^;{}]*)*|[A-Z_]+\([^)]*\)|\s)*$")
KEYWORD = re.compile(r"\b(if|for|while|switch|catch)\s*(constexpr\s*)?\($")
TABLES = re.compile(r"_tables\.(cpp|h)$")


def heads(code):
    """Yields (position of '{', text before it since the last statement) at every depth."""
    start = 0
    for match in re.finditer(r"[{};]", code):
        if match[0] == "{":
            yield match.start(), code[start:match.start()]
        start = match.end()


def closing(code, opening):
    """The position of the brace that closes the one at `opening`."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(code)


def is_function(head):
    """True when `head`, the text before a brace, ends like the declaration of a function."""
    if not HEAD.search(head) or "(" not in head:
        return False
    words = head.strip()
    return not re.match(r"(if|else|for|while|switch|catch|do|return|namespace|struct|class|enum)\b",
                        words) and "=" not in words.split("(")[0]


def functions(text):
    """(first line, name, lines) of every outermost function body in C++ `text`."""
    code, end, found = blank(text), -1, []
    # Preprocessor lines are no code either.
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m[0]), code,
                  flags=re.MULTILINE)
    for opening, head in heads(code):
        if opening < end or not is_function(head):
            continue
        end = closing(code, opening)
        name = re.search(r"([\w:~]+|operator[^\s(]+)\s*\(", head)
        line = code.count("\n", 0, opening) + 1
        found.append((line, name[1] if name else "?", code.count("\n", opening, end) + 1))
    return found


def violations(path, text):
    """What is too long in one file, as sentences."""
    found = []
    lines = text.count("\n")
    if lines > FILE_LIMIT and not TABLES.search(path):
        found.append(f"{path}: {lines} lines, the limit is {FILE_LIMIT}")
    if path.endswith((".cpp", ".h")):
        found += [f"{path}:{line}: {name} has {count} lines, the limit is {FUNCTION_LIMIT}"
                  for line, name, count in functions(text) if count > FUNCTION_LIMIT]
    return found
