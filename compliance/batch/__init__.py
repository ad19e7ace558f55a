"""Many submissions at once: one process, many, or a Dask cluster; results as files; goes on where it was ended."""

from compliance.batch.command import command
from compliance.batch.run import Options, run
from compliance.batch.summary import Summary

__all__ = ["Options", "Summary", "command", "run"]
