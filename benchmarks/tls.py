"""A second web process of a town that speaks TLS and HTTP/2, as every real phone is served."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import ipaddress
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.town import ROOT, Town, free_port

PUBLIC = "certificate.pem"


def trusting(folder: Path) -> str:
    """What a browser must be started with to take the certificate in `folder` for a good one, so that
    it also keeps files and service workers that came over it."""
    public = x509.load_pem_x509_certificate((folder / PUBLIC).read_bytes()).public_key()
    spki = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={digest}"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine's own address and its key, as two files in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tung Ngo benchmark")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / PUBLIC, folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@contextlib.contextmanager
def secure_web(town: Town, folder: Path) -> Iterator[tuple[str, int]]:
    """Host and port of a web process of this town behind TLS; gone at the end."""
    public, private = certificate(folder)
    port = free_port()
    said = folder / "secure.log"
    with said.open("wb") as log:
        web = subprocess.Popen(
            [
                *(sys.executable, "-m", "tungngo", "serve", "--only", "web", "--port", str(port)),
                *("--certificate", str(public), "--key", str(private)),
            ],
            cwd=ROOT,
            env=town.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(port, web, said)
        yield "127.0.0.1", port
    finally:
        web.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            web.wait(timeout=20)
        web.kill()


def _wait(port: int, web: subprocess.Popen[bytes], said: Path) -> None:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    for _try in range(300):
        if web.poll() is not None:
            break
        with contextlib.suppress(OSError, socket.timeout):
            urllib.request.urlopen(f"https://127.0.0.1:{port}/health", context=trusting, timeout=5)
            return
        time.sleep(0.2)
    raise RuntimeError(f"the web behind TLS did not start:\n{said.read_text(errors='replace')}")
