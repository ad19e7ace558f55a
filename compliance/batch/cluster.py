"""The tasks on a Dask cluster: any scheduler address; workers may come late and go early."""

from __future__ import annotations

import contextlib
import pickle
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, TypeVar

from compliance.batch.context import Context
from compliance.batch.tasks import Task
from compliance.batch.workers import Died, attempt
from compliance.errors import ComplianceError, UsageError, problem

_K = TypeVar("_K")
#: Seconds to wait for the scheduler, and then for its first worker.
_CONNECT = 10
_FIRST_WORKER = 60
#: Tasks handed out for each thread of the cluster: one under way, and the next at hand.
_AHEAD = 2


class Cluster:
    """A cluster reached by its scheduler's address.

    A task whose worker dies is given to another by the scheduler, as often as its `allowed-failures` says; what then
    comes back as `Died` is not tried again here, but its files one by one.
    """

    def __init__(self, context: Context, address: str) -> None:
        self.address = address
        # small beside the files of a task, and so it reaches workers that come late
        self._context = zlib.compress(pickle.dumps(context, pickle.HIGHEST_PROTOCOL), 1)
        self._client: Any = None

    def __enter__(self) -> Self:
        try:
            import distributed
        except ImportError:
            raise UsageError(problem("batch_no_cluster")) from None
        try:
            library: Any = distributed  # it has no types
            self._client = library.Client(self.address, timeout=_CONNECT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            why = "超时" if isinstance(error, TimeoutError) else str(error).partition("\n")[0][:100]
            raise UsageError(problem("batch_no_scheduler", address=self.address, why=why)) from error
        try:
            self._client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except TimeoutError as error:
            self._client.close()
            raise UsageError(problem("batch_no_workers", address=self.address, seconds=_FIRST_WORKER)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close()

    def map(self, tasks: Iterable[tuple[_K, Task]]) -> Iterator[tuple[_K, Any]]:
        """(key, result or `Died`) of every task, in whatever order they are done.

        Raises:
            ComplianceError: what a task raised.
        """
        import distributed

        library: Any = distributed

        waiting = iter(tasks)
        keys: dict[Any, _K] = {}
        done = library.as_completed(loop=self._client.loop)

        def hand_out() -> None:
            # asked again each time: workers come and go
            room = _AHEAD * max(sum(self._client.nthreads().values()), 1) - len(keys)
            for _ in range(room):
                found = next(waiting, None)
                if found is None:
                    return
                future = self._client.submit(run_task, self._context, found[1], pure=False, retries=0)
                keys[future] = found[0]
                done.add(future)

        hand_out()
        while keys:
            future = next(done)
            key = keys.pop(future)
            try:
                answer: object = future.result()
            except library.KilledWorker:
                answer = Died()
            except ComplianceError:
                for other in keys:
                    other.cancel()
                raise
            future.release()
            hand_out()
            yield key, answer


def run_task(context: bytes, task: Task) -> Any:
    """On a worker: the task's result."""
    return attempt(_context(context), task)


@lru_cache(maxsize=2)
def _context(data: bytes) -> Context:
    return pickle.loads(zlib.decompress(data))  # type: ignore[no-any-return]  # noqa: S301  # from the run's own client
