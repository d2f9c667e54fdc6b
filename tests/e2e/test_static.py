"""make static: the offline program without any library does what the ordinary one does."""

import subprocess
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from aws_oracle import at_time, url_of
from rig import BUILD_DIR, TOP, Program

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "eu-west-1",
}

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: "a \\u00e4"
contexts:
- {name: "a \\u00e4", context: {cluster: c, user: u}}
- name: b
  context:
    cluster: c
    user: u
clusters:
- {name: c, cluster: {server: "https://127.0.0.1:1"}}
users:
- name: u
  user:
    token: >-
      long
      lines
"""


@pytest.fixture
def static_cli(home):
    subprocess.run(
        ["make", "-s", "static", f"BUILD={BUILD_DIR}"],
        cwd=TOP, check=True, stdout=subprocess.DEVNULL,
    )
    return Program(BUILD_DIR / "static/eksbreakglass", home)


def test_it_needs_no_library(static_cli):
    headers = subprocess.run(
        ["readelf", "--dynamic", "--program-headers", static_cli.path],
        stdout=subprocess.PIPE, text=True, check=True,
    )
    assert "NEEDED" not in headers.stdout and "INTERP" not in headers.stdout
    # Still placed at random, and its tables still read-only.
    assert "DYN (Position-Independent Executable" in headers.stdout
    assert "GNU_RELRO" in headers.stdout


def test_it_signs_the_same_token(static_cli, cli):
    arguments = ("token", "--cluster-name", "prod", "--token-only")
    token = static_cli(*arguments, env=ENVIRONMENT).expect(0).stdout
    date = parse_qs(urlsplit(url_of(token.strip())).query)["X-Amz-Date"][0]
    second = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    env = ENVIRONMENT | at_time(int(second.timestamp()))
    assert cli(*arguments, env=env).expect(0).stdout == token


def test_it_reads_yaml_with_the_allocators_that_wipe(static_cli, cli, home):
    (home / "kubeconfig").write_text(KUBECONFIG)
    arguments = ("config", "contexts", "-o", "json", "--kubeconfig", home / "kubeconfig")
    assert static_cli(*arguments).expect(0).stdout == cli(*arguments).expect(0).stdout
    symbols = subprocess.run(
        ["nm", BUILD_DIR / "static/libyaml.a"], stdout=subprocess.PIPE, text=True, check=True
    )
    used = {line.split()[-1] for line in symbols.stdout.splitlines() if " U " in line}
    assert {"wiping_malloc", "wiping_realloc", "wiping_free"} <= used
    assert not {"malloc", "calloc", "realloc", "free", "strdup"} & used
