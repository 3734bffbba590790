"""Documents are read in processes of their own: one that dies, or never ends, harms no other."""

from __future__ import annotations

import os
import signal
import time

import pytest

from twinwheel.reading.workers import Crashed, TooSlow, apart, in_processes, lives, tell, within


def double(number: int) -> int:
    tell(number)
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


@pytest.mark.parametrize("together", [1, 3, 50])
def test_every_task_has_its_result_and_the_one_that_dies_is_named(together: int) -> None:
    heard: list[int] = []
    results = dict(in_processes(double, range(20), 2, heard.append, together=together))
    assert {task for task, result in results.items() if isinstance(result, Crashed)} == {13}
    assert all(results[task] == 2 * task for task in range(20) if task != 13)
    assert set(heard) <= set(range(20))


def test_one_task_apart() -> None:
    assert apart(double, 4) == 8
    assert isinstance(apart(double, 13), Crashed)


def tells_much(times: int) -> int:
    for number in range(times):
        tell((number, "a page was read"))
    return times


def test_one_that_tells_much_does_not_wait_for_ever_for_a_hearer() -> None:
    assert apart(tells_much, 20_000) == 20_000


def hangs(number: int) -> int:
    """As a library does that runs without end and sees no signal."""
    if number == 1:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        lives(0.5)
        time.sleep(60)
    return number


def test_a_task_that_no_signal_can_stop_loses_its_process_only() -> None:
    began = time.monotonic()
    results = dict(in_processes(hangs, range(4), 2))
    assert {task for task, result in results.items() if isinstance(result, Crashed)} == {1}
    assert time.monotonic() - began < 40


def test_no_tasks_are_no_work() -> None:
    assert list(in_processes(double, [], 1)) == []


def test_tasks_are_taken_as_there_is_room() -> None:
    taken: list[int] = []

    def tasks():  # type: ignore[no-untyped-def]
        for number in range(100):
            taken.append(number)
            yield number

    results = in_processes(double, tasks(), 1)
    next(results)
    assert len(taken) < 20
    results.close()


def test_what_does_not_end_is_stopped() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TooSlow), within(0.05):
        time.sleep(5)
    assert signal.getsignal(signal.SIGALRM) is before


def test_what_ends_in_time_is_left_alone() -> None:
    with within(5):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
