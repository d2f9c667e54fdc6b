"""`token --decode`: what it tells, and that its verdict is aws-iam-authenticator's."""

import base64
import json
import re
import time

import pytest

from aws_oracle import at_time, url_of
from rig import Program, tool

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-of-the-test"}
REGION = {"AWS_REGION": "eu-west-1"}
NOW = 1767312000  # 2026-01-02T00:00:00Z


def token_of(url):
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def make(cli, *arguments, env):
    return cli("token", "-i", "prod", "--token-only", *arguments, env=env).expect(0).stdout.strip()


def test_it_explains_a_token(cli):
    env = KEYS | REGION | {"AWS_SESSION_TOKEN": "session-token-of-the-test"} | at_time(NOW)
    token = make(cli, env=env)
    run = cli("token", "--decode", input=token + "\n", env=at_time(NOW + 60)).expect(0)
    assert run.stdout.splitlines() == [
        "endpoint        sts.eu-west-1.amazonaws.com",
        "partition       aws",
        "region          eu-west-1",
        "access key id   AKIDEXAMPLE",
        "session token   yes",
        "signed headers  host;x-k8s-aws-id",
        "signed at       2026-01-02T00:00:00Z",
        "good until      2026-01-02T00:15:00Z (14 min 0 s left)",
        "signature       not checked: that takes --cluster-name and the same key",
        "verdict         its form is right; STS decides about the signature",
    ]
    assert run.stderr == ""


def test_it_reads_an_exec_credential_and_writes_json(cli):
    env = KEYS | REGION | at_time(NOW)
    credential = cli("token", "-i", "prod", env=env).expect(0).stdout
    run = cli("token", "--decode", "-o", "json", input=credential, env=at_time(NOW + 901)).expect(3)
    assert json.loads(run.stdout) == {
        "endpoint": "sts.eu-west-1.amazonaws.com",
        "partition": "aws",
        "region": "eu-west-1",
        "accessKeyID": "AKIDEXAMPLE",
        "hasSessionToken": False,
        "signedHeaders": "host;x-k8s-aws-id",
        "signedAt": "2026-01-02T00:00:00Z",
        "goodUntil": "2026-01-02T00:15:00Z",
        "signatureMatches": None,
        "problem": "it was signed more than 15 minutes ago",
    }
    assert "the token will be refused: it was signed more than 15 minutes ago" in run.stderr


@pytest.mark.parametrize(
    "cluster, env, matches",
    [
        ("prod", {}, True),
        ("prod ", {}, True),  # white space at the ends is not signed
        ("other", {}, False),
        ("prod", {"AWS_SECRET_ACCESS_KEY": "another"}, False),
        ("prod", {"AWS_ACCESS_KEY_ID": "AKIDOTHER"}, None),
        ("prod", {"AWS_ACCESS_KEY_ID": None}, None),
    ],
)
@pytest.mark.parametrize("session", [None, "session/token+="])
def test_it_compares_the_signature(cli, cluster, env, matches, session):
    token = make(cli, env=KEYS | REGION | at_time(NOW) | {"AWS_SESSION_TOKEN": session})
    run = cli(
        "token", "--decode", "--cluster-name", cluster, "-o", "json",
        input=token, env=KEYS | at_time(NOW) | env,
    )
    run.expect(3 if matches is False else 0)
    assert json.loads(run.stdout)["signatureMatches"] is matches


def test_the_authenticator_s_own_token_matches(cli, home):
    authenticator = Program(tool("aws-iam-authenticator"), home)
    token = authenticator("token", "-i", "prod", "--region", "us-west-2", "--token-only", env=KEYS)
    run = cli(
        "token", "--decode", "-i", "prod", "-o", "json", input=token.expect(0).stdout, env=KEYS
    ).expect(0)
    assert json.loads(run.stdout)["signatureMatches"] is True


def test_it_shows_no_secret(cli):
    env = KEYS | REGION | {"AWS_SESSION_TOKEN": "session-token-of-the-test"}
    token = make(cli, env=env)
    signature = url_of(token).rpartition("=")[2]
    for output in ("text", "json"):
        run = cli("token", "--decode", "-o", output, "-i", "x", input=token, env=env).expect(3)
        for secret in ("session-token-of-the-test", "secret-of-the-test", signature, token):
            assert secret not in run.stdout + run.stderr


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_no_token_is_said(cli, text):
    assert "no token on standard input" in cli("token", "--decode", input=text).expect(2).stderr


def replace(pattern, replacement):
    return lambda url: re.sub(pattern, replacement, url, count=1)


def seconds_ago(seconds):
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - seconds))
    return replace(r"X-Amz-Date=\w+", f"X-Amz-Date={stamp}")


# Each is done to the URL of a good token; aws-iam-authenticator is then asked what it thinks.
CHANGES = {
    "none": replace("^", ""),
    "http": replace("^https", "http"),
    "upper-case scheme": replace("^https", "HTTPS"),
    "no scheme": replace("^https://", ""),
    "port": replace(r"amazonaws\.com", "amazonaws.com:443"),
    "global": replace(r"sts\.eu-west-1\.", "sts."),
    "fips of another region": replace(r"sts\.eu-west-1", "sts-fips.us-east-2"),
    "another partition": replace(r"eu-west-1\.amazonaws\.com", "cn-north-1.amazonaws.com.cn"),
    "another service": replace("//sts", "//ec2"),
    "another host": replace(r"amazonaws\.com", "amazonaws.com.evil.example"),
    "a host before": replace("//sts", "//sts.sts"),
    "upper-case host": replace(r"amazonaws\.com", "AmazonAWS.com"),
    "no path": replace(r"com/\?", "com?"),
    "another path": replace(r"com/\?", "com/x?"),
    "two slashes": replace(r"com/\?", "com//?"),
    "another parameter": replace(r"\?", "?Extra=1&"),
    "empty parameter name": replace(r"\?", "?=1&"),
    "empty parameter": replace(r"\?", "?&"),
    "a parameter twice": replace(r"\?", "?Version=1&"),
    "a parameter twice in another case": replace(r"\?", "?vERSION=1&"),
    "upper-case parameter": replace("Action", "ACTION"),
    "semicolon": replace("Version=", "Version=1;"),
    "bad escape": replace("Version=", "Version=%zz"),
    "cut escape": replace("$", "%4"),
    "another action": replace("GetCallerIdentity", "GetSessionToken"),
    "no action": replace("Action=GetCallerIdentity&", ""),
    "escaped action": replace("GetCallerIdentity", "Get%43allerIdentity"),
    "another version": replace("2011-06-15", "x"),
    "no version": replace("&Version=2011-06-15", ""),
    "no algorithm": replace("&X-Amz-Algorithm=AWS4-HMAC-SHA256", ""),
    "only host signed": replace("host%3Bx-k8s-aws-id", "host"),
    "cluster header in upper case": replace("x-k8s-aws-id", "X-K8S-AWS-ID"),
    "a header that contains it": replace("x-k8s-aws-id", "x-k8s-aws-id2"),
    "more headers": replace("x-k8s-aws-id", "x-k8s-aws-id%3Bx-other"),
    "expires 900": replace("X-Amz-Expires=60", "X-Amz-Expires=900"),
    "expires 901": replace("X-Amz-Expires=60", "X-Amz-Expires=901"),
    "expires 0": replace("X-Amz-Expires=60", "X-Amz-Expires=0"),
    "expires -1": replace("X-Amz-Expires=60", "X-Amz-Expires=-1"),
    "expires soon": replace("X-Amz-Expires=60", "X-Amz-Expires=soon"),
    "expires nothing": replace("X-Amz-Expires=60", "X-Amz-Expires="),
    "no expires": replace("&X-Amz-Expires=60", ""),
    "no date": replace(r"&X-Amz-Date=\w+", ""),
    "another form of date": replace(r"X-Amz-Date=\w+", "X-Amz-Date=2026-01-01T00:00:00Z"),
    "13 minutes old": seconds_ago(13 * 60),
    "16 minutes old": seconds_ago(16 * 60),
    "a day old": seconds_ago(86400),
    "fragment": replace("$", "#x"),
    "control byte": replace("Version=", "Version=\x01"),
    "space": replace("Version=", "Version= "),
    "non-ASCII": replace("Version=", "Version=\u00e4"),
}
TOKENS = {
    "no prefix": lambda token: token.removeprefix("k8s-aws-v1."),
    "another prefix": lambda token: token.replace("v1", "v2", 1),
    "padding": lambda token: token + "=" * (-len(token.removeprefix("k8s-aws-v1.")) % 4 or 4),
    "standard alphabet": lambda token: token[:40] + "+" + token[41:],
    "cut": lambda token: token[:-2],
    "nothing after the prefix": lambda token: "k8s-aws-v1.",
    "too long": lambda token: token + "A" * 4096,
}


@pytest.mark.parametrize("change", [*CHANGES, *TOKENS])
def test_the_verdict_is_the_verifier_s(cli, home, change):
    token = make(cli, env=KEYS | REGION)
    if change in CHANGES:
        token = token_of(CHANGES[change](url_of(token)))
    else:
        token = TOKENS[change](token)
    closed = {"HTTPS_PROXY": "http://127.0.0.1:1", "AWS_EC2_METADATA_DISABLED": "true"}
    verify = Program(tool("aws-iam-authenticator"), home)(
        "verify", "-i", "prod", "-t", token, env=closed
    ).expect(1)
    # It has no network here: what it accepts it cannot ask STS about.
    accepted = "error during GET" in verify.stderr
    assert accepted or "input token was not properly formatted" in verify.stderr, verify.stderr
    run = cli("token", "--decode", "-o", "json", input=token)
    problem = json.loads(run.stdout)["problem"]
    # What its own partition is, the verifier knows and the token does not.
    if change == "another partition":
        assert not accepted
        problem = problem or json.loads(run.stdout)["partition"] != "aws"
    if change in STS_REFUSES:
        assert accepted and problem
    else:
        assert accepted == (not problem), f"{problem}\n{verify.stderr}"
    assert run.rc == (3 if json.loads(run.stdout)["problem"] else 0)


# The verifier asks STS, and STS must say no.
STS_REFUSES = {
    "fips of another region": "the region of the signature is another",
    "global": "the global endpoint is us-east-1",
    "no version": "a parameter is missing",
    "no algorithm": "a parameter is missing",
}
