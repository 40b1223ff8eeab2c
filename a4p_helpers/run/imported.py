"""What executes and renders notebooks, imported once; workers are forked from who has done it."""

import gc
import sys

# papermill would import boto3, where that is, to read notebooks from S3: ours are files.
sys.modules.setdefault("boto3", None)  # type: ignore[arg-type]

import nbconvert  # noqa: E402, F401

import a4p_helpers.report.render  # noqa: E402
import a4p_helpers.run.kernels  # noqa: E402, F401

# What the garbage collector leaves alone stays in memory once for all workers.
gc.collect()
gc.freeze()
