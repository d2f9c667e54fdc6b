"""How create reaches a cluster and shows who it is: as kubectl does, or with a clear error."""

import base64
import json
import shutil
import socket
import subprocess


import pytest

from create_rig import (  # noqa: F401 (place is a fixture)
    become,
    binding,
    change_kubeconfig,
    load,
    place,
    role,
)
from loopback_proxies import http_proxy, socks5_proxy


EXEC_V1 = "client.authentication.k8s.io/v1"


@pytest.fixture
def admin_token(place):
    """A token of somebody who may do everything, made by the cluster."""
    subject = {"kind": "ServiceAccount", "name": "administrator", "namespace": place.namespace}
    place.make(binding(place, subjects=[subject], name=f"{place.namespace}-administrator"))
    return place.token_of("administrator")


def fails(place, *words, code=1, **more):
    """One error, of these words, and nothing is made."""
    run = place.create(**more).expect(code)
    assert len([line for line in run.stderr.splitlines() if line.startswith("eksbreakglass: ")]) == 1
    for word in words:
        assert word in run.stderr
    assert place.objects() == {}
    return run


# --- credentials ---------------------------------------------------------------------------------


def test_a_token(place, admin_token):
    become(place.kubeconfig, token=admin_token)
    place.create().expect(0)


def test_a_token_file_beside_the_kubeconfig(place, admin_token, tmp_path):
    (tmp_path / "token").write_text(admin_token + "\n")
    become(place.kubeconfig, tokenFile="token")
    place.create().expect(0)
    (tmp_path / "token").unlink()
    assert "No such file" in place.create().expect(1).stderr


def test_a_token_that_the_cluster_does_not_know(place):
    become(place.kubeconfig, token="no-such-token")
    run = fails(place, "does not accept the credential of user test (401", "expired or was revoked")
    assert "no-such-token" not in run.stderr


def test_no_credential(place):
    become(place.kubeconfig)
    fails(place, 'User "system:anonymous" cannot get', "403 Forbidden")


def test_an_auth_provider(place):
    become(place.kubeconfig, **{"auth-provider": {"name": "gcp"}})
    fails(place, "auth-provider 'gcp'", "exec plugin")


def test_a_user_without_rights(place):
    become(place.kubeconfig, token=place.token_of("nobody"))
    run = fails(place, f"system:serviceaccount:{place.namespace}:nobody", "cannot get", "403", "--context")
    # The audit log says more under this name.
    request = next(line for line in run.stderr.splitlines() if "request id: " in line)
    assert request.split(": ")[1] in place.plane.audit_log.read_text()


def test_rights_for_only_a_part_of_it(place):
    """It may make a ServiceAccount and a Secret, but not the binding: refused half-way."""
    name = f"{place.namespace}-half"
    subject = {"kind": "ServiceAccount", "name": "half", "namespace": place.namespace}
    place.make(
        role(
            name,
            ("", ["get", "create", "patch"], ["namespaces", "serviceaccounts", "secrets"]),
            ("rbac.authorization.k8s.io", ["get"], ["clusterroles", "clusterrolebindings"]),
        ),
        binding(place, role=name, subjects=[subject], name=name),
    )
    shutil.copy(place.kubeconfig, admin := place.kubeconfig.with_suffix(".admin"))
    become(place.kubeconfig, token=place.token_of("half"))

    run = place.create().expect(1)
    assert "cannot apply ClusterRoleBinding" in run.stderr and "403 Forbidden" in run.stderr
    assert f"in the cluster now: ServiceAccount {place.namespace}/super-admin; the same command" in run.stderr
    assert set(place.objects()) == {"ServiceAccount"}
    # Somebody with the rights goes on from there.
    run = place.create("--kubeconfig", admin).expect(0)
    assert f"ServiceAccount {place.namespace}/super-admin: is as wanted already" in run.stderr


# --- exec plugins --------------------------------------------------------------------------------


@pytest.fixture
def plugin(place, admin_token, tmp_path):
    """A plugin that notes what it is told, in tmp_path/seen-NUMBER, and prints the answer file."""
    script = tmp_path / "plugin"
    script.write_text(
        f"""#!/bin/sh
        number=$(ls {tmp_path} | grep -c ^seen-)
        printf '%s' "$KUBERNETES_EXEC_INFO" > {tmp_path}/seen-$number
        printf '%s %s %s' "$SOME_NAME" "$#" "$2" > {tmp_path}/arguments
        echo 'a word of the plugin' >&2
        cat {tmp_path}/answer-$number 2>/dev/null || cat {tmp_path}/answer
        """
    )
    script.chmod(0o755)

    def configure(version=EXEC_V1, answer=None, **more):
        status = {"token": admin_token}
        content = {"apiVersion": version, "kind": "ExecCredential", "status": status}
        (tmp_path / "answer").write_text(json.dumps(answer or content))
        stanza = {
            "apiVersion": version,
            "command": "./plugin",
            "args": ["token", "two words"],
            "env": [{"name": "SOME_NAME", "value": "some value"}],
            "interactiveMode": "IfAvailable",
        }
        become(place.kubeconfig, exec=stanza | more)

    return configure


@pytest.mark.parametrize("version", [EXEC_V1, "client.authentication.k8s.io/v1beta1"])
@pytest.mark.parametrize("cluster_info", [False, True])
def test_a_plugin_is_told_what_kubectl_tells_it(place, plugin, tmp_path, version, cluster_info):
    plugin(version, provideClusterInfo=cluster_info)
    extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": ["x"]}}
    change_kubeconfig(
        place.kubeconfig, cluster={"extensions": [extension], "tls-server-name": "kubernetes"}
    )
    run = place.create().expect(0)
    assert "a word of the plugin" in run.stderr
    assert (tmp_path / "arguments").read_text() == "some value 2 two words"
    # One run serves all requests.
    assert len(list(tmp_path.glob("seen-*"))) == 1
    place.kubectl("--kubeconfig", place.kubeconfig, "get", "namespaces").expect(0)
    ours, theirs = ((tmp_path / f"seen-{number}").read_text() for number in (0, 1))
    assert ours == theirs.rstrip("\n")


def test_a_plugin_is_asked_again_when_the_server_says_401(place, plugin, tmp_path):
    plugin()
    stale = json.loads((tmp_path / "answer").read_text()) | {"status": {"token": "stale"}}
    (tmp_path / "answer-0").write_text(json.dumps(stale))
    place.create().expect(0)
    assert len(list(tmp_path.glob("seen-*"))) == 2


def test_a_plugin_whose_token_stays_unknown(place, plugin, tmp_path):
    plugin(answer={"apiVersion": EXEC_V1, "kind": "ExecCredential", "status": {"token": "bad"}})
    fails(place, "does not accept the credential of user test (401", "aws-auth")
    assert len(list(tmp_path.glob("seen-*"))) == 2


def test_a_plugin_that_gives_a_client_certificate(place, plugin):
    user = load(place.kubeconfig)["users"][0]["user"]
    status = {
        "clientCertificateData": base64.b64decode(user["client-certificate-data"]).decode(),
        "clientKeyData": base64.b64decode(user["client-key-data"]).decode(),
    }
    plugin(answer={"apiVersion": EXEC_V1, "kind": "ExecCredential", "status": status})
    place.create().expect(0)


@pytest.mark.parametrize(
    "changes, words, code",
    [
        ({"command": "no-such-plugin", "installHint": "get it at the shop"},
         ("no-such-plugin", "not in any directory of PATH", "get it at the shop"), 1),
        ({"apiVersion": "client.authentication.k8s.io/v1alpha1"}, ("took v1alpha1 out",), 1),
        ({"args": [], "command": "/bin/false"}, ("exit code 1", "user test"), 1),
        ({"args": [], "command": "/bin/true"}, ("it is empty",), 1),
        ({"interactiveMode": "Always"}, ("not a terminal",), 4),
    ],
)
def test_a_plugin_that_gives_nothing(place, plugin, changes, words, code):
    plugin()
    stanza = load(place.kubeconfig)["users"][0]["user"]["exec"] | changes
    become(place.kubeconfig, exec=stanza)
    fails(place, *words, code=code)


# --- TLS -----------------------------------------------------------------------------------------


def test_a_server_of_another_authority(place, tmp_path):
    make_authority(tmp_path, "other")
    data = base64.b64encode((tmp_path / "other.crt").read_bytes()).decode()
    change_kubeconfig(place.kubeconfig, cluster={"certificate-authority-data": data})
    fails(place, "cannot trust 127.0.0.1:", "not signed by the given certificate authority")


def test_the_machines_authorities_do_not_count_besides(place, tmp_path):
    """With an authority in the kubeconfig a certificate of any other is refused."""
    make_authority(tmp_path, "other")
    data = base64.b64encode((tmp_path / "other.crt").read_bytes()).decode()
    change_kubeconfig(place.kubeconfig, cluster={"certificate-authority-data": data})
    environment = {"SSL_CERT_FILE": place.plane.ca_file, "SSL_CERT_DIR": place.plane.dir}
    fails(place, "cannot trust 127.0.0.1:", env=environment)


def test_a_server_that_no_authority_of_the_machine_knows(place):
    change_kubeconfig(place.kubeconfig, cluster={"certificate-authority-data": None})
    fails(place, "cannot trust 127.0.0.1:", "certificate-authority-data")


def make_authority(directory, name):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
         "-subj", "/CN=another CA", "-days", "2", "-keyout", f"{name}.key", "-out", f"{name}.crt"],
        cwd=directory, check=True, capture_output=True,
    )


def test_tls_server_name(place):
    change_kubeconfig(place.kubeconfig, cluster={"tls-server-name": "kubernetes.default"})
    place.create().expect(0)
    # It is what kubectl needs with the written context too.
    context = ("--context", "super-admin@test")
    assert place.whoami(place.kubeconfig, *context) == place.username


def test_a_tls_server_name_that_is_not_the_servers(place):
    change_kubeconfig(place.kubeconfig, cluster={"tls-server-name": "example.com"})
    fails(place, "cannot trust 127.0.0.1:", "tls-server-name")


def test_a_server_that_must_not_be_verified(place):
    change = {"certificate-authority-data": None, "insecure-skip-tls-verify": True}
    change_kubeconfig(place.kubeconfig, cluster=change)
    fails(place, "insecure-skip-tls-verify", "no credential is sent")


def test_a_server_without_tls(place):
    server = place.plane.server.replace("https", "http")
    change_kubeconfig(place.kubeconfig, cluster={"server": server})
    fails(place, "no credential is sent without TLS", "https://")


def test_a_client_certificate_of_another_authority(place, tmp_path):
    make_authority(tmp_path, "other")
    encoded = {
        "client-certificate-data": base64.b64encode((tmp_path / "other.crt").read_bytes()).decode(),
        "client-key-data": base64.b64encode((tmp_path / "other.key").read_bytes()).decode(),
    }
    change_kubeconfig(place.kubeconfig, user=encoded)
    fails(place, "user test (401", "client certificate has expired, or was not signed")


def test_a_client_key_that_belongs_to_another_certificate(place, tmp_path):
    make_authority(tmp_path, "other")
    key = base64.b64encode((tmp_path / "other.key").read_bytes()).decode()
    change_kubeconfig(place.kubeconfig, user={"client-key-data": key})
    fails(place, "client certificate", "belong together")


# --- the way there -------------------------------------------------------------------------------


def test_no_such_context(place):
    run = place.create("--context", "tset").expect(1)
    assert "tset" in run.stderr and "test" in run.stderr.split("hint: ")[1]


def test_no_kubeconfig(cli):
    run = cli("create").expect(1)
    assert "hint: " in run.stderr


def test_nothing_listens_there(place):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        change_kubeconfig(place.kubeconfig, cluster={"server": f"https://127.0.0.1:{port}"})
        fails(place, f"cannot reach 127.0.0.1:{port}: connection refused", "whether the server runs")


def test_a_name_that_has_no_address(place):
    change_kubeconfig(place.kubeconfig, cluster={"server": "https://no-such-host.invalid"})
    fails(place, "there is no address for the name no-such-host.invalid", "DNS")


def test_something_else_answers(place):
    """An API server under another path is none."""
    server = place.plane.server + "/apis"
    change_kubeconfig(place.kubeconfig, cluster={"server": server})
    fails(place, "404 Not Found and not Kubernetes'", "check the server's URL")


def test_a_proxy_of_the_kubeconfig(place):
    with http_proxy() as proxy:
        change_kubeconfig(place.kubeconfig, cluster={"proxy-url": f"http://user:pass@{proxy.address}"})
        place.create().expect(0)
        target = place.plane.server.removeprefix("https://")
        assert set(proxy.asked) == {target}
        heads = "".join(proxy.heads)
        assert "Proxy-Authorization: Basic " in heads
        assert "Bearer" not in heads


def test_a_proxy_that_wants_a_password(place):
    with http_proxy(answer=407) as proxy:
        change_kubeconfig(place.kubeconfig, cluster={"proxy-url": f"http://user:hush@{proxy.address}"})
        run = fails(place, f"through the proxy {proxy.address}: the proxy answered 407", "password")
        assert "hush" not in run.stderr


def test_a_socks_proxy_resolves_the_name(place):
    port = place.plane.server.rpartition(":")[2]
    with socks5_proxy() as proxy:
        cluster = {
            "proxy-url": f"socks5://{proxy.address}",
            "server": f"https://kubernetes.default.svc:{port}",
        }
        change_kubeconfig(place.kubeconfig, cluster=cluster)
        place.create().expect(0)
        assert set(proxy.asked) == {f"kubernetes.default.svc:{port}"}


def test_a_proxy_with_a_tls_server_name(place):
    port = place.plane.server.rpartition(":")[2]
    with http_proxy() as proxy:
        cluster = {
            "proxy-url": f"http://{proxy.address}",
            "server": f"https://elsewhere.example.com:{port}",
            "tls-server-name": "kubernetes",
        }
        change_kubeconfig(place.kubeconfig, cluster=cluster)
        place.create().expect(0)
        assert set(proxy.asked) == {f"elsewhere.example.com:{port}"}


@pytest.mark.parametrize(
    "no_proxy, server, through",
    [
        (None, "127.0.0.1", False),  # loopback never is
        (None, "kubernetes.default.svc", True),
        ("other.example.com", "kubernetes.default.svc", True),
    ],
)
def test_the_proxy_of_the_environment(place, no_proxy, server, through):
    port = place.plane.server.rpartition(":")[2]
    change_kubeconfig(place.kubeconfig, cluster={"server": f"https://{server}:{port}"})
    with http_proxy() as proxy:
        environment = {"HTTPS_PROXY": f"http://{proxy.address}", "NO_PROXY": no_proxy}
        place.create(env=environment).expect(0)
        assert bool(proxy.asked) == through


def test_a_proxy_that_is_not_there(place):
    change_kubeconfig(place.kubeconfig, cluster={"proxy-url": "http://127.0.0.1:1"})
    fails(place, "through the proxy 127.0.0.1:1: connection refused")
    change_kubeconfig(place.kubeconfig, cluster={"proxy-url": "ftp://127.0.0.1:1"})
    fails(place, "proxy-url")
