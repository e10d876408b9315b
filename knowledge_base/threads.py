"""How many threads a product of vectors may take: one."""

from functools import cache

from threadpoolctl import threadpool_limits


@cache
def use_one_thread_a_product() -> None:
    """From now on this process multiplies matrices on the thread that asks for it.

    The products of a search take a fraction of a millisecond. A second thread for each has to be
    woken and waited for, and waits by spinning: where the cores were busy, that made a search ten
    times slower. Cores are shared out between searches instead.
    """
    threadpool_limits(limits=1, user_api="blas")
