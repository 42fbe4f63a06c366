"""Where work is done: pieces of it, on one thread or several of this machine.

Kernels release the interpreter lock, so threads use all cores; a result may
depend on the piece but never on who did it or in which order.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

First = TypeVar("First")
Second = TypeVar("Second")


def do_all(
    pieces: Sequence[tuple[int, int]],
    work: Callable[[int, int], None],
    *,
    workers: int,
    done: Callable[[float], None] | None = None,
) -> None:
    """Call ``work(first, count)`` for every piece; ``done`` is told the share finished, from 0 to 1.

    An exception, an interrupt from the keyboard among them, drops the pieces
    that have not begun and is raised again.
    """
    total = sum(count for _, count in pieces) or 1
    finished = 0
    if workers <= 1:
        for first, count in pieces:
            work(first, count)
            finished += count
            if done:
                done(finished / total)
        return
    with ThreadPoolExecutor(workers) as pool:
        futures: dict[Future[None], int] = {pool.submit(work, *piece): piece[1] for piece in pieces}
        try:
            waiting = set(futures)
            while waiting:
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    future.result()
                    finished += futures[future]
                if done:
                    done(finished / total)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def do_both(first: Callable[[], First], second: Callable[[], Second], *, workers: int) -> tuple[First, Second]:
    """Two pieces of work that know nothing of each other; side by side where there is more than one worker.

    An exception of either is raised; an interrupt waits for neither.
    """
    if workers <= 1:
        return first(), second()
    pool = ThreadPoolExecutor(1)
    try:
        beside = pool.submit(second)
        return first(), beside.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def part_of(progress: Callable[[float], None] | None, start: float, end: float) -> Callable[[float], None] | None:
    """Progress from 0 to 1, told as from ``start`` to ``end`` of something larger; None where nobody asked."""
    return None if progress is None else lambda share: progress(start + (end - start) * share)
