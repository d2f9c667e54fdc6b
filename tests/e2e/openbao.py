"""A real OpenBao server: raft storage, TLS with a CA of its own, sealed by two of three keys.

What a real one cannot be made to do on demand, such as losing an answer on its way, is done by a
Relay in front of it.
"""

import base64
import http.client
import http.server
import json
import os
import signal
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from rig import TOP

sys.path.insert(0, str(TOP / "scripts"))

from lib.server_process import PortTaken, ServerProcess  # noqa: E402
from lib.throwaway_pki import make_keys  # noqa: E402

CONFIGURATION = """
storage "raft" {{
  path = "{directory}/raft"
  node_id = "{node}"
}}
listener "tcp" {{
  address = "127.0.0.1:{port}"
  cluster_address = "127.0.0.1:{cluster_port}"
  tls_cert_file = "{pki}/apiserver.crt"
  tls_key_file = "{pki}/apiserver.key"
}}
api_addr = "https://127.0.0.1:{port}"
cluster_addr = "https://127.0.0.1:{cluster_port}"
"""

SHARES, THRESHOLD = 3, 2


class OpenBao:
    """One node. Its token .root can do everything; KV version 2 is mounted at secret/.

    directory: its own; pki: that of another node, to which this one is joined as a standby.
    """

    def __init__(self, directory, leader=None):
        self.directory, self.leader = Path(directory), leader
        self.pki = leader.pki if leader else self.directory / "pki"
        self.ca_file = self.pki / "ca.crt"
        self.process = ServerProcess(self.directory, "openbao")
        self.keys, self.root, self.port = [], None, None

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def start(self):
        """Start, or resume what kill() left behind; ends unsealed and active (or standing by)."""
        (self.directory / "raft").mkdir(exist_ok=True)
        self.pki.mkdir(exist_ok=True)
        make_keys(self.pki)
        for _ in range(3):
            try:
                self._spawn()
                break
            except PortTaken:
                self.port = None
        if self.leader and not self.keys:
            self._join()
        elif not self.keys:
            self._initialise()
        self.start_serving()
        return self

    def _spawn(self):
        if not self.port:
            self.port, self.cluster_port = free_port(), free_port()
        configuration = self.directory / "openbao.hcl"
        configuration.write_text(CONFIGURATION.format(
            directory=self.directory, node=self.directory.name, port=self.port,
            cluster_port=self.cluster_port, pki=self.pki,
        ))
        program = Path(sys.executable).parent / "bao"
        self.process.spawn(program, ["server", f"-config={configuration}"], die_with_parent=True)
        self.wait_for(lambda: self.status("sys/seal-status") == 200)

    def _initialise(self):
        made = self.api("PUT", "sys/init", {"secret_shares": SHARES, "secret_threshold": THRESHOLD})
        self.keys, self.root = made["keys"], made["root_token"]
        self.start_serving()
        self.api("POST", "sys/mounts/secret", {"type": "kv", "options": {"version": "2"}})
        # The mount is made version 2 in the background.
        self.wait_for(lambda: self.status("secret/metadata/none", self.root) == 404)

    def _join(self):
        self.keys, self.root = self.leader.keys, self.leader.root
        self.api("POST", "sys/storage/raft/join", {
            "leader_api_addr": self.leader.url, "leader_ca_cert": self.ca_file.read_text(),
        })
        # Its keyring arrives with the leader's answer to the first key.

    def start_serving(self):
        """Unseal, and become the active node (or a standby)."""
        for key in self.keys[:THRESHOLD]:
            self.api("PUT", "sys/unseal", {"key": key})
        if not self.leader:
            self.wait_for(lambda: self.status("sys/health") == 200)
            self.wait_for(lambda: self.status("sys/mounts", self.root) == 200)

    def wait_for(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            self.process.check_running()
            assert time.monotonic() < deadline, self.process.log.read_text()[-2000:]
            time.sleep(0.05)

    def kill(self):
        """As a machine that loses power; start() brings it back with its data."""
        os.kill(self.process.running(), signal.SIGKILL)
        while self.process.running():
            time.sleep(0.01)

    def stop(self):
        self.process.stop()

    # --- its API ------------------------------------------------------------------------------

    def request(self, method, path, data=None, token=None, namespace=None, headers=()):
        """(status, decoded body or None)"""
        request = urllib.request.Request(
            f"{self.url}/v1/{path}", method=method, data=json.dumps(data).encode() if data else None
        )
        for name, value in dict(headers).items():
            request.add_header(name, value)
        if token:
            request.add_header("X-Vault-Token", token)
        if namespace:
            request.add_header("X-Vault-Namespace", namespace)
        context = ssl.create_default_context(cafile=self.ca_file)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        try:
            with opener.open(request, timeout=60) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        return status, json.loads(body) if body else None

    def status(self, path, token=None):
        try:
            return self.request("GET", path, token=token)[0]
        except OSError:
            return None

    def api(self, method, path, data=None, **more):
        """The answer to a request by .root, which must succeed."""
        status, body = self.request(method, path, data, **{"token": self.root, **more})
        assert 200 <= status < 300, f"{method} {path}: {status} {body}"
        return body

    def token(self, *policies, **more):
        """A token with nothing but these policies (and the default one)."""
        body = self.api("POST", "auth/token/create", {"policies": list(policies), **more})
        return body["auth"]["client_token"]

    def policy(self, name, **paths):
        """A policy that allows {path: [capability]}; '__' in a keyword stands for '/'."""
        rules = {path: {"capabilities": what} for path, what in paths.items()}
        self.api("PUT", f"sys/policies/acl/{name}", {"policy": json.dumps({"path": rules})})

    def secret(self, path, version=0):
        """What is stored there: (file, signature or None)."""
        data = self.api("GET", f"secret/data/{path}?version={version}")["data"]["data"]
        return base64.b64decode(data["age_base64"], validate=True), data.get("minisig")

    def metadata(self, path):
        return self.api("GET", f"secret/metadata/{path}")["data"]


class Relay:
    """Plain HTTP on loopback in front of an OpenBao, or in front of nothing.

    rule(method, path, body) decides: None passes the request on; (status, headers, body) is the
    answer instead; "lose" passes it on and closes the connection without an answer; "drop" does neither
    and keeps the client waiting. Anything else that it does (killing the server) is up to it.
    """

    def __init__(self, bao=None, rule=lambda method, path, body: None, headers=()):
        self.bao, self.rule, self.extra = bao, rule, dict(headers)
        self.seen = []
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self):
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                relay.handle(self, body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def handle(self, handler, body):
        path = handler.path.removeprefix("/v1/")
        self.seen.append((handler.command, path))
        decision = self.rule(handler.command, path, body)
        if isinstance(decision, tuple):
            return self.answer(handler, *decision)
        if decision == "drop":
            handler.rfile.read(1)  # until the client is gone
            return None
        try:
            answer = self.forward(handler, body)
        except (OSError, http.client.HTTPException):
            answer = None
        if decision == "lose" or answer is None:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return None
        return self.answer(handler, *answer)

    def forward(self, handler, body):
        context = ssl.create_default_context(cafile=self.bao.ca_file)
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.bao.port, context=context, timeout=60
        )
        headers = {
            name: value for name, value in handler.headers.items()
            if name.lower() not in ("host", "connection")
        }
        connection.request(handler.command, handler.path, body or None, headers | self.extra)
        answer = connection.getresponse()
        data = answer.read()
        passed = {
            name: value for name, value in answer.getheaders()
            if name.lower() in ("content-type", "location", "retry-after")
        }
        return answer.status, passed, data

    def answer(self, handler, status, headers, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
