"""`tungngo serve`: web and worker together, as one ward runs them. `tungngo worker`-only with --worker."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

from django.utils.translation import gettext as _

from tungngo import jobs
from tungngo.cli.setup import prepare
from tungngo.lib import metrics

#: Seconds after which a page gives a statement up; a worker's may take as long as it needs.
WEB_STATEMENT_SECONDS = "30"
#: Calls that a web process has in hand at once. Most of them wait (lib/precedence): enough of them that a
#: page finds a free one while phones send.
THREADS = 12


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("serve", help="serve the web pages and work in the background")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    parser.add_argument(
        "--certificate", default=os.environ.get("TUNGNGO_CERTIFICATE", ""), help="speak TLS: a file"
    )
    parser.add_argument("--key", default=os.environ.get("TUNGNGO_KEY", ""), help="its key: a file")
    parser.add_argument("--only", choices=["web", "worker"], help="run one half only")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted. 1 when the port is taken."""
    if arguments.only != "worker" and not port_is_free(arguments.host, arguments.port):
        print(
            _("Port %(port)s is taken by another program: stop it or choose another with --port.")
            % {"port": arguments.port},
            file=sys.stderr,
        )
        return 1
    prepare()
    return serve(
        arguments.host,
        arguments.port,
        arguments.processes,
        only=arguments.only,
        tls=(arguments.certificate, arguments.key),
    )


def port_is_free(host: str, port: int) -> bool:
    """True when nobody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(
    host: str,
    port: int,
    processes: int = 1,
    *,
    only: str | None = None,
    tls: tuple[str, str] = ("", ""),
) -> int:
    """Web (granian) as a child process and the worker in this one, until SIGINT or SIGTERM.

    `tls` names a certificate and its key: without both, a proxy in front speaks TLS (phones need it).

    When the web dies by itself, so does the whole, with its exit code: whoever watches (systemd)
    starts both again.
    """
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    web = counts = None
    if only != "worker":
        counts = metrics.own_folder()
        web = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", host, "--port", str(port), "--workers", str(processes)),
                *("--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning"),
                *(("--ssl-certificate", tls[0], "--ssl-keyfile", tls[1]) if all(tls) else ()),
                "tungngo.wsgi:application",
            ],
            start_new_session=True,
            env={"TUNGNGO_STATEMENT_SECONDS": WEB_STATEMENT_SECONDS}
            | os.environ
            | {metrics.FOLDER_VARIABLE: str(counts)},
        )
        threading.Thread(target=_stop_with, args=(web, stop), daemon=True).start()
    if only == "web":
        stop.wait()
    else:
        jobs.work(stop)
    if web is None:
        return 0
    ended_by_itself = web.poll()
    if ended_by_itself is None:
        web.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            web.wait(timeout=15)
    # Whatever outlived that: granian leaves its processes behind when it ends while they begin, and
    # they would keep the port. They are a session of their own, so nobody else is met.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(web.pid, signal.SIGKILL)
    if counts is not None:
        shutil.rmtree(counts, ignore_errors=True)
    return ended_by_itself or 0


def _stop_with(web: subprocess.Popen[bytes], stop: threading.Event) -> None:
    """Set `stop` when the web process ends."""
    web.wait()
    stop.set()
