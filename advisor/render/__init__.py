"""Report → text: one module a format, imported when asked for. A format is a module and a line here.

Each has a function a command it can print: `recommend`, `cost`, `explain`, and `check`; `together` where several workloads make
one document.
"""

FORMATS = {
    "terminal": "advisor.render.terminal",
    "markdown": "advisor.render.markdown",
    "html": "advisor.render.html",
    "csv": "advisor.render.csv",
    "json": "advisor.render.json",
    "sarif": "advisor.render.sarif",
    "junit": "advisor.render.junit",
    "github": "advisor.render.github",
    "gitlab": "advisor.render.gitlab",
}
