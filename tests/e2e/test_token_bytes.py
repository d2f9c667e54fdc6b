"""`token` makes the bytes that AWS's own programs make from the same values at the same second."""

import itertools
import json
import random
import string
import sys

import pytest

from aws_oracle import Oracle, at_time, url_of
from rig import Program, tool

SEED = 20260131
CASES = 2000

REGIONS = (
    "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 sa-east-1 mx-central-1 "
    "eu-west-1 eu-west-3 eu-central-1 eu-central-2 eu-north-1 eu-south-2 il-central-1 af-south-1 "
    "me-south-1 me-central-1 ap-south-1 ap-south-2 ap-east-1 ap-northeast-1 ap-southeast-5 "
    "cn-north-1 cn-northwest-1 us-gov-west-1 us-gov-east-1 us-iso-east-1 us-iso-west-1 "
    "us-isob-east-1 us-isof-south-1 eu-isoe-west-1 eusc-de-east-1 us-newplace-7 mars aws-global "
    "fips-us-east-1 us-west-2-fips"
).split()

VARIANTS = (
    {},
    {"AWS_STS_REGIONAL_ENDPOINTS": "legacy"},
    {"AWS_STS_REGIONAL_ENDPOINTS": "regional"},
    {"AWS_USE_FIPS_ENDPOINT": "true"},
    {"AWS_USE_DUALSTACK_ENDPOINT": "True"},
    {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
    {"AWS_ENDPOINT_URL_STS": "https://Sts.Example.Test:8443/some/path"},
    {"AWS_ENDPOINT_URL": "http://127.0.0.1:80", "AWS_USE_FIPS_ENDPOINT": "true"},
    {"AWS_ENDPOINT_URL": "http://127.0.0.1", "AWS_ENDPOINT_URL_STS": "https://b.test:443/"},
    {"AWS_ENDPOINT_URL": "http://c.test", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
)

NAME_CHARACTERS = string.ascii_letters + string.digits + "-_" * 8
ODD_CHARACTERS = " /+%&=?#;:,.~'\"\\<>[]{}|^`$@!*()\u00a0\u2003\u3000\u00e4\u20ac\u4e2d\U0001f512"
KEY_CHARACTERS = string.ascii_uppercase + string.digits
SECRET_CHARACTERS = string.ascii_letters + string.digits + "/+"
TOKEN_CHARACTERS = SECRET_CHARACTERS + "="


def text(rng, characters, least, most):
    return "".join(rng.choice(characters) for _ in range(rng.randint(least, most)))


def can_be(region, variant):
    """Whether botocore and we agree that there is such an endpoint at all."""
    fips = "fips" in region or "AWS_USE_FIPS_ENDPOINT" in variant
    dual = "AWS_USE_DUALSTACK_ENDPOINT" in variant
    custom = any("ENDPOINT_URL" in name for name in variant)
    ignored = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" in variant
    if custom and not ignored:
        return True
    if region == "aws-global":
        return not fips and not dual
    # botocore's older table lacks what its newer one has; the client asks both.
    return not (dual and region in ("us-isof-south-1", "eu-isoe-west-1"))


def generated_cases():
    """CASES of them: every pair of region and variant at least once."""
    rng = random.Random(SEED)
    pairs = [pair for pair in itertools.product(REGIONS, VARIANTS) if can_be(*pair)]
    pairs += rng.choices(pairs, k=CASES - len(pairs))
    for region, variant in pairs:
        odd = rng.random() < 0.5
        cluster = text(rng, NAME_CHARACTERS + (ODD_CHARACTERS if odd else ""), 1, 100)
        session = text(rng, TOKEN_CHARACTERS, 4, 1500) if rng.random() < 0.5 else None
        secret = text(rng, SECRET_CHARACTERS + (ODD_CHARACTERS[1:] if odd else ""), 1, 60)
        # Until 2099: the day, month and hour all take one and two digits.
        seconds = rng.randint(0, 4102444799)
        yield text(rng, KEY_CHARACTERS, 1, 40), secret, session, region, cluster, seconds, variant


def run_token(cli, key, secret, session, region, cluster, seconds, variables):
    env = {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_SESSION_TOKEN": session,
        **variables,
        **at_time(seconds),
    }
    run = cli("token", f"--cluster-name={cluster}", f"--region={region}", "--token-only", env=env)
    return run.expect(0).stdout.removesuffix("\n")


def test_generated_tokens_are_those_of_botocore(cli):
    oracle = Oracle()
    for number, case in enumerate(generated_cases()):
        ours, theirs = run_token(cli, *case), oracle.token(*case)
        if ours != theirs:
            pytest.fail(f"case {number}: {case!r}\n{url_of(ours)}\n{url_of(theirs)}")


@pytest.mark.parametrize(
    "partition, region, env, refusal",
    [
        ("aws", "eu-west-1", {}, None),
        ("aws", "eu-west-1", {"AWS_SESSION_TOKEN": "t/" * 400}, None),
        ("aws", "us-east-1", {"AWS_STS_REGIONAL_ENDPOINTS": "legacy"}, None),
        ("aws", "us-west-2", {"AWS_USE_FIPS_ENDPOINT": "true"}, None),
        ("aws-cn", "cn-northwest-1", {}, None),
        ("aws-us-gov", "us-gov-west-1", {"AWS_USE_FIPS_ENDPOINT": "true"}, None),
        ("aws-iso", "us-iso-east-1", {}, None),
        ("aws-iso-b", "us-isob-east-1", {}, None),
        # What no setting of ours can help: this version knows no dual-stack hosts.
        ("aws", "eu-central-1", {"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "unexpected hostname"),
        ("aws", "cn-north-1", {}, "unexpected hostname"),
        ("aws", "eu-west-1", {"AWS_ENDPOINT_URL_STS": "https://a.test"}, "unexpected hostname"),
    ],
)
def test_the_verifier_accepts_the_form(cli, home, partition, region, env, refusal):
    """aws-iam-authenticator checks the form of the token first, and then cannot reach STS here."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    token = cli("token", "-i", "prod", "--region", region, "--token-only", env=keys | env)
    closed = {"HTTPS_PROXY": "http://127.0.0.1:1", "AWS_EC2_METADATA_DISABLED": "true"}
    verify = Program(tool("aws-iam-authenticator"), home)(
        "verify", "-i", "prod", "--partition", partition, "-t", token.expect(0).stdout.strip(), env=closed
    )
    assert (refusal or "sts getCallerIdentity failed: error during GET") in verify.expect(1).stderr


def aws_cli(home, *arguments, env):
    """The AWS CLI of the test environment, in the same bare world as ours."""
    run = Program(sys.executable, home, prefix=("-m", "awscli"))("eks", "get-token", *arguments, env=env)
    return json.loads(run.expect(0).stdout)


CONFIG = """
[default]
region = ap-south-1
[profile dev]
region = us-gov-east-1
output = text
[profile dual]
region = eu-west-2
use_dualstack_endpoint = true
"""

CREDENTIALS = """
[default]
aws_access_key_id = DEFAULTKEY
aws_secret_access_key = default/secret
[dev]
aws_access_key_id = DEVKEY
aws_secret_access_key = dev+secret
aws_session_token = dev/session+token==
[dual]
aws_access_key_id = DUALKEY
aws_secret_access_key = dual
"""

V1 = '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{}}'


@pytest.mark.parametrize(
    "arguments, env",
    [
        (("--cluster-name", "prod"), {}),
        (("--cluster-name", "prod", "--region", "eu-west-1"), {"KUBERNETES_EXEC_INFO": V1}),
        (("--cluster-name", "prod"), {"AWS_DEFAULT_REGION": "cn-north-1"}),
        (("--cluster-id", "0b0c7f6e", "--profile", "dev", "--output", "json"), {}),
        (("--cluster-name", "prod", "--output", "json"), {"AWS_PROFILE": "dev"}),
        (("--cluster-name", "a b/c+d\u00e4"), {"AWS_PROFILE": "dual"}),
        (
            ("--cluster-name", "prod"),
            {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "e", "AWS_SESSION_TOKEN": "t"},
        ),
        (
            ("--cluster-name", "prod", "--profile", "dev", "--output", "json"),
            {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "e"},
        ),
    ],
)
def test_the_credential_is_that_of_the_aws_cli(cli, home, arguments, env):
    aws = home / ".aws"
    aws.mkdir()
    (aws / "config").write_text(CONFIG)
    (aws / "credentials").write_text(CREDENTIALS)
    env = {**env, **at_time(1767312000)}
    ours = cli("get-token", *arguments, env=env).expect(0)
    assert json.loads(ours.stdout) == aws_cli(home, *arguments, env=env)
    assert ours.stderr == ""
