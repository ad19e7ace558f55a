"""Who does the tasks: this process, several processes of it, or a cluster. What comes back is the same."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import IO, Any, Generic, NoReturn, Protocol, Self, TypeVar

from msgspec import Struct

from compliance.batch.context import Context
from compliance.batch.tasks import Task, close_readers
from compliance.errors import ComplianceError
from compliance.pipes import close_all_but, may_fork, receive, write

_K = TypeVar("_K")
#: How often a task is tried again that ended its worker.
RETRIES = 2
_PR_SET_PDEATHSIG = 1  # of Linux
_START = "import sys; sys.path[:] = {path!r}; from compliance.batch import workers; workers.serve_standard_streams()"


class Died(Struct, frozen=True):
    """Instead of a result: the worker ended each time it had this task, or the task failed."""

    what: str = "工作进程每次都中断"
    failed: bool = False


class Workers(Protocol):
    """A way to have tasks done."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def map(self, tasks: Iterable[tuple[_K, Task]]) -> Iterator[tuple[_K, Any]]:
        """(key, result or `Died`) of every task, in whatever order they are done; taken from `tasks` as there is room.

        Raises:
            ComplianceError: what a task raised.
        """
        ...


def attempt(context: Context, task: Task) -> Any:
    """The task's result, or `Died` where it failed in a way nobody foresaw: that costs the task, never the run.

    Raises:
        ComplianceError: what stops the run, with its words.
    """
    # looking for circles among objects that a task makes by the ten thousand took a fifth of its time
    collecting = gc.isenabled()
    gc.disable()
    try:
        return task.run(context)
    except ComplianceError:
        raise
    except Exception as error:  # noqa: BLE001  # the process boundary; what is lost is told as a problem
        return Died(type(error).__name__, failed=True)
    finally:
        if collecting:
            gc.enable()


class Here:
    """This process, one task after the other."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        close_readers()

    def map(self, tasks: Iterable[tuple[_K, Task]]) -> Iterator[tuple[_K, Any]]:
        for key, task in tasks:
            yield key, attempt(self.context, task)


class Processes:
    """So many worker processes, each with one task at a time, so that it is known what a worker had that died.

    They are forked where that is safe, else new interpreters, and end when this process does, however it ends.
    """

    def __init__(self, context: Context, count: int) -> None:
        self.context = context
        self.count = count
        self._workers: list[_Worker[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end(at_once=kind is not None)
        self._workers.clear()

    def map(self, tasks: Iterable[tuple[_K, Task]]) -> Iterator[tuple[_K, Any]]:
        waiting = iter(tasks)
        again: list[tuple[_K, Task, int]] = []
        answered: list[tuple[_K, Any]] = []
        with selectors.DefaultSelector() as selector:
            idle = list(self._workers)
            busy: set[_Worker[Any]] = set()
            while True:
                while len(idle) + len(busy) < self.count:
                    self._workers.append(_Worker.start(self.context))
                    idle.append(self._workers[-1])
                while idle:
                    todo = again.pop() if again else _next(waiting)
                    if todo is None:
                        break
                    worker = idle.pop()
                    worker.give(*todo)
                    selector.register(worker.answers, selectors.EVENT_READ, worker)
                    busy.add(worker)
                # only now, so that nobody waits while something is done with the answers
                yield from answered
                answered.clear()
                if not busy:
                    return
                for ready, _ in selector.select():
                    worker = ready.data
                    selector.unregister(worker.answers)
                    busy.discard(worker)
                    key, task, tried = worker.todo
                    try:
                        answer = worker.take()
                    except (EOFError, OSError, pickle.UnpicklingError):
                        worker.end(at_once=True)
                        self._workers.remove(worker)
                        if tried < RETRIES:
                            again.append((key, task, tried + 1))
                        else:
                            answered.append((key, Died()))
                        continue
                    idle.append(worker)
                    if isinstance(answer, BaseException):
                        raise answer
                    answered.append((key, answer))


def _next(waiting: Iterator[tuple[_K, Task]]) -> tuple[_K, Task, int] | None:
    found = next(waiting, None)
    return None if found is None else (*found, 0)


class _Worker(Struct, Generic[_K], eq=False):
    """The parent's end of a worker: two pipes, and what it is at."""

    process: subprocess.Popen[bytes] | None
    number: int
    requests: IO[bytes]
    answers: IO[bytes]
    todo: tuple[_K, Task, int] | None = None

    @classmethod
    def start(cls, context: Context) -> _Worker[Any]:
        return cls._forked(context) if may_fork() else cls._spawned(context)

    @classmethod
    def _forked(cls, context: Context) -> _Worker[Any]:
        request_out, request_in = os.pipe()
        answer_out, answer_in = os.pipe()
        number = os.fork()
        if number == 0:
            # nothing of the parent's may run here, above all not what it does at its end
            try:
                os.setsid()
                close_all_but(request_out, answer_in)
                serve(os.fdopen(request_out, "rb"), os.fdopen(answer_in, "wb"), context)
            finally:
                os._exit(1)
        os.close(request_out)
        os.close(answer_in)
        worker: _Worker[Any] = cls(None, number, os.fdopen(request_in, "wb"), os.fdopen(answer_out, "rb"))
        for pipe in (worker.requests, worker.answers):
            _widen(pipe)
        return worker

    @classmethod
    def _spawned(cls, context: Context) -> _Worker[Any]:
        # a session of its own: Ctrl-C is for the parent, which ends its workers in its own time
        process = subprocess.Popen(
            [sys.executable, "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for pipe in (process.stdin, process.stdout):
            _widen(pipe)
        worker: _Worker[Any] = cls(process, process.pid, process.stdin, process.stdout)
        _send(worker.requests, pickle.dumps(context, pickle.HIGHEST_PROTOCOL))
        return worker

    def give(self, key: _K, task: Task, tried: int) -> None:
        self.todo = key, task, tried
        # a worker that is gone is noticed when its answer is taken
        with contextlib.suppress(OSError):
            _send(self.requests, pickle.dumps(task, pickle.HIGHEST_PROTOCOL))

    def take(self) -> object:
        return pickle.loads(receive(self.answers))  # noqa: S301  # from our own worker

    def end(self, *, at_once: bool) -> None:
        """End the process: at the end of its pipe, or at once, its readers with it."""
        if at_once:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self.number, signal.SIGKILL)
                elif self.process is not None:
                    self.process.kill()
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()
        if self.process is not None:
            self.process.wait()
        else:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.number, 0)


def _widen(pipe: IO[bytes]) -> None:
    """Let the pipe hold a megabyte: an answer is several, and on a busy machine each change of process is a wait."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)


# -- the worker process


def serve_standard_streams() -> NoReturn:
    """The main function of a worker that is a new interpreter: a context, then tasks, come in on standard input."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    serve(requests, answers, pickle.loads(receive(requests)))  # noqa: S301  # from our own parent


def serve(requests: IO[bytes], answers: IO[bytes], context: Context) -> NoReturn:
    """Task after task, an answer for each, until there are no more."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):  # nothing that a library prints may mix with the answers
        os.dup2(nothing, standard)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["POLARS_MAX_THREADS"] = "1"  # the processes are the parallel part
    _end_with(os.getppid())
    while True:
        try:
            task = pickle.loads(receive(requests))  # noqa: S301
        except EOFError:
            close_readers()
            os._exit(0)
        try:
            answer: object = attempt(context, task)
        except ComplianceError as error:
            answer = error
        try:
            _send(answers, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        except OSError:  # the parent is gone
            close_readers()
            os._exit(1)


def _end_with(parent: int) -> None:
    """End at once when the parent does, however it ends: a worker left over would write pages into the next run's."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _send(pipe: IO[bytes], message: bytes) -> None:
    write(pipe, message)
    pipe.flush()
