"""config lint: each rule on a file that breaks it, and kubectl as the oracle of what it refuses."""

import base64
import copy
import datetime
import json
import os

import pytest
import yaml

from test_config_contexts import certificate, jwt, on_terminal

UTC = datetime.timezone.utc
SECRET = "s3cr3t-Zx9"
EXEC = "client.authentication.k8s.io/"


def encoded(pem):
    return base64.b64encode(pem).decode()


CA = encoded(certificate(datetime.datetime(2090, 1, 1, tzinfo=UTC)))
GOOD = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "x",
    "clusters": [{"name": "c", "cluster": {
        "server": "https://127.0.0.1:1", "certificate-authority-data": CA}}],
    "users": [{"name": "u", "user": {"token": SECRET}}],
    "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
}
PLUGIN = {"apiVersion": EXEC + "v1", "command": "/bin/true", "interactiveMode": "Never"}


def changed(cluster=None, user=None, context=None, plugin=None, **top):
    config = copy.deepcopy(GOOD)
    config["clusters"][0]["cluster"] |= cluster or {}
    if plugin is not None:
        config["users"][0]["user"] = {"exec": PLUGIN | plugin}
        config["users"][0]["user"]["exec"] = {
            key: value for key, value in (PLUGIN | plugin).items() if value is not None
        }
    config["users"][0]["user"] |= user or {}
    config["contexts"][0]["context"] |= context or {}
    config |= top
    return config


@pytest.fixture
def lint(cli, tmp_path):
    """Runs config lint on a kubeconfig; returns its findings."""

    def run(config, *arguments, env=None, mode=0o600):
        path = tmp_path / "config"
        path.write_text(config if isinstance(config, str) else yaml.safe_dump(config))
        path.chmod(mode)
        result = cli("config", "lint", "-o", "json", *arguments, env=env or {"KUBECONFIG": path})
        findings = json.loads(result.stdout)
        assert result.rc == (3 if findings else 0), result.stderr
        assert SECRET not in result.stdout and SECRET not in result.stderr
        return findings

    return run


def rules(findings, severity=None):
    return [item["rule"] for item in findings if severity in (None, item["severity"])]


def test_a_good_kubeconfig_has_no_findings(lint, cli, tmp_path):
    assert lint(GOOD) == []
    assert cli("config", "lint", "--kubeconfig", tmp_path / "config").expect(0).stdout == ""


def test_no_kubeconfig_at_all_has_no_findings(cli):
    assert cli("config", "lint", "-o", "json").expect(0).stdout == "[]\n"


ONE = certificate(datetime.datetime(2091, 1, 1, tzinfo=UTC))

# What kubectl says of a file for which there must be a finding of severity error.
REFUSED = {
    "insecure-with-ca": (changed(cluster={"insecure-skip-tls-verify": True}),
                         "root certificates file with the insecure flag is not allowed"),
    "bad-ca": (changed(cluster={"certificate-authority-data": "YQ=="}),
               "unable to load root certificates"),
    "data-and-path": (changed(cluster={"certificate-authority": "/etc/hostname"}),
                      "are both specified for c"),
    "missing-path": (changed(cluster={"certificate-authority-data": "", "certificate-authority": "ca"}),
                     "unable to read certificate-authority"),
    "bad-proxy": (changed(cluster={"proxy-url": "ftp://127.0.0.1:1"}), "unsupported scheme"),
    "bad-server": (changed(cluster={"server": "ftp://127.0.0.1:1"}), "unsupported protocol scheme"),
    "no-server": (changed(cluster={"server": ""}), "localhost:8080"),
    "no-client-key": (changed(user={"client-certificate-data": encoded(ONE)}),
                      "client-key-data or client-key must be specified"),
    "bad-certificate": (changed(user={"client-certificate-data": "YQ==", "client-key-data": "YQ=="}),
                        "failed to find any PEM data in certificate input"),
    "token-and-password": (changed(user={"username": "me"}), "only one is allowed"),
    "no-as": (changed(user={"as-groups": ["g"]}), "without impersonating a user"),
    "auth-provider": (changed(user={"token": "", "auth-provider": {"name": "gcp"}}),
                      "gcp auth plugin has been removed"),
    "exec-and-provider": (changed(plugin={}, user={"auth-provider": {"name": "oidc"}}),
                          "authProvider cannot be provided in combination with an exec plugin"),
    "old-exec": (changed(plugin={"apiVersion": EXEC + "v1alpha1"}), "invalid apiVersion"),
    "bad-exec-version": (changed(plugin={"apiVersion": EXEC + "v7"}), "invalid apiVersion"),
    "no-interactive-mode": (changed(plugin={"interactiveMode": None}),
                            "interactiveMode must be specified"),
    "bad-interactive-mode": (changed(plugin={"interactiveMode": "Sometimes"}),
                             "invalid interactiveMode"),
    "no-command": (changed(plugin={"command": None}), "command must be specified"),
    "missing-command": (changed(plugin={"command": "./nowhere"}), "no such file or directory"),
    "no-variable-name": (changed(plugin={"env": [{"value": SECRET}]}),
                         "env variable name must be specified"),
    "missing-cluster": (changed(context={"cluster": "nowhere"}), "localhost:8080"),
    "missing-current-context": (changed(**{"current-context": "nowhere"}),
                                "context was not found for specified context: nowhere"),
    "duplicate-name": (changed(users=GOOD["users"] * 2), 'duplicate name "u"'),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_finds_what_kubectl_refuses(lint, kubectl, tmp_path, rule):
    config, said = REFUSED[rule]
    findings = lint(config)
    assert rule in rules(findings, "error")
    assert all(item["advice"] for item in findings)
    refused = kubectl("get", "--raw", "/", "--kubeconfig", tmp_path / "config").expect(1)
    assert said in refused.stderr


# rule: (severity, file, how often)
FOUND = {
    "insecure": ("warning", changed(cluster={
        "insecure-skip-tls-verify": True, "certificate-authority-data": ""})),
    "plain-http": ("error", changed(cluster={"server": "http://192.0.2.1:80"})),
    "no-scheme": ("warning", changed(cluster={"server": "127.0.0.1:1"})),
    "url-password": ("warning", changed(cluster={"proxy-url": f"http://me:{SECRET}@127.0.0.1:1"})),
    "no-cluster": ("error", changed(context={"cluster": ""})),
    "no-user": ("warning", changed(context={"user": ""})),
    "missing-user": ("error", changed(context={"user": "nobody"})),
    "no-current-context": ("note", changed(**{"current-context": ""})),
    "no-credentials": ("warning", changed(user={"token": ""})),
    "password": ("warning", changed(user={"token": "", "username": "me"})),
    "unused-token": ("note", changed(user={"tokenFile": "/dev/null"})),
    "empty-token": ("error", changed(user={"tokenFile": "/dev/null"})),
    "stored-iam-token": ("error", changed(user={"token": "k8s-aws-v1.aHR0"})),
    "unused-exec": ("warning", changed(user={"exec": PLUGIN})),
    "old-exec": ("warning", changed(plugin={"apiVersion": EXEC + "v1beta1"})),
    "missing-command": ("warning", changed(plugin={"command": "no-such-program"})),
    "no-client-certificate": ("warning", changed(user={"client-key-data": "YQ=="})),
    "missing-path": ("error", changed(user={"token": "", "tokenFile": "nowhere"})),
    "unknown-field": ("warning", changed(cluster={"sever": "https://127.0.0.1"})),
    "empty-entry": ("warning", changed(clusters=[*GOOD["clusters"], {"name": "d"}])),
    "no-name": ("warning", changed(users=[*GOOD["users"], {"user": {"token": "t"}}])),
    "expired": ("error", changed(user={"token": jwt(1000000000)})),
    "bad-ca": ("warning", changed(cluster={"certificate-authority-data": encoded(
        ONE + b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")})),
    "duplicate-key": ("warning", yaml.safe_dump(GOOD) + "kind: Config\n"),
    "second-document": ("warning", yaml.safe_dump(GOOD) + "---\nusers: []\n"),
    "syntax": ("error", "users: ["),
    "not-a-kubeconfig": ("error", "kind: Pod\n"),
}


@pytest.mark.parametrize("rule", FOUND)
def test_finds_one_thing_of_each_kind(lint, rule):
    severity, config = FOUND[rule]
    found = [item for item in lint(config) if item["rule"] == rule]
    assert [item["severity"] for item in found] == [severity]
    assert found[0]["advice"] and found[0]["message"]


def test_says_where_it_is(lint, tmp_path):
    findings = lint(
        "# comment\n"
        "clusters:\n"
        "- name: ä\n"
        "  cluster: {server: 'https://127.0.0.1', ſ: 1, sever: 2}\n"
        "contexts:\n"
        "- {name: x, context: {cluster: c}}\n"
        "current-context: x\n"
    )
    path = str(tmp_path / "config")
    assert [(item["file"], item["line"], item["column"], item["rule"]) for item in findings] == [
        (path, 4, 42, "unknown-field"),
        (path, 4, 48, "unknown-field"),
        (path, 6, 22, "no-user"),
        (path, 6, 32, "missing-cluster"),
    ]
    assert findings[1]["advice"] == "did you mean 'server'?"


def test_says_where_a_file_cannot_be_parsed(lint):
    findings = lint("clusters:\n- name: 'a\n")
    assert [item["rule"] for item in findings] == ["syntax"]
    assert findings[0]["line"] >= 2 and "column" in findings[0]
    findings = lint("clusters:\n- name: yes\n")
    assert (findings[0]["line"], findings[0]["column"]) == (2, 9)
    assert "quotes" in findings[0]["advice"]


def test_secrets_that_others_can_read(lint):
    assert rules(lint(GOOD, mode=0o644), "error") == ["readable-by-others"]
    assert rules(lint(GOOD, mode=0o640), "warning") == ["readable-by-others"]
    assert lint(GOOD, mode=0o400) == []
    # A profile's name is no secret.
    harmless = changed(plugin={"env": [{"name": "AWS_PROFILE", "value": "prod"}]})
    assert lint(harmless, mode=0o644) == []
    assert lint(changed(plugin={"env": [{"name": "X", "value": SECRET}]}), mode=0o644) != []
    commented = yaml.safe_dump(harmless) + f"#   token: {SECRET}\n"
    assert rules(lint(commented, mode=0o644)) == ["readable-by-others"]


def test_key_and_token_files_that_others_can_read(lint, tmp_path):
    (tmp_path / "token").write_text(SECRET)
    (tmp_path / "token").chmod(0o644)
    config = changed(user={"token": "", "tokenFile": "token"})
    assert rules(lint(config)) == ["readable-by-others"]
    (tmp_path / "token").chmod(0o600)
    assert lint(config) == []


def test_what_expires_soon(lint):
    now = datetime.datetime.now(UTC)
    soon = changed(user={"client-key-data": "YQ==", "client-certificate-data": encoded(
        certificate((now + datetime.timedelta(days=20)).replace(microsecond=0)))})
    assert rules(lint(soon)) == ["expires-soon"]
    assert lint(soon, "--expires-within", "10d") == []
    later = changed(user={"token": jwt(int(now.timestamp()) + 40 * 86400)})
    assert lint(later) == []
    assert rules(lint(later, "--expires-within", "60d")) == ["expires-soon"]


def test_a_bundle_of_authorities_is_as_old_as_its_newest(lint):
    old = certificate(datetime.datetime(2021, 1, 1, tzinfo=UTC))
    assert lint(changed(cluster={"certificate-authority-data": encoded(old + ONE)})) == []
    findings = lint(changed(cluster={"certificate-authority-data": encoded(old + old)}))
    assert rules(findings) == ["expired"]
    assert "2021-01-01T00:00:00Z" in findings[0]["message"]


def test_entries_that_another_file_hides(lint, tmp_path):
    other = changed(user={"token": "another"}, **{"current-context": "other"})
    first = tmp_path / "first"
    first.write_text(yaml.safe_dump(other))
    first.chmod(0o600)
    findings = lint(GOOD, env={"KUBECONFIG": f"{first}:{tmp_path}/config:{tmp_path}/gone"})
    second = [item for item in findings if item["file"] == str(tmp_path / "config")]
    assert sorted((item["severity"], item["rule"]) for item in second) == [
        ("note", "shadowed"),  # the cluster, which is the same
        ("note", "shadowed"),  # the context
        ("note", "shadowed-current-context"),
        ("warning", "shadowed"),  # the user, which is another
    ]
    assert [item["rule"] for item in findings if item["file"].endswith("gone")] == ["missing-file"]
    assert [item["rule"] for item in findings if item["file"] == str(first)] == [
        "missing-current-context",
    ]


def test_a_lock_that_was_left_behind(lint, tmp_path):
    (tmp_path / "config.lock").touch()
    assert rules(lint(GOOD)) == ["locked"]


def test_a_file_that_is_not_there(cli, tmp_path):
    result = cli("config", "lint", "--kubeconfig", tmp_path / "nowhere").expect(3)
    assert "error: " in result.stdout and "No such file or directory" in result.stdout


@pytest.mark.parametrize("command, args, advised", [
    ("aws", "--region eu-central-1 eks get-token --cluster-name prod --output json",
     "token --cluster-name prod --region eu-central-1"),
    ("/usr/bin/aws", "eks get-token --cluster-name=prod --profile admin",
     "token --cluster-name prod --profile admin"),
    ("aws-iam-authenticator", "token -i prod", "token --cluster-id prod"),
    ("aws", "eks get-token --cluster-name prod --role arn:aws:iam::1:role/x", None),
    ("aws", "eks get-token --cluster-name prod --debug", None),
    ("aws", "eks get-token --cluster-name prod --output text", None),
    ("aws", "s3 ls", None),
    ("aws-iam-authenticator", "server -i prod", None),
    ("eksbreakglass", "token --cluster-name prod", None),
])
def test_plugins_that_could_be_replaced(lint, command, args, advised):
    findings = lint(changed(plugin={"command": command, "args": args.split()}))
    found = [item["advice"] for item in findings if item["rule"] == "replaceable"]
    assert found == ([f"command eksbreakglass with args: {advised}"] if advised else [])


def test_severity_chooses(lint):
    config = changed(user={"tokenFile": "nowhere", "exec": PLUGIN}, **{"current-context": ""})
    assert {item["severity"] for item in lint(config)} == {"note", "warning"}
    assert {item["severity"] for item in lint(config, "--severity", "warning")} == {"warning"}
    assert lint(config, "--severity", "error") == []


def test_text_is_for_people(cli, lint, tmp_path):
    config = changed(**{"current-context": "\x1b[2J"})
    lint(config)
    path = tmp_path / "config"
    result = cli("config", "lint", "--kubeconfig", path).expect(3)
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1)
                if text.startswith("current-context"))
    assert result.stdout == (
        f"{path}:{line}:18: error: the current context '\\x1b[2J' does not exist "
        "[missing-current-context]\n"
        "  'eksbreakglass config use NAME' chooses one that does\n"
    )
    assert "found 1 error, 0 warnings and 0 notes" in result.stderr
    assert "\x1b[31merror" in on_terminal(cli, "config", "lint", "--kubeconfig", path, rc=3,
                                          env={"TERM": "xterm"})


def test_a_damaged_file_does_not_hide_the_others(lint, tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("users: {")
    findings = lint(changed(context={"user": "nobody"}),
                    env={"KUBECONFIG": f"{broken}:{tmp_path}/config"})
    assert rules(findings) == ["syntax", "missing-user"]


def test_unreadable_files(lint, tmp_path):
    (tmp_path / "directory").mkdir()
    findings = lint(GOOD, env={"KUBECONFIG": f"{tmp_path}/config:{tmp_path}/directory"})
    assert rules(findings) == ["unreadable"]


def test_many_findings_have_the_right_lines(lint):
    lines = ["contexts:"]
    for number in range(2000):
        lines += [f"- name: c{number}", "  context:", f"    user: ü", "    cluster: x"]
    findings = lint("\n".join(lines) + "\nusers: [{name: ü, user: {token: t}}]\n")
    found = [item for item in findings if item["rule"] == "missing-cluster"]
    assert [item["line"] for item in found] == [5 + 4 * number for number in range(2000)]
    assert {item["column"] for item in found} == {14}
