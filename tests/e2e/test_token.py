"""The `token` command: what it is asked, what it answers, and what it says where it cannot."""

import json
import os
import pty
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from aws_oracle import at_time, url_of

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-of-the-test"}
REGION = {"AWS_REGION": "eu-west-1"}
GROUP = "client.authentication.k8s.io/"
NOW = 1767312000  # 2026-01-02T00:00:00Z


def request(version, cluster=None):
    spec = {"interactive": False} | ({"cluster": cluster} if cluster else {})
    body = {"kind": "ExecCredential", "apiVersion": GROUP + version, "spec": spec}
    return {"KUBERNETES_EXEC_INFO": json.dumps(body)}


def test_it_answers_with_an_exec_credential(cli):
    run = cli("token", "--cluster-name", "prod", env=KEYS | REGION | request("v1") | at_time(NOW))
    answer = json.loads(run.expect(0).stdout)
    token = answer["status"].pop("token")
    assert answer == {
        "kind": "ExecCredential",
        "apiVersion": GROUP + "v1",
        "spec": {},
        "status": {"expirationTimestamp": "2026-01-02T00:14:00Z"},
    }
    assert url_of(token).startswith("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity")
    assert run.stdout.endswith("}\n") and run.stderr == ""


def test_it_ends_with_the_credentials(cli):
    env = KEYS | REGION | at_time(NOW)
    soon = env | {"AWS_CREDENTIAL_EXPIRATION": "2026-01-02T00:05:00Z"}
    answer = json.loads(cli("token", "-i", "prod", env=soon).expect(0).stdout)
    assert answer["status"]["expirationTimestamp"] == "2026-01-02T00:05:00Z"
    over = env | {"AWS_CREDENTIAL_EXPIRATION": "2026-01-01T23:59:59Z"}
    run = cli("token", "-i", "prod", env=over).expect(1)
    assert "expired at 2026-01-01T23:59:59Z, and it is 2026-01-02T00:00:00Z" in run.stderr
    assert run.stdout == ""


@pytest.mark.parametrize("name", ["token", "get-token"])
def test_the_aws_cli_s_words_work(cli, name):
    words = ("--region", "eu-west-1", "--cluster-name", "prod", "--output", "json")
    assert "AKIDEXAMPLE%2F" in url_of(
        json.loads(cli(name, *words, env=KEYS).expect(0).stdout)["status"]["token"]
    )


@pytest.mark.parametrize(
    "arguments, rc, message",
    [
        ((), 2, "--cluster-name is missing"),
        (("--cluster-name", "a", "--cluster-id", "b"), 2, "a token is for one cluster"),
        (("--cluster-name", "a\nb"), 2, "cannot be the name of a cluster"),
        (("-i", "a", "--output", "text"), 2, "as json only"),
        (("-i", "a", "--profile", "nobody"), 1, "there is no profile 'nobody' (--profile)"),
        (("-i", "a", "--region", "eu_west"), 1, "'eu_west' is not the name of a region"),
    ],
)
def test_what_cannot_be_is_said(cli, arguments, rc, message):
    run = cli("token", *arguments, env=KEYS).expect(rc)
    assert message in run.stderr and run.stdout == ""


def test_no_credentials_is_said(cli, home):
    run = cli("token", "-i", "a", env=REGION).expect(1)
    assert "there are no AWS credentials" in run.stderr
    assert f"{home}/.aws/credentials" in run.stderr and "AWS_PROFILE" in run.stderr


def test_without_a_region_it_says_which_endpoint_that_is(cli):
    run = cli("token", "-i", "a", "--token-only", env=KEYS).expect(0)
    assert url_of(run.stdout.strip()).startswith("https://sts.amazonaws.com/")
    assert "no region is configured" in run.stderr


@pytest.mark.parametrize(
    "value, said",
    [
        ("", None),
        ("{", "KUBERNETES_EXEC_INFO"),
        ("[1]", "no apiVersion"),
        ("{}", "no apiVersion"),
        ("\x1b[31m", "KUBERNETES_EXEC_INFO"),
        (json.dumps({"apiVersion": "\x1b[31m" + "x" * 500}), "\\x1b[31m"),
        (json.dumps({"apiVersion": GROUP + "v7"}), "v7"),
        ("[" * 100000, "KUBERNETES_EXEC_INFO"),
    ],
)
def test_junk_in_the_request_is_survived(cli, value, said):
    run = cli("token", "-i", "a", env=KEYS | REGION | {"KUBERNETES_EXEC_INFO": value}).expect(0)
    assert json.loads(run.stdout)["apiVersion"] == GROUP + "v1beta1"
    assert said in run.stderr if said else run.stderr == ""
    assert len(run.stderr.splitlines()) <= 1 and "\x1b" not in run.stderr


def test_v1alpha1_is_refused_with_the_way_out(cli):
    run = cli("token", "-i", "a", env=KEYS | REGION | request("v1alpha1")).expect(1)
    assert "Kubernetes 1.24 removed" in run.stderr
    assert f"change the user's exec.apiVersion to {GROUP}v1beta1" in run.stderr


def test_the_client_may_name_the_cluster(cli):
    asked = request("v1", {"server": "https://a", "config": {"clusterName": "from-config"}})
    env = KEYS | REGION | at_time(NOW)
    by_client = cli("token", "--token-only", env=env | asked).expect(0)
    by_option = cli("token", "--token-only", "--cluster-name", "from-config", env=env).expect(0)
    assert by_client.stdout == by_option.stdout
    # What is said on the command line counts more.
    other = cli("token", "--token-only", "-i", "other", env=env | asked).expect(0)
    assert other.stdout == cli("token", "--token-only", "-i", "other", env=env).stdout


def test_a_terminal_is_warned(cli):
    master, slave = pty.openpty()
    run = subprocess.run(
        cli.command("token", "-i", "a", "--token-only"),
        env=cli.environment(KEYS | REGION),
        stdout=slave,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(slave)
    shown = os.read(master, 8192).decode()
    os.close(master)
    assert run.returncode == 0 and shown.startswith("k8s-aws-v1.")
    assert "warning: whoever sees this token" in run.stderr and len(run.stderr.splitlines()) == 1


def test_a_full_disk_is_no_success(cli):
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            cli.command("token", "-i", "a"),
            env=cli.environment(KEYS | REGION),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert run.returncode == 1 and "cannot write standard output" in run.stderr


def test_a_broken_file_names_its_line_and_no_secret(cli, home):
    aws = home / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text("[default]\naws_secret_access_key hidden-value\n")
    run = cli("token", "-i", "a", env=REGION).expect(1)
    assert f"{aws}/credentials: line 2 is neither" in run.stderr
    assert "hidden-value" not in run.stderr


class Recorder(BaseHTTPRequestHandler):
    """A server that notes who calls, for a client that only needs an answer."""

    def do_GET(self):
        self.server.seen.append(self.headers["Authorization"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture
def recorder(tmp_path):
    """With TLS: kubectl sends no token without it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.certificate = certificate
    server.seen = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
@pytest.mark.parametrize("cluster_info", [False, True])
def test_kubectl_takes_the_credential(cli, kubectl, home, recorder, version, cluster_info):
    url = f"https://127.0.0.1:{recorder.server_port}"
    arguments = ["token"] if cluster_info else ["token", "--cluster-name", "some-cluster"]
    kubeconfig = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [
            {
                "name": "c",
                "cluster": {
                    "server": url,
                    "certificate-authority": str(recorder.certificate),
                    "extensions": [
                        {
                            "name": GROUP + "exec",
                            "extension": {"clusterName": "some-cluster"},
                        }
                    ],
                },
            }
        ],
        "users": [
            {
                "name": "u",
                "user": {
                    "exec": {
                        "apiVersion": GROUP + version,
                        "command": str(cli.path),
                        "args": arguments,
                        "env": [{"name": name, "value": value} for name, value in (KEYS | REGION).items()],
                        "interactiveMode": "Never",
                        "provideClusterInfo": cluster_info,
                    }
                },
            }
        ],
    }
    path = home / "kubeconfig"
    path.write_text(json.dumps(kubeconfig))
    run = kubectl("--kubeconfig", path, "get", "--raw", "/version").expect(0)
    assert run.stderr == ""
    (header,) = recorder.seen
    assert url_of(header.removeprefix("Bearer ")).startswith("https://sts.eu-west-1.amazonaws.com/")
