"""Many submissions at once: one process, many, or a Dask cluster; results as files; goes on where it was ended."""

from compliance.batch.run import Options, run

__all__ = ["Options", "run"]
