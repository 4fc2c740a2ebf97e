"""Buckets' lifecycles as inputs of the S3 API, for `aws s3api … --cli-input-json`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from advisor.services.s3_api import inputs
from advisor.services.s3_lifecycle import Lifecycle


def write(buckets: Mapping[str, Lifecycle], notes: Mapping[str, tuple[str, ...]]) -> str:
    """The input of the one call there is to make, else a list of them by operation; JSON has no comments for the notes."""
    calls = [call for bucket, found in buckets.items() for call in inputs(bucket, found)]
    return json.dumps(calls[0][1] if len(calls) == 1 else [{name: said} for name, said in calls], indent=2) + "\n"
