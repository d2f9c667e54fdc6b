"""Sealed files in a real OpenBao: logins, conflicts, and everything that can be wrong with a vault."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import quote

import pytest

from openbao import OpenBao, Relay, make_keys
from rig import find_program
from sealed_files import ARN, SealedFiles, pair


@pytest.fixture(scope="module")
def bao(tmp_path_factory):
    server = OpenBao(tmp_path_factory.mktemp("openbao"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    sealed = SealedFiles(tmp_path_factory.mktemp("sealed"))
    sealed.paths = {serial: sealed.make(serial) for serial in (1, 2, 3)}
    return sealed


@pytest.fixture
def place(request):
    """A folder of the test's own."""
    name = request.node.name
    return "t/" + "".join(c if c.isalnum() else "-" for c in name)


class Escrow:
    """`escrow ...` with one server as the vault, by the environment."""

    def __init__(self, cli, url, ca_file, token):
        self.cli = cli
        self.env = {"BAO_ADDR": url, "BAO_CACERT": ca_file, "BAO_TOKEN": token}

    def __call__(self, *words, **env):
        return self.cli("escrow", *words, env=self.env | env)

    def push(self, place, path, *options, **env):
        return self("push", "--to", f"vault:secret/{place}", *options, path, **env)

    def pull(self, place, *options, **env):
        return self("pull", "--from", f"vault:secret/{place}", *options, "prod", **env)

    def versions(self, place):
        text = self("list", "--from", f"vault:secret/{place}", "-o", "json").expect(0).stdout
        return {
            entry["name"]: {v["version"]: v["removed"] for v in entry["versions"]}
            for entry in json.loads(text)["entries"]
        }


@pytest.fixture
def escrow(cli, bao):
    return Escrow(cli, bao.url, bao.ca_file, bao.root)


def through(relay, cli, bao):
    return Escrow(cli, relay.url, None, bao.root)


# --- what is stored ------------------------------------------------------------------------------


def test_what_is_stored_is_the_file_and_its_signature(escrow, bao, files, place):
    said = escrow.push(place, files.paths[1]).expect(0)
    assert said.stdout == f"vault:secret/{place}: prod stored as version 1\n"
    assert said.stderr == ""
    sealed, signature = bao.secret(f"{place}/prod")
    assert (sealed, signature.encode()) == pair(files.paths[1])


def test_it_comes_out_by_the_vaults_own_program(escrow, bao, files, place, tmp_path):
    """Without ours: bao, base64, minisign, age."""
    escrow.push(place, files.paths[1]).expect(0)
    def field(name):
        return subprocess.run(
            [Path(sys.executable).parent / "bao", "kv", "get", f"-field={name}",
             f"secret/{place}/prod"],
            env={"BAO_ADDR": bao.url, "BAO_CACERT": str(bao.ca_file), "BAO_TOKEN": bao.root,
                 "HOME": str(tmp_path)},
            stdout=subprocess.PIPE, check=True,
        ).stdout

    path = tmp_path / "prod.age"
    path.write_bytes(subprocess.run(
        [find_program("base64"), "-d"], input=field("age_base64"), stdout=subprocess.PIPE, check=True
    ).stdout)
    (tmp_path / "prod.age.minisig").write_bytes(field("minisig"))
    assert files.verify(path) == b"kubeconfig 1"


def test_metadata_says_what_it_is_for(escrow, bao, files, place):
    escrow.push(place, files.paths[2]).expect(0)
    custom = bao.metadata(f"{place}/prod")["custom_metadata"]
    assert custom["cluster"] == ARN and custom["serial"] == "2" and custom["version"] == "1"
    assert custom["issued"] == "2026-11-22T00:00:00Z"
    assert len(custom["sha256"]) == 64
    # What others wrote there stays; what the next version does not say goes.
    bao.api("PATCH", f"secret/metadata/{place}/prod", {"custom_metadata": {"owner": "sre"}},
            headers={"Content-Type": "application/merge-patch+json"})
    escrow.push(place, files.make(7, signed=False)).expect(0)
    custom = bao.metadata(f"{place}/prod")["custom_metadata"]
    assert sorted(custom) == ["owner", "sha256", "version"] and custom["version"] == "2"


def test_versions(escrow, bao, files, place, cli):
    for serial in (1, 2, 3):
        escrow.push(place, files.paths[serial]).expect(0)
    assert "was there as version 3" in escrow.push(place, files.paths[3]).expect(0).stdout
    assert escrow.versions(place) == {"prod": {1: False, 2: False, 3: False}}
    escrow.pull(place, "--version", "2").expect(0)
    assert pair(cli.home / "prod.age") == pair(files.paths[2])
    escrow.pull(place, "--force").expect(0)
    assert pair(cli.home / "prod.age") == pair(files.paths[3])
    text = escrow("list", "--from", f"vault:secret/{place}").expect(0).stdout
    assert ARN in text and "version 3 " in text


def test_prune_destroys_old_versions(escrow, bao, files, place):
    for serial in (1, 2, 3):
        escrow.push(place, files.paths[serial]).expect(0)
    prune = ("prune", "--from", f"vault:secret/{place}", "--keep", "1")
    assert escrow(*prune, "--dry-run").expect(0).stdout.count("would be removed") == 2
    assert escrow.versions(place) == {"prod": {1: False, 2: False, 3: False}}
    escrow(*prune, "--yes").expect(0)
    assert escrow.versions(place) == {"prod": {1: True, 2: True, 3: False}}
    assert bao.metadata(f"{place}/prod")["versions"]["1"]["destroyed"]
    gone = escrow.pull(place, "--version", "1").expect(1)
    assert "version 1 of prod was deleted" in gone.stderr
    assert escrow(*prune, "--yes").expect(0).stdout == ""


def test_a_deleted_newest_version(escrow, bao, files, place):
    escrow.push(place, files.paths[1]).expect(0)
    bao.api("DELETE", f"secret/data/{place}/prod")
    assert "version 1 of prod was deleted" in escrow.pull(place).expect(1).stderr
    assert "stored as version 2" in escrow.push(place, files.paths[1]).expect(0).stdout


@pytest.mark.parametrize("folder", ["a b/ü", "50%/x?y#z", "plus+and&", "..."])
def test_names_of_folders_are_escaped(escrow, bao, files, folder, cli):
    escrow.push(f"esc/{folder}", files.paths[1]).expect(0)
    assert bao.secret(quote(f"esc/{folder}/prod"))[0] == files.paths[1].read_bytes()
    escrow.pull(f"esc/{folder}").expect(0)


def test_list_leaves_out_what_is_not_ours(escrow, bao, files, place):
    assert escrow.versions(place) == {}
    escrow.push(place, files.paths[1]).expect(0)
    escrow.push(f"{place}/below", files.paths[1]).expect(0)
    bao.api("POST", f"secret/data/{place}/foreign", {"data": {"password": "hunter2"}})
    assert set(escrow.versions(place)) == {"prod", "foreign"}
    result = escrow("pull", "--from", f"vault:secret/{place}", "foreign").expect(1)
    assert "is not a sealed file" in result.stderr and "hunter2" not in result.stderr


def test_a_foreign_secret_is_not_covered_by_a_version(escrow, bao, files, place):
    bao.api("POST", f"secret/data/{place}/prod", {"data": {"password": "hunter2"}})
    assert "is not a sealed file" in escrow.push(place, files.paths[1]).expect(1).stderr
    assert bao.metadata(f"{place}/prod")["current_version"] == 1


def test_a_file_changed_by_hand_is_refused(escrow, bao, files, place):
    escrow.push(place, files.paths[1]).expect(0)
    data = bao.api("GET", f"secret/data/{place}/prod")["data"]["data"]
    other = bao.api("POST", f"secret/data/{place}/prod", {
        "data": data | {"age_base64": data["age_base64"][:-8] + "AAAAAAA="},
    })
    assert other
    assert "does not have the SHA-256" in escrow.pull(place).expect(1).stderr


def test_mounts_are_found_wherever_they_are(escrow, bao, files):
    bao.api("POST", "sys/mounts/team/sre/kv", {"type": "kv", "options": {"version": "2"}})
    bao.wait_for(lambda: bao.status("team/sre/kv/metadata/x", bao.root) == 404)
    for spec in ("vault:team/sre/kv/eks", "vault:team/sre/kv/", "vault:plain"):
        escrow("push", "--to", spec, files.paths[1]).expect(0)
    assert bao.status("team/sre/kv/data/eks/prod", bao.root) == 200
    assert bao.status("team/sre/kv/data/prod", bao.root) == 200
    assert bao.status("secret/data/plain/prod", bao.root) == 200


def test_what_is_no_versioned_store_is_left_alone(escrow, bao, files):
    bao.api("POST", "sys/mounts/old", {"type": "kv", "options": {"version": "1"}})
    result = escrow("push", "--to", "vault:old/eks", files.paths[1]).expect(1)
    assert "version 1, which keeps no versions" in result.stderr
    assert bao.status("old/data/eks/prod", bao.root) == 404
    assert "not a key-value store" in escrow("list", "--from", "vault:sys/x").expect(1).stderr


def test_namespaces(escrow, bao, files):
    bao.api("POST", "sys/namespaces/team-a")
    bao.api("POST", "sys/mounts/secret", {"type": "kv", "options": {"version": "2"}},
            namespace="team-a")
    bao.wait_for(
        lambda: bao.request("GET", "secret/metadata/x", token=bao.root, namespace="team-a")[0] == 404
    )
    escrow.push("ns", files.paths[1], "--vault-namespace", "team-a").expect(0)
    escrow.push("ns", files.paths[1], BAO_NAMESPACE="team-a").expect(0)
    assert bao.api("GET", "secret/data/ns/prod", namespace="team-a")["data"]["metadata"]["version"] == 1
    assert bao.status("secret/data/ns/prod", bao.root) == 404
    wrong = escrow.push("ns", files.paths[1], "--vault-namespace", "none").expect(1)
    assert "namespace not found" in wrong.stderr


# --- logins --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def methods(bao):
    """Policy `stores` and the login methods, mounted."""
    bao.policy("stores", **{
        "secret/data/login/*": ["create", "read", "update"],
        "secret/metadata/login/*": ["read", "list", "patch"],
    })
    for method in ("approle", "kubernetes", "cert"):
        bao.api("POST", f"sys/auth/{method}", {"type": method})
    return bao


def tokens(bao):
    return set(bao.api("LIST", "auth/token/accessors")["data"]["keys"])


def test_login_by_token_file(escrow, methods, files, tmp_path, cli):
    token = tmp_path / "token"
    token.write_text(methods.token("stores") + "\n")
    push = escrow.push("login/token", files.paths[1], "--vault-token-file", token, BAO_TOKEN=None)
    push.expect(0)
    # Where `bao login` leaves it.
    (cli.home / ".vault-token").write_text(token.read_text())
    escrow.push("login/token", files.paths[1], BAO_TOKEN=None).expect(0)
    (cli.home / ".vault-token").unlink()
    assert "there is no token for the vault" in escrow.push(
        "login/token", files.paths[1], BAO_TOKEN=None
    ).expect(1).stderr


def approle(bao, tmp_path, **settings):
    bao.api("POST", "auth/approle/role/ci", {"token_policies": "stores", **settings})
    role_id = bao.api("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    secret = tmp_path / "secret-id"
    secret.write_text(bao.api("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"])
    return ("--vault-login", "approle", "--vault-role-id", role_id, "--vault-secret-id-file", secret)


def test_login_by_approle(escrow, methods, files, tmp_path):
    before = tokens(methods)
    escrow.push("login/approle", files.paths[1], *approle(methods, tmp_path), BAO_TOKEN=None).expect(0)
    assert tokens(methods) == before, "the token of the login was not revoked"


def test_login_by_approle_refused(escrow, methods, files, tmp_path):
    options = approle(methods, tmp_path)
    (tmp_path / "secret-id").write_text("7b9fcd3a-0000-4000-8000-5e0a6c8e3a11")
    result = escrow.push("login/approle", files.paths[1], *options, BAO_TOKEN=None).expect(1)
    assert "log in at auth/approle" in result.stderr and "invalid" in result.stderr
    assert "7b9fcd3a" not in result.stderr
    options = approle(methods, tmp_path)
    elsewhere = escrow.push("x", files.paths[1], *options, "--vault-login-mount", "nowhere",
                            BAO_TOKEN=None).expect(1)
    assert "auth/nowhere" in elsewhere.stderr


def test_login_by_certificate(escrow, methods, files):
    pki = methods.pki
    methods.api("POST", "auth/cert/certs/ops", {
        "certificate": (pki / "ca.crt").read_text(), "allowed_common_names": "admin",
        "token_policies": "stores",
    })

    def push(name, *more):
        return escrow.push("login/cert", files.paths[1], "--vault-login", "cert",
                           "--vault-client-cert", pki / f"{name}.crt",
                           "--vault-client-key", pki / f"{name}.key", *more, BAO_TOKEN=None)

    push("admin").expect(0)
    push("admin", "--vault-role", "ops").expect(0)
    assert "log in at auth/cert" in push("manager").expect(1).stderr


def test_login_by_kubernetes(escrow, methods, files, control_plane, kubectl, tmp_path):
    """The vault asks the real API server about the token."""
    kubectl = kubectl.with_prefix("--kubeconfig", control_plane.kubeconfig)
    kubectl("create", "serviceaccount", "vault-client").expect(0)
    kubectl("create", "clusterrolebinding", "vault-client", "--clusterrole=system:auth-delegator",
            "--serviceaccount=default:vault-client").expect(0)
    jwt = tmp_path / "jwt"
    jwt.write_text(kubectl("create", "token", "vault-client").expect(0).stdout)
    methods.api("POST", "auth/kubernetes/config", {
        "kubernetes_host": control_plane.server, "disable_local_ca_jwt": True,
        "kubernetes_ca_cert": control_plane.ca_file.read_text(),
    })
    methods.api("POST", "auth/kubernetes/role/ci", {
        "bound_service_account_names": "vault-client",
        "bound_service_account_namespaces": "default", "token_policies": "stores",
    })

    def push(role):
        return escrow.push("login/kubernetes", files.paths[1], "--vault-login", "kubernetes",
                           "--vault-role", role, "--vault-jwt-file", jwt, BAO_TOKEN=None)

    push("ci").expect(0)
    assert "log in at auth/kubernetes" in push("other").expect(1).stderr


@pytest.mark.parametrize("options, said", [
    (["--vault-login", "approle"], "--vault-role-id"),
    (["--vault-login", "kubernetes"], "--vault-role"),
    (["--vault-login", "cert"], "--vault-client-cert"),
    (["--vault-client-key", "x"], "must be given together"),
    (["--vault-address", "http://vault.example:8200"], "is not https"),
    (["--vault-address", "vault.example"], "is not the address of a vault"),
    (["--vault-address", "https://me:hunter2@vault.example"], "a URL with a password"),
])
def test_wrong_settings(escrow, files, options, said):
    result = escrow.push("x", files.paths[1], *options).expect(2)
    assert said in result.stderr and "hunter2" not in result.stderr


def test_without_an_address(cli, files):
    result = cli("escrow", "push", "--to", "vault:eks", files.paths[1]).expect(2)
    assert "set VAULT_ADDR" in result.stderr


@pytest.mark.parametrize("spec", ["vault:", "vault:/eks", "vault:a//b", "vault:a/../b", "vault:a/\x01"])
def test_wrong_places(escrow, files, spec):
    assert "does not name a place" in escrow("push", "--to", spec, files.paths[1]).expect(2).stderr


# --- refusals ------------------------------------------------------------------------------------


def test_an_expired_token_is_told_from_a_missing_permission(escrow, bao, files, place):
    bao.policy("reader", **{f"secret/data/{place}/*": ["read"]})
    denied = escrow.push(place, files.paths[1], BAO_TOKEN=bao.token("reader")).expect(1)
    assert f"does not let us write secret/data/{place}/prod: " in denied.stderr
    assert "permission denied (403)" in denied.stderr and "the token is valid" in denied.stderr
    short = bao.token("reader")
    bao.api("POST", "auth/token/revoke", {"token": short})
    expired = escrow.push(place, files.paths[1], BAO_TOKEN=short).expect(1)
    assert "expired, revoked" in expired.stderr
    elsewhere = escrow("list", "--from", "vault:other/x", BAO_TOKEN=bao.token("reader")).expect(1)
    assert "nothing is mounted there, or no policy" in elsewhere.stderr


def test_no_permission_for_metadata_is_only_a_warning(escrow, bao, files, place):
    bao.policy("data-only", **{f"secret/data/{place}/*": ["create", "read", "update"]})
    result = escrow.push(place, files.paths[1], BAO_TOKEN=bao.token("data-only")).expect(0)
    assert "warning" in result.stderr and "'patch' on secret/metadata/" in result.stderr
    assert bao.secret(f"{place}/prod")[0] == files.paths[1].read_bytes()


def test_without_reading_nothing_is_written(escrow, bao, files, place):
    bao.policy("blind", **{f"secret/data/{place}/*": ["create", "update"]})
    result = escrow.push(place, files.paths[1], BAO_TOKEN=bao.token("blind")).expect(1)
    assert f"does not let us read secret/data/{place}/prod" in result.stderr
    assert bao.status(f"secret/metadata/{place}/prod", bao.root) == 404


def test_the_certificate_is_verified(escrow, files, bao, tmp_path):
    make_keys(tmp_path)
    for env in ({"BAO_CACERT": tmp_path / "ca.crt"}, {"BAO_CACERT": None}):
        result = escrow.push("x", files.paths[1], **env).expect(1)
        assert "cannot trust 127.0.0.1" in result.stderr
    escrow.push("x", files.paths[1], "--vault-ca-file", bao.ca_file, BAO_CACERT=None).expect(0)


# --- others write too, answers get lost ----------------------------------------------------------


def test_what_somebody_else_stored_meanwhile_is_not_overwritten(cli, bao, files, place):
    def rule(method, path, body):
        if method == "POST" and "/data/" in path:
            bao.api("POST", f"secret/data/{place}/prod", {"data": {
                "age_base64": "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==",
            }})

    with Relay(bao, rule) as relay:
        result = through(relay, cli, bao).push(place, files.paths[1]).expect(1)
    assert "somebody else stored version 1 of prod meanwhile" in result.stderr
    assert bao.metadata(f"{place}/prod")["current_version"] == 1


def test_two_at_once_store_one_version(escrow, cli, bao, files, place):
    """Both have read before one of them writes."""
    barrier = threading.Barrier(2, timeout=60)

    def rule(method, path, body):
        if method == "POST" and "/data/" in path:
            barrier.wait()

    with Relay(bao, rule) as relay:
        running = [
            subprocess.Popen(
                cli.command("escrow", "push", "--to", f"vault:secret/{place}", files.paths[1]),
                env=cli.environment(through(relay, cli, bao).env), stdout=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        assert [process.wait(60) for process in running] == [0, 0]
        for process in running:
            process.communicate()
    assert bao.metadata(f"{place}/prod")["current_version"] == 1


def first_time(action, times=1):
    done = []

    def once(*arguments):
        if len(done) < times:
            done.append(True)
            return action(*arguments)
        return None

    return once


@pytest.mark.parametrize("times", [1, 2])
def test_a_lost_answer_does_not_store_twice(cli, bao, files, place, times):
    """libcurl itself repeats a request once where a connection that was used before breaks."""
    lose = first_time(lambda: "lose", times)

    def rule(method, path, body):
        return lose() if method == "POST" and "/data/" in path else None

    with Relay(bao, rule) as relay:
        through(relay, cli, bao).push(place, files.paths[1]).expect(0)
        writes = [path for method, path in relay.seen if method == "POST"]
    assert len(writes) == times + 1
    assert bao.metadata(f"{place}/prod")["current_version"] == 1
    assert bao.secret(f"{place}/prod")[0] == files.paths[1].read_bytes()


@pytest.mark.parametrize("status", [412, 429, 500, 502, 504])
def test_what_passes_is_waited_for(cli, bao, files, place, status):
    busy = first_time(lambda: (status, {}, {"errors": ["busy"]}))

    def rule(method, path, body):
        return busy() if "/data/" in path else None

    with Relay(bao, rule) as relay:
        through(relay, cli, bao).push(place, files.paths[1]).expect(0)
        assert relay.seen.count(("GET", f"secret/data/{place}/prod")) == 2


@pytest.mark.parametrize("status, said, requests", [
    (429, "limits the rate of requests", 4),
    (500, "answered 500: boom", 4),
    (472, "secondary for disaster recovery", 1),
    (473, "performance standby", 1),
    (501, "is not initialised", 1),
    (503, "is not available (503)", 1),
    (307, "and a token does not follow", 1),
])
def test_what_does_not_pass_is_explained(cli, bao, files, place, status, said, requests):
    def rule(method, path, body):
        if "/data/" in path:
            return status, {"Location": "http://127.0.0.1:1/v1/elsewhere"}, {"errors": ["boom"]}
        return None

    with Relay(bao, rule) as relay:
        result = through(relay, cli, bao).push(place, files.paths[1]).expect(1)
        asked = [path for method, path in relay.seen if "/data/" in path]
    assert said in result.stderr, result.stderr
    assert len(asked) == requests


@pytest.mark.parametrize("answer", [b"<html>", b"{", b"[]", b"{}", b'{"data":{"data":{},"metadata":{}}}'])
def test_nonsense_is_an_error(cli, bao, files, place, answer):
    def rule(method, path, body):
        return (200, {}, answer) if "/data/" in path else None

    with Relay(bao, rule) as relay:
        through(relay, cli, bao).push(place, files.paths[1]).expect(1)


def test_what_is_written_is_read_back(cli, bao, files, place):
    """A vault that says 200 and stores something else."""
    def rule(method, path, body):
        if "version=1" not in path:
            return None
        answer = bao.api("GET", path)
        answer["data"]["data"] = {"age_base64": "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="}
        return 200, {}, answer

    with Relay(bao, rule) as relay:
        result = through(relay, cli, bao).push(place, files.paths[1]).expect(1)
    assert "is not what was written to it" in result.stderr


def test_a_kill_of_ours_is_completed_by_the_same_command(escrow, cli, bao, files, place):
    """Killed after the file was written, before its description was."""
    reached = threading.Event()

    def rule(method, path, body):
        if method == "PATCH":
            reached.set()
            return "drop"
        return None

    with Relay(bao, rule) as relay:
        process = subprocess.Popen(
            cli.command("escrow", "push", "--to", f"vault:secret/{place}", files.paths[1]),
            env=cli.environment(through(relay, cli, bao).env), stdout=subprocess.PIPE,
        )
        assert reached.wait(60)
        process.kill()
        assert process.wait(60) != 0
        process.communicate()
    assert not bao.metadata(f"{place}/prod")["custom_metadata"]
    assert "was there as version 1" in escrow.push(place, files.paths[1]).expect(0).stdout
    assert bao.metadata(f"{place}/prod")["custom_metadata"]["cluster"] == ARN


# --- the vault depends on IAM --------------------------------------------------------------------


def test_a_seal_by_aws_is_warned_about(cli, bao, files, place):
    """Its seal-status says awskms: the one thing about which the relay lies here."""
    def rule(method, path, body):
        if path == "sys/seal-status":
            return 200, {}, bao.api("GET", path) | {"type": "awskms", "recovery_seal": True}
        return None

    with Relay(bao, rule) as relay:
        result = through(relay, cli, bao).push(place, files.paths[1]).expect(0)
    assert "unseals itself with AWS KMS" in result.stderr


def test_a_login_by_aws_is_warned_about(escrow, bao, files, place):
    bao.api("POST", "sys/auth/aws", {"type": "userpass"})
    bao.policy("aws-stores", **{
        f"secret/data/{place}/*": ["create", "read", "update"],
        f"secret/metadata/{place}/*": ["patch"],
    })
    bao.api("POST", "auth/aws/users/role", {"password": "x", "token_policies": "aws-stores"})
    token = bao.api("POST", "auth/aws/login/role", {"password": "x"})["auth"]["client_token"]
    result = escrow.push(place, files.paths[1], BAO_TOKEN=token).expect(0)
    assert "came from a login by AWS IAM" in result.stderr


# --- the vault itself ----------------------------------------------------------------------------


def test_stores_that_work_are_served_where_the_vault_is_down(escrow, files, place, tmp_path):
    with Relay() as gone:
        url = gone.url
    result = escrow("push", "--to", f"vault:secret/{place}", "--to", f"dir:{tmp_path}",
                    files.paths[1], BAO_ADDR=url).expect(1)
    assert result.stdout == f"dir:{tmp_path}: prod stored as version 1\n"
    assert "connection refused" in result.stderr and "1 of 2 stores" in result.stderr
    again = escrow("push", "--to", f"vault:secret/{place}", "--to", f"dir:{tmp_path}",
                   files.paths[1]).expect(0)
    assert again.stdout == (
        f"vault:secret/{place}: prod stored as version 1\n"
        f"dir:{tmp_path}: prod was there as version 1\n"
    )


@pytest.fixture(scope="module")
def standby(bao, tmp_path_factory):
    """A second node of the cluster."""
    server = OpenBao(tmp_path_factory.mktemp("standby"), bao)
    try:
        server.start()
        server.wait_for(lambda: server.status("sys/health") == 429)
        server.wait_for(lambda: server.status("secret/metadata/x", bao.root) == 404)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    """A node of its own, to be sealed and killed."""
    server = OpenBao(tmp_path_factory.mktemp("mortal"))
    try:
        yield server.start()
    finally:
        server.stop()


def test_the_vault_killed_in_the_middle(mortal, cli, files):
    """It dies with the write in its hands; started again, the same command completes it."""
    killed = first_time(mortal.kill)

    def rule(method, path, body):
        if method == "POST" and "/data/" in path:
            killed()

    with Relay(mortal, rule) as relay:
        result = through(relay, cli, mortal).push("killed", files.paths[1]).expect(1)
    assert "cannot get an answer" in result.stderr
    mortal.start()
    escrow = Escrow(cli, mortal.url, mortal.ca_file, mortal.root)
    escrow.push("killed", files.paths[1]).expect(0)
    assert mortal.metadata("killed/prod")["current_version"] == 1
    assert mortal.secret("killed/prod")[0] == files.paths[1].read_bytes()


def test_a_sealed_vault_is_explained(mortal, cli, files):
    mortal.api("PUT", "sys/seal")
    escrow = Escrow(cli, mortal.url, mortal.ca_file, mortal.root)
    result = escrow.push("sealed", files.paths[1]).expect(1)
    assert "is sealed" in result.stderr and "2 more of its key holders" in result.stderr
    mortal.api("PUT", "sys/unseal", {"key": mortal.keys[0]})
    assert "1 more of its key holders" in escrow.push("sealed", files.paths[1]).expect(1).stderr
    mortal.start_serving()
    escrow.push("sealed", files.paths[1]).expect(0)


# The last ones: the cluster cannot do without its second node again.


def test_a_standby_forwards(bao, standby, cli, files):
    escrow = Escrow(cli, standby.url, standby.ca_file, bao.root)
    escrow.push("standby", files.paths[1]).expect(0)
    assert bao.secret("standby/prod")[0] == files.paths[1].read_bytes()


def test_a_standby_that_does_not_forward_is_not_followed(bao, standby, cli, files):
    with Relay(standby, headers={"X-Vault-No-Request-Forwarding": "1"}) as relay:
        result = through(relay, cli, bao).push("redirected", files.paths[1]).expect(1)
    assert "(307), and a token does not follow" in result.stderr
    assert "active node" in result.stderr
