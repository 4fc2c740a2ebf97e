"""Report → text: one module a format, imported when asked for. A format is a module and a line here.

Each has `recommend`, `cost` and `explain`; those that `advisor check` can print have `findings` too.
"""

FORMATS = {
    "terminal": "advisor.render.terminal",
    "markdown": "advisor.render.markdown",
    "json": "advisor.render.json",
}
