"""The keys, certificates and kubeconfigs of a throw-away control plane, made by openssl."""

import base64
import shutil
import subprocess

from lib.failure import Failure

OPENSSL_CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = @server_names
[server_names]
IP.1 = 127.0.0.1
DNS.1 = localhost
DNS.2 = kubernetes
DNS.3 = kubernetes.default
DNS.4 = kubernetes.default.svc
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
"""

KUBECONFIG = """apiVersion: v1
kind: Config
clusters:
- name: test
  cluster:
    server: {server}
    certificate-authority-data: {ca}
users:
- name: test
  user:
    client-certificate-data: {certificate}
    client-key-data: {key}
contexts:
- name: test
  context:
    cluster: test
    user: test
current-context: test
"""


def make_keys(directory):
    """NAME.key and NAME.crt of ca, apiserver, admin, manager; sa.key, sa.pub. Kept if there already."""
    if (directory / "sa.pub").exists():
        return
    if not shutil.which("openssl"):
        raise Failure("the openssl program is missing: run 'scripts/bootstrap demo'")
    (directory / "openssl.cnf").write_text(OPENSSL_CONFIG)
    by_ca = ("-CA", "ca.crt", "-CAkey", "ca.key")
    certificate(directory, "ca", "/CN=test CA", "ca")
    certificate(directory, "apiserver", "/CN=kube-apiserver", "server", *by_ca)
    certificate(directory, "admin", "/O=system:masters/CN=admin", "client", *by_ca)
    certificate(directory, "manager", "/CN=system:kube-controller-manager", "client", *by_ca)
    # RSA, since EKS signs ServiceAccount tokens with RS256.
    openssl(directory, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out sa.key")
    openssl(directory, "pkey -in sa.key -pubout -out sa.pub")


def certificate(directory, name, subject, extensions, *issuer):
    openssl(
        directory,
        "req -x509 -config openssl.cnf -days 365 -noenc",
        *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-extensions", extensions, "-subj", subject),
        *("-keyout", f"{name}.key", "-out", f"{name}.crt"),
        *issuer,
    )


def openssl(directory, words, *arguments):
    command = ["openssl", *words.split(), *arguments]
    run = subprocess.run(
        command, cwd=directory, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if run.returncode != 0:
        raise Failure(f"{' '.join(command)} failed: {run.stderr.strip()}")


def write_kubeconfig(path, user, server):
    """A kubeconfig beside the keys, with all that it needs inside."""

    def encoded(name):
        return base64.b64encode((path.parent / name).read_bytes()).decode()

    path.write_text(
        KUBECONFIG.format(
            server=server,
            ca=encoded("ca.crt"),
            certificate=encoded(f"{user}.crt"),
            key=encoded(f"{user}.key"),
        )
    )
