"""Starting processes that do not outlive us."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def dies_with_us(signal_number=signal.SIGTERM, *, user=None):
    """Popen arguments: a session of its own, run as `user` (uid, gid), signalled when this process is gone.

    The last needs Linux; elsewhere a killed parent leaves the child to the next run's tidying.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before_exec():
        if user:
            os.setgroups([])
            os.setgid(user[1])
            os.setuid(user[0])
        if library:  # after the change of user, which would forget it
            library.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)

    return {"preexec_fn": before_exec, "start_new_session": True}
