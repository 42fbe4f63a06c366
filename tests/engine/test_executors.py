"""Pieces of work: all done, once, by however many; errors and interrupts come through."""

from __future__ import annotations

import threading

import pytest

from pledgeline.engine.executors import do_all, do_both

PIECES = [(first, 10) for first in range(0, 200, 10)]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_piece_is_done_once_and_progress_ends_at_one(workers: int) -> None:
    done: list[tuple[int, int]] = []
    shares: list[float] = []
    lock = threading.Lock()

    def work(first: int, count: int) -> None:
        with lock:
            done.append((first, count))

    do_all(PIECES, work, workers=workers, done=shares.append)
    assert sorted(done) == PIECES
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_drops_the_rest_and_is_raised(workers: int, error: type[BaseException]) -> None:
    done: list[int] = []

    def work(first: int, _count: int) -> None:
        if first == 20:
            raise error
        done.append(first)

    with pytest.raises(error):
        do_all(PIECES * 50, work, workers=workers)
    assert len(done) < len(PIECES) * 50


@pytest.mark.parametrize("workers", [1, 2])
def test_two_pieces_give_both_answers_and_either_error(workers: int) -> None:
    def fails() -> int:
        raise KeyError("second")

    assert do_both(lambda: 1, lambda: "b", workers=workers) == (1, "b")
    with pytest.raises(KeyError):
        do_both(lambda: 1, fails, workers=workers)
    with pytest.raises(KeyError):
        do_both(fails, lambda: 1, workers=workers)


def test_the_second_piece_is_at_work_while_the_first_is() -> None:
    begun = threading.Event()
    assert do_both(lambda: begun.wait(30), begun.set, workers=2)[0]
