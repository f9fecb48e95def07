"""Say in one sentence why a port cannot be used: `python scripts/port_is_free.py 8000`.

Exits 0 and prints nothing when 127.0.0.1:PORT can be listened on, else exits 1.
Runs before anything is installed, with any Python 3 a machine may have.
"""

import errno
import socket
import sys


def trouble(port: int) -> "int | None":
    """The errno that listening on 127.0.0.1:`port` meets, or None when the port is free."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still fading away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            return error.errno
    return None


def next_free(port: int) -> int:
    """The first free port above `port`; 8000 or more."""
    candidate = max(port + 1, 8000)
    while candidate < 65535 and trouble(candidate) is not None:
        candidate += 1
    return candidate


def sentence(text: str) -> str:
    """Why the port written as `text` cannot be used; empty when it can."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        return f"PORT={text} is not a port: write a number from 1 to 65535."
    port = int(text)
    found = trouble(port)
    if found is None:
        return ""
    other = next_free(port)
    if found == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program (perhaps a demo that is already running): "
            f"stop it or run `make demo PORT={other}`."
        )
    if found in (errno.EACCES, errno.EPERM):
        return f"Port {port} is kept for the administrator: run `make demo PORT={other}`."
    return f"Port {port} cannot be used here: run `make demo PORT={other}`."


if __name__ == "__main__":
    complaint = sentence(sys.argv[1])
    if complaint:
        sys.exit(complaint)
