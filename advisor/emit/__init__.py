"""Designs → infrastructure as code: one module a format, imported when asked for. A format is a module and a line here.

Each has `write`: buckets by name with their Lifecycles → text.
"""

EMITTED = {"s3": "advisor.services.s3_lifecycle"}  # services whose Designs are written, each with what a format takes
FORMATS = {
    "s3-json": "advisor.emit.s3_json",
    "cloudformation": "advisor.emit.cloudformation",
    "terraform": "advisor.emit.terraform",
}
