"""seal and unseal against Debian's age, both ways, and against kubectl."""

import base64
import hashlib
import json
import os
import pty
import random
import stat
import subprocess

import pytest
import yaml

CA_PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
SERVER = "https://127.0.0.1:6443"


def encode(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def token(claims):
    return f"{encode({'alg': 'RS256'})}.{encode(claims)}.c2lnbmF0dXJl"


TOKEN = token(
    {
        "iss": "kubernetes/serviceaccount",
        "kubernetes.io/serviceaccount/namespace": "kube-system",
        "kubernetes.io/serviceaccount/secret.name": "super-admin-token",
        "kubernetes.io/serviceaccount/service-account.name": "super-admin",
        "kubernetes.io/serviceaccount/service-account.uid": "0000-11",
        "sub": "system:serviceaccount:kube-system:super-admin",
    }
)


def write_config(home, user=None, cluster=None):
    """A kubeconfig with one context, "prod"; returns its path."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "prod",
        "clusters": [
            {
                "name": "c1",
                "cluster": cluster
                or {
                    "server": SERVER,
                    "certificate-authority-data": base64.b64encode(CA_PEM.encode()).decode(),
                },
            }
        ],
        "users": [{"name": "admin", "user": {"token": TOKEN} if user is None else user}],
        "contexts": [{"name": "prod", "context": {"cluster": "c1", "user": "admin"}}],
    }
    path = home / "kubeconfig"
    path.write_text(yaml.safe_dump(config))
    return path


class Keys:
    """Identity files NAME.key made by age-keygen, and their recipients."""

    def __init__(self, age_keygen, home):
        self.age_keygen, self.home, self.recipients = age_keygen, home, {}

    def make(self, *names):
        for name in names:
            self.age_keygen("-o", f"{name}.key").expect(0)
            self.recipients[name] = self.age_keygen("-y", f"{name}.key").expect(0).stdout.strip()
        return [self.recipients[name] for name in names]


@pytest.fixture
def keys(age_keygen, home):
    return Keys(age_keygen, home)


def flags(letter, values):
    return [part for value in values for part in (letter, value)]


SIZES = [0, 1, 15, 16, 17, 4096, 65535, 65536, 65537, 131071, 131072, 131073]


def test_age_opens_what_we_seal_and_we_open_what_age_seals(cli, age, keys, home):
    """Random contents, sizes and sets of recipients; each recipient opens, the others do not."""
    chance = random.Random(20260101)
    names = ["a", "b", "c", "d", "e"]
    keys.make(*names)
    for size in SIZES + [chance.randrange(400_000) for _ in range(12)]:
        content = chance.randbytes(size)
        (home / "plain").write_bytes(content)
        chosen = chance.sample(names, chance.randrange(1, len(names) + 1))
        recipients = flags("-r", (keys.recipients[name] for name in chosen))
        cli("seal", "--raw", "plain", *recipients, "--out", "ours.age", "--force").expect(0)
        age(*recipients, "-o", "theirs.age", "plain").expect(0)
        for name in names:
            ours = age("-d", "-i", f"{name}.key", "ours.age")
            theirs = cli("unseal", "--raw", "-i", f"{name}.key", "theirs.age")
            for result in (ours, theirs):
                assert bool(result) == (name in chosen), (size, name, result.stderr)
                assert result.stdout_bytes == (content if name in chosen else b"")
        assert (home / "ours.age").stat().st_size == (home / "theirs.age").stat().st_size


def test_recipients_come_from_options_and_files_each_once(cli, age, keys, home):
    a, b, c = keys.make("a", "b", "c")
    (home / "team.txt").write_text(f"# on call\r\n{a}\r\n\n{b}\n")
    config = write_config(home)
    sealed = cli(
        "seal", "--kubeconfig", config, "-R", "team.txt", "-r", c, "--recipient", a,
        "--recipients-file", "-", "--out", "prod.age", input=f"{b}\n",
    ).expect(0)  # fmt: skip
    assert "for 3 recipients" in sealed.stderr
    for name in ("a", "b", "c"):
        assert TOKEN in age("-d", "-i", f"{name}.key", "prod.age").expect(0).stdout
        assert TOKEN in cli("unseal", "-i", f"{name}.key", "prod.age").expect(0).stdout


def test_armor_goes_both_ways(cli, age, keys, home):
    (recipient,) = keys.make("a")
    for size in (0, 1, 47, 48, 49, 5000):
        content = random.Random(size).randbytes(size)
        (home / "plain").write_bytes(content)
        cli("seal", "--raw", "plain", "-r", recipient, "-a", "--out", "ours", "--force").expect(0)
        age("-a", "-r", recipient, "-o", "theirs", "plain").expect(0)
        assert (home / "ours").read_text().startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
        assert age("-d", "-i", "a.key", "ours").expect(0).stdout_bytes == content
        for file in ("ours", "theirs"):
            crlf = (home / file).read_bytes().replace(b"\n", b"\r\n")
            opened = cli("unseal", "--raw", "-i", "a.key", "-", input=crlf).expect(0)
            assert opened.stdout_bytes == content
    config = write_config(home)
    cli("seal", "--kubeconfig", config, "-r", recipient, "--armor", "--out", "p.txt").expect(0)
    assert TOKEN in age("-d", "-i", "a.key", "p.txt").expect(0).stdout
    assert TOKEN in cli("unseal", "-i", "a.key", "p.txt").expect(0).stdout


def test_the_plaintext_is_a_kubeconfig_for_kubectl(cli, age, kubectl, keys, home):
    (recipient,) = keys.make("a")
    cli("seal", "--kubeconfig", write_config(home), "-r", recipient, "--out", "p.age").expect(0)
    assert stat.S_IMODE((home / "p.age").stat().st_mode) == 0o600
    age("-d", "-i", "a.key", "-o", "opened", "p.age").expect(0)
    assert (home / "opened").stat().st_size == 4096
    viewed = kubectl("--kubeconfig", "opened", "config", "view", "--raw", "-o", "json").expect(0)
    config = json.loads(viewed.stdout)
    assert config["current-context"] == "prod"
    assert config["users"] == [{"name": "admin", "user": {"token": TOKEN}}]
    assert config["contexts"] == [{"name": "prod", "context": {"cluster": "c1", "user": "admin"}}]
    assert config["clusters"][0]["cluster"] == {
        "server": SERVER,
        "certificate-authority-data": base64.b64encode(CA_PEM.encode()).decode(),
    }
    (extension,) = config["extensions"]
    assert extension["name"] == "eksbreakglass/v1"
    issued = extension["extension"].pop("issued")
    assert issued.startswith("20") and issued.endswith("Z")
    assert extension["extension"] == {
        "ca_sha256": hashlib.sha256(CA_PEM.encode()).hexdigest(),
        "sa": "kube-system/super-admin",
        "sa_uid": "0000-11",
        "secret": "super-admin-token",
        "server": SERVER,
        "token_sha256": hashlib.sha256(TOKEN.encode()).hexdigest(),
    }


def test_unseal_writes_the_kubeconfig_and_says_what_it_is(cli, kubectl, keys, home):
    (recipient,) = keys.make("a")
    cli("seal", "--kubeconfig", write_config(home), "-r", recipient, "--out", "p.age").expect(0)
    opened = cli("unseal", "-i", "a.key", "--out", "my config", "p.age").expect(0)
    assert opened.stdout == ""
    assert SERVER in opened.stderr and "kube-system/super-admin" in opened.stderr
    assert "kubectl --kubeconfig 'my config' get ns" in opened.stderr
    assert TOKEN not in opened.stderr
    assert stat.S_IMODE((home / "my config").stat().st_mode) == 0o600
    seen = kubectl("--kubeconfig", "my config", "config", "current-context").expect(0)
    assert seen.stdout == "prod\n"
    piped = cli("unseal", "-i", "-", "p.age", input=(home / "a.key").read_bytes()).expect(0)
    assert piped.stdout_bytes == (home / "my config").read_bytes()


def test_files_beside_the_kubeconfig_are_taken_in(cli, kubectl, keys, home):
    (recipient,) = keys.make("a")
    for name, content in (
        ("ca.pem", CA_PEM), ("tls.crt", "CERT"), ("tls.key", "KEY"), ("token", f" {TOKEN}\n"),
    ):  # fmt: skip
        (home / name).write_text(content)
    config = write_config(
        home,
        user={"client-certificate": "tls.crt", "client-key": "tls.key", "tokenFile": "token"},
        cluster={
            "server": SERVER,
            "certificate-authority": "ca.pem",
            "tls-server-name": "kubernetes",
            "proxy-url": "http://127.0.0.1:3128",
        },
    )
    # The names are relative to the kubeconfig, wherever we are.
    (home / "elsewhere").mkdir()
    seal = ("seal", "--kubeconfig", config, "-r", recipient, "--out", home / "p.age")
    cli(*seal, cwd=home / "elsewhere").expect(0)
    cli("unseal", "-i", "a.key", "--out", "opened", "p.age").expect(0)
    for name in ("ca.pem", "tls.crt", "tls.key", "token", "kubeconfig"):
        (home / name).unlink()
    opened = json.loads(
        kubectl("--kubeconfig", "opened", "config", "view", "--raw", "-o", "json").expect(0).stdout
    )
    assert opened["users"][0]["user"] == {
        "client-certificate-data": base64.b64encode(b"CERT").decode(),
        "client-key-data": base64.b64encode(b"KEY").decode(),
        "token": TOKEN,
    }
    assert opened["clusters"][0]["cluster"] == {
        "certificate-authority-data": base64.b64encode(CA_PEM.encode()).decode(),
        "proxy-url": "http://127.0.0.1:3128",
        "server": SERVER,
        "tls-server-name": "kubernetes",
    }


EXEC = {
    "apiVersion": "client.authentication.k8s.io/v1",
    "command": "aws",
    "interactiveMode": "Never",
}


@pytest.mark.parametrize(
    "user, cluster, message",
    [
        ({"exec": EXEC}, None, "the plugin 'aws'"),
        ({"auth-provider": {"name": "oidc"}}, None, "auth provider 'oidc'"),
        ({"username": "a", "password": "b"}, None, "has a password"),
        ({"token": TOKEN, "as": "root"}, None, "impersonates 'root'"),
        ({}, None, "no credential to seal"),
        ({"token": token({"exp": 1})}, None, "has expired"),
        (None, {"server": "http://127.0.0.1:8080"}, "is not https"),
        (None, {"server": SERVER, "insecure-skip-tls-verify": True}, "skips the verification"),
    ],
)
def test_what_would_be_dead_or_unsafe_is_not_sealed(cli, keys, home, user, cluster, message):
    (recipient,) = keys.make("a")
    config = write_config(home, user, cluster)
    refused = cli("seal", "--kubeconfig", config, "-r", recipient, "--out", "p.age").expect(1)
    assert message in refused.stderr and TOKEN not in refused.stderr
    assert not (home / "p.age").exists()


def test_dry_run_checks_everything_and_writes_nothing(cli, keys, home):
    (recipient,) = keys.make("a")
    config = write_config(home)
    before = sorted(home.iterdir())
    would = cli("seal", "--kubeconfig", config, "-r", recipient, "--dry-run").expect(0)
    assert "context 'prod' would be sealed for 1 recipient" in would.stderr
    assert would.stdout == "" and sorted(home.iterdir()) == before
    cli("seal", "--kubeconfig", config, "-r", recipient + "x", "--dry-run").expect(1)
    cli("seal", "--kubeconfig", config, "--context", "none", "-r", recipient, "--dry-run").expect(1)


def test_existing_files_are_replaced_only_with_force(cli, keys, home):
    (recipient,) = keys.make("a")
    seal = ("seal", "--kubeconfig", write_config(home), "-r", recipient, "--out", "p.age")
    unseal = ("unseal", "-i", "a.key", "--out", "opened", "p.age")
    for command, name in ((seal, "p.age"), (unseal, "opened")):
        (home / name).write_text("precious")
        (home / name).chmod(0o644)
        refused = cli(*command).expect(1)
        assert "--force" in refused.stderr
        assert (home / name).read_text() == "precious"
        cli(*command, "--force").expect(0)
        assert (home / name).read_bytes() != b"precious"
    assert stat.S_IMODE((home / "opened").stat().st_mode) == 0o600


def test_errors_say_what_is_wrong_with_the_sealed_file(cli, age, keys, home):
    a, _ = keys.make("a", "b")
    cli("seal", "--kubeconfig", write_config(home), "-r", a, "--out", "p.age").expect(0)
    sealed = (home / "p.age").read_bytes()
    plain = json.dumps({"note": "not a kubeconfig of ours"})
    cases = {
        "is not one of those it is sealed for": (sealed, "b"),
        "the tag of chunk 1 is wrong": (sealed[:-1], "a"),
        "its MAC is wrong": (sealed.replace(b"\n--- ", b"\n-> x\n\n--- "), "a"),
        "has no end": (sealed[:100], "a"),
        "it is not an age file": (b"hello", "a"),
        "is not a sealed kubeconfig": (age("-r", a, input=plain).expect(0).stdout_bytes, "a"),
    }
    for message, (content, name) in cases.items():
        (home / "bad.age").write_bytes(content)
        refused = cli("unseal", "-i", f"{name}.key", "--out", "opened", "bad.age").expect(1)
        assert message in refused.stderr and "hint:" in refused.stderr, refused.stderr
        assert "bad.age" in refused.stderr and "not a kubeconfig of ours" not in refused.stderr
        assert not (home / "opened").exists()


def test_every_truncation_and_flipped_bit_is_refused(cli, keys, home):
    """The unit tests try every single one, this the program on some of each part of the file."""
    (recipient,) = keys.make("a")
    (home / "plain").write_bytes(b"x" * 40)
    cli("seal", "--raw", "plain", "-r", recipient, "--out", "p.age").expect(0)
    sealed = (home / "p.age").read_bytes()
    chance = random.Random(20260102)
    for position in range(0, len(sealed), 5):
        flipped = bytearray(sealed)
        flipped[position] ^= 1 << chance.randrange(8)
        for content in (sealed[:position], bytes(flipped)):
            refused = cli("unseal", "--raw", "-i", "a.key", "-", input=content).expect(1)
            assert refused.stdout_bytes == b""


def test_usage_errors(cli, keys, home):
    (recipient,) = keys.make("a")
    config = ("--kubeconfig", write_config(home))
    cli("seal", *config, "-r", recipient, "--out", "for_a.age").expect(0)
    cases = (
        ("seal", *config, "-r", recipient),
        ("seal", *config, "--out", "p.age"),
        ("seal", *config, "--raw", "a.key", "-r", recipient, "--out", "p.age"),
        ("seal", "--raw", "-", "-R", "-", "--out", "p.age"),
        ("seal", *config, "-p", "-r", recipient, "--out", "p.age"),
        ("seal", *config, "--passphrase-fd", "3", "-r", recipient, "--out", "p.age"),
        ("seal", "--raw", "-", "-p", "--passphrase-fd", "0", "--out", "p.age"),
        ("unseal", "for_a.age"),
        ("unseal", "--passphrase-fd", "x", "for_a.age"),
        ("unseal", "--passphrase-fd", "0", "-"),
        ("unseal", "-i", "a.key"),
        ("unseal", "-i", "-", "-"),
        ("unseal", "-i", "-", "-i", "-", "p.age"),
    )
    for words in cases:
        assert cli(*words).expect(2).stdout == ""
    secret = (home / "a.key").read_text().splitlines()[-1]
    mistaken = cli("seal", *config, "-r", secret, "--out", "p.age").expect(1)
    assert secret not in mistaken.stderr and "shell history" in mistaken.stderr
    assert not (home / "p.age").exists()


def on_a_terminal(cli, *words):
    """(exit code, what the terminal shows) with standard output and error on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        cli.command(*words), env=cli.environment(), cwd=cli.home, stdin=subprocess.DEVNULL,
        stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # EIO: the other end is closed
    os.close(ours)
    return process.wait(timeout=60), shown.decode(errors="replace")


def test_a_terminal_gets_no_secret_unasked(cli, keys, home):
    (recipient,) = keys.make("a")
    cli("seal", "--kubeconfig", write_config(home), "-r", recipient, "--out", "p.age").expect(0)
    code, shown = on_a_terminal(cli, "unseal", "-i", "a.key", "p.age")
    assert code == 2 and TOKEN not in shown and "--out FILE" in shown
    code, shown = on_a_terminal(cli, "unseal", "-i", "a.key", "--out", "-", "p.age")
    assert code == 0 and TOKEN in shown and shown.startswith("warning: ")
    code, shown = on_a_terminal(cli, "keygen")
    assert code == 0 and shown.startswith("warning: ") and "AGE-SECRET-KEY-1" in shown
    code, shown = on_a_terminal(cli, "seal", "--raw", "a.key", "-r", recipient, "--out", "-")
    assert code == 2 and "binary" in shown


def test_the_program_that_opens_has_no_network_code(cli):
    libraries = subprocess.run(["ldd", cli.path], stdout=subprocess.PIPE, text=True, check=True)
    assert "libsodium" in libraries.stdout
    for library in ("libcurl", "libssl", "libcrypto"):
        assert library not in libraries.stdout


def test_what_age_opens_reaches_a_real_cluster(cli, age, kubectl, keys, home, control_plane):
    """The context of an administrator with a client certificate, and then with a token."""
    (recipient,) = keys.make("a")
    cli("seal", "--kubeconfig", control_plane.kubeconfig, "-r", recipient, "--out", "admin.age").expect(0)
    age("-d", "-i", "a.key", "-o", "admin", "admin.age").expect(0)
    admin = kubectl.with_prefix("--kubeconfig", "admin")
    assert "kube-system" in admin("get", "ns").expect(0).stdout
    admin("create", "serviceaccount", "sealed-reader").expect(0)
    bound = admin("create", "token", "sealed-reader").expect(0).stdout.strip()
    config = yaml.safe_load((home / "admin").read_text())
    config["users"][0]["user"] = {"token": bound}
    (home / "reader").write_text(yaml.safe_dump(config))
    sealed = cli("seal", "--kubeconfig", "reader", "-r", recipient, "--out", "r.age").expect(0)
    assert "default/sealed-reader" in sealed.stderr and "expires:" in sealed.stderr
    cli("unseal", "-i", "a.key", "--out", "opened", "r.age").expect(0)
    reader = kubectl.with_prefix("--kubeconfig", "opened")
    who = reader("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}").expect(0)
    assert who.stdout == "system:serviceaccount:default:sealed-reader"
