"""Files from outside are read in a child process, so that a crash, a hang or a flood of memory costs one file.

One child reads file after file, since starting one costs more than reading a small workbook; it is replaced
when it dies, when its time is up, or when it has grown large. On Linux, while this process is a single thread,
the child is a fork and starts in two milliseconds; otherwise it is a new interpreter.

The child can write nothing into files, and holds no more memory and time than `Limits` says. Memory is limited where the
system can (not on Windows); time is limited everywhere. The time is that of computing, so that a file is judged alike on
a busy machine and on an idle one; a child that only waits is ended too, later.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import os
import pickle
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NoReturn, ParamSpec, Self, TypeVar, cast

from msgspec import Struct

from compliance.errors import ComplianceError, RefusedError, problem
from compliance.intake.limits import Limits
from compliance.pipes import close_all_but, may_fork, receive, write

if TYPE_CHECKING:
    import subprocess

    from compliance.fact import Submission
    from compliance.intake.grid import Grid

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: how many times its seconds of computing a file may take by the clock
_PATIENT = 3
#: how much longer still its parent waits before it ends a child that does not end itself
_GRACE = 5
#: how long a child whose pipes are closed may take to end
_PATIENCE = 1.0
_OUT_OF_MEMORY = 125
#: how a child ends whose time is up: by the clock, of computing
_TOO_SLOW = (getattr(signal, "SIGALRM", 14), getattr(signal, "SIGPROF", 27))
_MORE, _LAST = b"+", b"."
_SPAWNED = "import sys; sys.path[:] = {path!r}; from compliance.intake import worker; worker.serve_standard_streams()"


#: in the child: the file whose cells were read before it was known what to read in them, and what came of it
_AHEAD: dict[Path, Grid | RefusedError] = {}


def _grid(path: Path, limits: Limits) -> Grid:
    from compliance.intake.readers import read_grid

    return read_grid(path, limits)


def _cells_ahead(path: Path, limits: Limits) -> None:
    try:
        _AHEAD[path] = _grid(path, limits)
    except RefusedError as error:
        _AHEAD[path] = error


def _submission(path: Path, limits: Limits, **options: Any) -> Submission:
    from compliance.intake.submission import read_submission

    return read_submission(path, limits=limits, read=_cells, **options)


def _cells(path: Path, limits: Limits) -> Grid:
    found = _AHEAD.pop(path, None) or _grid(path, limits)
    if isinstance(found, RefusedError):
        raise found
    return found


class ReaderPool:
    """A reading child process, started with the first file and ended with the ``with`` block.

    Safe to use from several threads; they take turns.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._child: _Child | None = None
        self._ahead = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child; the next file starts another."""
        with self._lock:
            if self._child is not None:
                self._child.end()
                self._child = None

    def finish(self) -> None:
        """There is no further file: the child ends while its parent does something else."""
        with self._lock:
            if self._child is not None:
                self._child.requests.close()

    def start(self, path: Path) -> None:
        """Has the child take up the cells of a file while its parent finds out what to read in them.

        What the child is asked next must be the file's `submission`: whatever comes of it is said there.
        """
        with self._lock:
            if self._child is None:
                self._child = _start(self.limits)
                with contextlib.suppress(_ChildGoneError):  # which is told with the file's submission
                    self._child.send(_request(_cells_ahead, path, self.limits))
                self._ahead = True

    def submission(self, path: Path, meanwhile: Callable[[], object] | None = None, **options: Any) -> Submission:
        """`intake.read_submission` with these options, in the child; `meanwhile` is called here while it reads.

        Raises:
            RefusedError: as it says, or reader_died, too_slow, too_large (memory).
        """
        return self._run(_request(_submission, path, limits=self.limits, **options), meanwhile)  # type: ignore[return-value]

    def read(self, path: Path) -> Grid:
        """`readers.read_grid`, in the child.

        Raises:
            RefusedError: as `read_grid` says, or reader_died, too_slow, too_large (memory).
        """
        try:
            return self.run(_grid, path, self.limits)
        except RefusedError as error:
            raise error.in_file(path.name) from error.__cause__

    def run(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """`function` in the child; it must be found by its module's name, and what goes in and out be picklable.

        Raises:
            RefusedError: the child died, took too long or too much memory.
            ComplianceError: whatever of the kind `function` raised.
        """
        return self._run(_request(function, *args, **kwargs))  # type: ignore[return-value]  # what `function` returned

    def _run(self, request: bytes, meanwhile: Callable[[], object] | None = None) -> object:
        with self._lock:
            if self._child is None:
                self._child = _start(self.limits)
            child, ahead, self._ahead = self._child, self._ahead, False
            try:
                if ahead:
                    # It waits in the pipe. Where the child ends after the cells that is told by its answer.
                    with contextlib.suppress(_ChildGoneError):
                        child.send(request)
                else:
                    child.send(request)
                if meanwhile is not None:
                    meanwhile()
                if ahead and child.answer(self.limits.seconds)[1]:
                    child.end()  # it has grown too large: the file is read from the beginning
                    child = self._child = _start(self.limits)
                    child.send(request)
                answer, last = child.answer(self.limits.seconds)
            except BaseException as error:
                # an interrupt, too: half an answer must not be taken for the next file's
                self._child = None
                refusal = self._refusal(child.end())
                if isinstance(error, _ChildGoneError):
                    raise refusal from error
                raise
            if last:
                self._child = None
                child.end()
        if isinstance(answer, ComplianceError):
            raise answer
        return answer

    def _refusal(self, status: int) -> RefusedError:
        if -status in _TOO_SLOW:
            return RefusedError(problem("too_slow", limit=self.limits.seconds))
        if status == _OUT_OF_MEMORY:
            size = f"{self.limits.memory_bytes >> 20} MB"
            return RefusedError(problem("too_large", what="读取时占用内存过多", limit=size))
        return RefusedError(problem("reader_died", what=_cause(status)))


def _cause(status: int) -> str:
    if status >= 0:
        return f"退出码 {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"信号 {-status}"


class _ChildGoneError(Exception):
    """No answer came."""


class _Child(Struct):
    """The parent's end: two pipes, and a process to end.

    Answers are not buffered: one that has been read ahead with another is none that `select` could tell of.
    """

    requests: IO[bytes]
    answers: IO[bytes]
    process: subprocess.Popen[bytes] | None
    number: int

    def send(self, request: bytes) -> None:
        """Raises _ChildGoneError."""
        try:
            write(self.requests, request)
            self.requests.flush()
        except OSError as error:
            raise _ChildGoneError from error

    def answer(self, seconds: float) -> tuple[object, bool]:
        """The answer to the eldest request, and whether it is the child's last. Raises _ChildGoneError."""
        try:
            if os.name == "posix" and not select.select([self.answers], [], [], _PATIENT * seconds + _GRACE)[0]:
                os.kill(self.number, signal.SIGALRM)
                raise _ChildGoneError
            answer = receive(self.answers)
            last = self.answers.read(1) != _MORE
        except (OSError, EOFError) as error:
            raise _ChildGoneError from error
        return pickle.loads(answer), last  # noqa: S301  # from our own worker

    def end(self) -> int:
        """Closes the pipes, ends the process if it still runs, and says how it ended: a code, or minus a signal."""
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()
        if self.process is None:
            return _ended(self.number)
        import subprocess  # a fork needs none of it

        try:
            return self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def _request(function: Callable[..., object], *args: object, **kwargs: object) -> bytes:
    return pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)


def _ended(number: int) -> int:
    """How the forked child `number` ended; one that goes on although its pipes are closed is ended."""
    until = time.monotonic() + _PATIENCE
    pause = 0.0005
    while time.monotonic() < until:
        found, status = os.waitpid(number, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    os.kill(number, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


# -- starting


def _start(limits: Limits) -> _Child:
    return _forked(limits) if may_fork() else _spawned(limits)


def _forked(limits: Limits) -> _Child:
    request_out, request_in = os.pipe()
    answer_out, answer_in = os.pipe()
    number = os.fork()
    if number == 0:
        # nothing of the parent's may run here, above all not what it does at its end
        status = 1
        try:
            close_all_but(request_out, answer_in)
            _quiet()
            with os.fdopen(request_out, "rb") as requests, os.fdopen(answer_in, "wb") as answers:
                status = serve(requests, answers, limits)
        finally:
            os._exit(status)
    os.close(request_out)
    os.close(answer_in)
    return _Child(os.fdopen(request_in, "wb"), os.fdopen(answer_out, "rb", 0), None, number)


def _spawned(limits: Limits) -> _Child:
    import subprocess

    process = subprocess.Popen(
        [sys.executable, "-c", _SPAWNED.format(path=sys.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and isinstance(process.stdout, io.BufferedReader)
    first = pickle.dumps(limits)
    write(process.stdin, first)
    return _Child(process.stdin, cast(IO[bytes], process.stdout.detach()), process, process.pid)


def _quiet() -> None:
    """Nothing that a library prints may mix with the parent's output."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


# -- the child


def serve_standard_streams() -> NoReturn:
    """The main function of a spawned child: its limits, then requests, come in on standard input."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    _quiet()
    limits = pickle.loads(receive(requests))  # noqa: S301  # from our own parent
    status = serve(requests, answers, limits)
    os._exit(status)


def serve(requests: IO[bytes], answers: IO[bytes], limits: Limits) -> int:
    """Answers requests until there are no more; the exit status."""
    sys.dont_write_bytecode = True
    # an interrupt is the parent's business: it closes the pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "setitimer"):
        for number in _TOO_SLOW:
            signal.signal(number, signal.SIG_DFL)
    from compliance.intake import submission  # noqa: F401  these two while there is no request
    from compliance.intake.words import words

    words()
    # cells hold no cycles, and looking for them again and again while millions come takes a fifth of the time
    gc.disable()
    base = _confine(limits)
    spent = 0.0  # on the cells of the file that is asked for next
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return 0
        began = time.process_time() - spent
        _alarm(max(limits.seconds - spent, 0.1))
        try:
            reply = pickle.dumps(_answered(request), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            return _OUT_OF_MEMORY
        _alarm(0)
        spent = time.process_time() - began if _AHEAD else 0.0
        write(answers, reply)
        del request, reply
        if _resident() > base + limits.memory_bytes // 16:
            gc.collect()
        # memory that Python keeps for itself would count against the next file
        last = _resident() > base + limits.memory_bytes // 4
        answers.write(_LAST if last else _MORE)
        answers.flush()
        if last:
            return 0


def _answered(request: bytes) -> object:
    function, args, kwargs = pickle.loads(request)  # noqa: S301  # from our own parent
    try:
        return function(*args, **kwargs)
    except ComplianceError as error:
        return error
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # the process boundary: a fault in a reader is that file's refusal
        return RefusedError(problem("reader_died", what=type(error).__name__))


def _confine(limits: Limits) -> int:
    """Takes away what reading does not need; the resident memory before the first file."""
    base = _resident()
    try:
        import resource
    except ImportError:
        return base
    mapped = _mapped()
    most = mapped + max(limits.memory_bytes - base, limits.memory_bytes // 2)
    for what, value in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (value, hard))
    return base


def _alarm(seconds: float) -> None:
    """Ends this process after `seconds` of computing, or when it only waits, whatever it is doing; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, _PATIENT * seconds)
    elif seconds:
        faulthandler.dump_traceback_later(_PATIENT * seconds, exit=True, file=sys.__stderr__ or sys.stderr)
    else:
        faulthandler.cancel_dump_traceback_later()


def _statm(column: int) -> int:
    """A figure of Linux's table of this process's memory, in bytes; 0 where there is no such table."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[column]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _mapped() -> int:
    return _statm(0)


def _resident() -> int:
    return _statm(1)
