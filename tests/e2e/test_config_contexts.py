"""config contexts: what is listed, how it is told apart, and that no secret is in it."""

import base64
import datetime
import json
import os
import pty
import random

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID

UTC = datetime.timezone.utc
SECRET = "s3cr3t-Zx9"


def jwt(expires):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part({'exp': expires, 'jti': SECRET})}.{part(SECRET)}"


def certificate(not_after):
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(not_after)
        .sign(key, None)
        .public_bytes(serialization.Encoding.PEM)
    )


def entry(kind, name, **body):
    return {"name": name, kind: {key.replace("_", "-"): value for key, value in body.items()}}


@pytest.fixture
def kubeconfig(tmp_path):
    """Writes a kubeconfig, one context a user; returns its path."""

    def write(name="config", current="", clusters=(), users=(), contexts=None):
        if contexts is None:
            contexts = [
                entry("context", f"of-{user['name']}", cluster="c", user=user["name"])
                for user in users
            ]
        clusters = list(clusters) or [entry("cluster", "c", server="https://127.0.0.1:6443")]
        path = tmp_path / name
        path.write_text(
            yaml.safe_dump(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": current,
                    "clusters": clusters,
                    "users": list(users),
                    "contexts": contexts,
                }
            )
        )
        return path

    return write


def listed(cli, *arguments, env=None):
    result = cli("config", "contexts", "-o", "json", *arguments, env=env).expect(0)
    return {context["name"]: context for context in json.loads(result.stdout)}


def test_names_the_ways_to_authenticate(cli, kubeconfig):
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never"}
    users = {
        "certificate": {"client-certificate-data": base64.b64encode(certificate(
            datetime.datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC))).decode()},
        "token": {"token": SECRET},
        "basic": {"username": "me", "password": SECRET},
        "plugin": {"exec": {"command": "/opt/bin/aws", "args": ["--token", SECRET], **plugin}},
        "provider": {"auth-provider": {"name": "oidc", "config": {"id-token": SECRET}}},
        "both": {"token": SECRET, "username": "me", "as": "other"},
        "none": {},
    }
    path = kubeconfig(users=[entry("user", name, **body) for name, body in users.items()])
    contexts = listed(cli, "--kubeconfig", path)
    assert {name.removeprefix("of-"): context["auth"] for name, context in contexts.items()} == {
        "certificate": "client certificate",
        "token": "token",
        "basic": "basic",
        "plugin": "exec aws",
        "provider": "auth provider oidc",
        "both": "token + basic",
        "none": None,
    }
    assert contexts["of-both"]["as"] == "other"
    assert contexts["of-certificate"]["expires"] == "2031-05-06T07:08:09Z"
    for output in ["table", "wide", "json", "name"]:
        result = cli("config", "contexts", "-o", output, "--kubeconfig", path).expect(0)
        assert SECRET not in result.stdout


def test_expiry_is_that_of_what_ends_first(cli, kubeconfig, tmp_path):
    (tmp_path / "token").write_text(jwt(1893456000) + "\n")
    (tmp_path / "client.crt").write_bytes(
        certificate(datetime.datetime(2029, 1, 1, tzinfo=UTC)) + certificate(
            datetime.datetime(2021, 1, 1, tzinfo=UTC))
    )
    path = kubeconfig(users=[
        {"name": "stored", "user": {"token": jwt(4102444800)}},
        {"name": "past", "user": {"token": jwt(1000000000)}},
        {"name": "file", "user": {"tokenFile": "token", "token": jwt(5)}},
        {"name": "two", "user": {"client-certificate": "client.crt", "token": jwt(4102444800)}},
        {"name": "opaque", "user": {"token": SECRET}},
        {"name": "lost", "user": {"tokenFile": "nowhere"}},
        {"name": "broken", "user": {"client-certificate-data": "bm8="}},
    ])
    contexts = listed(cli, "--kubeconfig", path)
    told = {name.removeprefix("of-"): (context["expires"], context["expired"])
            for name, context in contexts.items()}
    assert told == {
        "stored": ("2100-01-01T00:00:00Z", False),
        "past": ("2001-09-09T01:46:40Z", True),
        "file": ("2030-01-01T00:00:00Z", False),
        "two": ("2029-01-01T00:00:00Z", False),
        "opaque": (None, False),
        "lost": (None, None),
        "broken": (None, None),
    }
    assert "nowhere: No such file or directory" in contexts["of-lost"]["problem"]
    table = cli("config", "contexts", "--kubeconfig", path).expect(0).stdout.splitlines()
    past = next(line for line in table if " of-past " in line)
    assert "expired " in past and " ago" in past
    assert "unknown" in next(line for line in table if " of-lost " in line)


def test_entries_come_from_the_file_that_wins_them(cli, kubeconfig):
    first = kubeconfig("first", current="b", contexts=[
        entry("context", "b", cluster="c", user="u", namespace="from-first"),
        entry("context", "lost", cluster="nowhere", user="nobody"),
    ])
    second = kubeconfig("second", current="a", contexts=[
        entry("context", "b", cluster="c", user="u", namespace="from-second"),
        entry("context", "a", cluster="c", user="u"),
    ], users=[entry("user", "u", token=SECRET)])
    contexts = listed(cli, env={"KUBECONFIG": f"{first}:{second}"})
    assert list(contexts) == ["a", "b", "lost"]
    assert {name: context["file"] for name, context in contexts.items()} == {
        "a": str(second), "b": str(first), "lost": str(first),
    }
    assert contexts["b"]["namespace"] == "from-first"
    assert [name for name, context in contexts.items() if context["current"]] == ["b"]
    assert not contexts["lost"]["clusterExists"] and not contexts["lost"]["userExists"]
    table = cli("config", "contexts", env={"KUBECONFIG": f"{first}:{second}"}).expect(0).stdout
    assert "nowhere (missing)" in table and "nobody (missing)" in table
    assert [line.split()[1] for line in table.splitlines() if line.startswith("*")] == ["b"]


@pytest.mark.parametrize("names, found", [
    (["prod-1"], ["prod-1"]),
    (["prod-*"], ["prod-1", "prod-2"]),
    (["?est", "prod-2"], ["prod-2", "test"]),
    (["[p]*-1"], ["prod-1"]),
    (["a*[z]"], ["a*[z]"]),
])
def test_names_choose(cli, kubeconfig, names, found):
    path = kubeconfig(contexts=[entry("context", name, cluster="c")
                                for name in ["prod-1", "prod-2", "test", "a*[z]"]])
    result = cli("config", "contexts", "-o", "name", "--kubeconfig", path, *names).expect(0)
    assert result.stdout.splitlines() == found


def test_a_name_that_is_not_there_is_an_error(cli, kubeconfig):
    path = kubeconfig(contexts=[entry("context", "prod", cluster="c")])
    result = cli("config", "contexts", "prdo", "--kubeconfig", path).expect(1)
    assert result.stdout == ""
    assert "there is no context 'prdo'" in result.stderr
    assert "did you mean 'prod'?" in result.stderr


def test_an_empty_kubeconfig_has_no_contexts(cli):
    assert json.loads(cli("config", "contexts", "-o", "json").expect(0).stdout) == []
    assert cli("config", "contexts", "-o", "name").expect(0).stdout == ""
    assert cli("config", "contexts").expect(0).stdout.startswith("CURRENT   NAME")


def test_passwords_in_urls_and_control_bytes_are_not_shown(cli, kubeconfig):
    path = kubeconfig(
        clusters=[entry("cluster", "c", server=f"https://me:{SECRET}@127.0.0.1:6443/x@y",
                        proxy_url=f"http://me:{SECRET}@127.0.0.1:3128")],
        contexts=[entry("context", "\x1b[31mred", cluster="c")],
    )
    for output in ["table", "wide", "json", "name"]:
        text = cli("config", "contexts", "-o", output, "--kubeconfig", path).expect(0).stdout
        assert SECRET not in text
        assert "\x1b" not in text
        assert output == "name" or "https://me:REDACTED@127.0.0.1:6443/x@y" in text


def test_long_cells_are_cut_on_a_terminal_only(cli, kubeconfig):
    name = "arn:aws:eks:eu-central-1:123456789012:cluster/production-blue"
    path = kubeconfig(contexts=[entry("context", name, cluster="c")])
    assert name in cli("config", "contexts", "--kubeconfig", path).expect(0).stdout
    assert name not in on_terminal(cli, "config", "contexts", "--kubeconfig", path)
    assert name in on_terminal(cli, "config", "contexts", "-o", "wide", "--kubeconfig", path)


def on_terminal(cli, *arguments, env=None, rc=0):
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(cli.path, cli.command(*arguments), cli.environment(env))
    output = b""
    while True:
        try:
            chunk = os.read(fd, 65536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    os.close(fd)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == rc
    return output.decode()


def test_agrees_with_kubectl_on_the_contexts_of_random_files(cli, kubectl, kubeconfig):
    rng = random.Random(20260811)
    names = ["a", "b", "prod/x", "arn:aws:eks:r:1:cluster/c", "true", "1", "a b", "ä"]
    for _ in range(25):
        paths = []
        for number in range(rng.randint(1, 3)):
            chosen = rng.sample(names, rng.randint(0, 5))
            paths.append(kubeconfig(f"config-{number}", current=rng.choice(["", *chosen]), contexts=[
                entry("context", name, cluster=rng.choice("cd"), user=rng.choice("uv"),
                      namespace=rng.choice(["", "ns"])) for name in chosen
            ]))
        env = {"KUBECONFIG": ":".join(map(str, paths))}
        view = json.loads(kubectl("config", "view", "-o", "json", env=env).expect(0).stdout)
        ours = listed(cli, env=env)
        assert [
            (item["name"], item["context"]["cluster"], item["context"]["user"],
             item["context"].get("namespace")) for item in view["contexts"] or []
        ] == [(name, c["cluster"], c["user"], c["namespace"]) for name, c in ours.items()]
        assert [view["current-context"]] * (view["current-context"] in ours) == [
            name for name, context in ours.items() if context["current"]
        ]
