"""`token` finds the profile, region, endpoint and credentials that botocore finds in the same files
and environment. Equal tokens mean that key id, secret, session token, region and host are equal."""

import random

from aws_oracle import Unresolved, at_time, resolve, url_of

SEED = 20260201
CASES = 600
NOW = 1767312000

PROFILES = ("default", "a", "b", "two words", "x'y")
CONFIG_SECTIONS = (
    "[default]",
    "[profile a]",
    "[profile b] # note",
    '[profile "two words"]',
    "[profile two\\ words]",
    '[profile "x\'y"]',
    "[profile default]",
    "[profilex a]",
    "[ profile a ]",
    "[profile too many words]",
    "[a]",
    "[profile 'unclosed]",
    "[preview]",
)
CREDENTIALS_SECTIONS = ("[default]", "[a]", "[b]", "[two words]", "[x'y]", "[profile a]", "[ a ]")
ANSWER = """{
    "Version": 1,
    "AccessKeyId": "AKIDPROCESS",
    "SecretAccessKey": "process/+",
    "SessionToken": "of the process",
    "Expiration": "2099-01-01T00:00:00+00:00"
}"""
SPACE = ("", "", " ", "  ", "\t", "\u00a0", " \u2003")


class Writer:
    """Writes AWS files as people do: mostly well."""

    def __init__(self, rng, answer):
        self.rng = rng
        self.answer = answer  # of a credential_process: the name of a file
        self.count = 0

    def chance(self, probability):
        return self.rng.random() < probability

    def value(self, prefix):
        self.count += 1
        noise = self.rng.choice(("", "/+=", " # no comment", " ; none", "=a:b", '"', "\u00e4"))
        return f"{prefix}{self.count}{noise if self.chance(0.3) else ''}"

    def option(self, key, value):
        if self.chance(0.15):
            key = self.rng.choice((key.upper(), key.title()))
        space, delimiter = self.rng.choice(SPACE), self.rng.choice("===:")
        return f"{key}{space}{delimiter}{self.rng.choice(SPACE)}{value}{self.rng.choice(SPACE)}"

    def nested(self, key, pairs):
        lines = [f"{key} ="] + [f"  {name} = {value}" for name, value in pairs]
        if self.chance(0.2):
            lines.insert(self.rng.randint(1, len(lines)), self.rng.choice(("", "  # note", "# note")))
        return lines

    def keys(self):
        lines = [self.option("aws_access_key_id", self.value("AKID"))]
        if not self.chance(0.03):
            lines.append(self.option("aws_secret_access_key", self.value("secret")))
        if self.chance(0.4):
            name = self.rng.choice(("aws_session_token", "aws_session_token", "aws_security_token"))
            lines.append(self.option(name, self.value("token")))
        self.rng.shuffle(lines)
        return lines

    def region(self):
        return self.rng.choice(("eu-west-1", "us-gov-west-1", "cn-north-1", "us-east-1") * 4 + ("x_y",))

    def settings(self):
        groups = (
            (0.2, ["s3 =", "  max_concurrent_requests = 20", "  addressing_style = path"]),
            (0.2, ["output = text"]),
            (0.1, ["cli_pager ="]),
            (0.06, ["use_fips_endpoint = true"]),
            (0.06, ["use_dualstack_endpoint = True"]),
            (0.06, ["sts_regional_endpoints = legacy"]),
            (0.06, ["services = x"]),
            (0.03, ["endpoint_url = https://global.test"]),
            (0.2, ["; note", "", "# [default]"]),
            (0.1, ["comment = first", " second # third", "", "   fourth"]),
            (0.04, ["role_arn = arn:aws:iam::123456789012:role/r", "source_profile = b"]),
            (0.25, [f"credential_process = /bin/cat '{self.answer}'"]),
            (0.02, ["credential_process = /bin/false"]),
            (0.02, ["sso_account_id = 1", "sso_role_name = r", "sso_start_url = https://s"]),
            (0.02, ["web_identity_token_file = /none", "role_session_name = s"]),
        )
        chosen = [lines for probability, lines in groups if self.chance(probability)]
        self.rng.shuffle(chosen)
        return [line for lines in chosen for line in lines]

    def section(self, header, with_keys):
        lines = []
        if self.chance(with_keys):
            lines += self.keys()
        if self.chance(0.6):
            lines.append(self.option("region", self.region()))
        lines += self.settings()
        if self.chance(0.05):
            indent = " " * self.rng.randint(1, 3)
            lines = [indent + line for line in lines]
        if self.chance(0.02):
            lines.insert(self.rng.randint(0, len(lines)), "this is no option")
        if self.chance(0.1):
            lines.append("")
        return [header] + lines

    def file(self, headers, with_keys):
        chosen = self.rng.sample(headers, self.rng.randint(1, 6))
        if self.chance(0.02) and chosen:
            chosen.append(chosen[0])
        lines = []
        if self.chance(0.05):
            lines += ["[DEFAULT]", "region = eu-north-1"]
        for header in chosen:
            lines += self.section(header, with_keys)
        if self.chance(0.8):
            lines += ["[services x]"]
            lines += self.nested("sts", [("endpoint_url", "http://127.0.0.1:4566/p")])
        end = self.rng.choice(("\n", "\n", "\n", "\r\n", "\r"))
        return end.join(lines) + self.rng.choice((end, ""))


def generated_environment(rng):
    variables = {}
    if rng.random() < 0.2:
        variables[rng.choice(("AWS_PROFILE", "AWS_DEFAULT_PROFILE"))] = rng.choice(PROFILES)
    if rng.random() < 0.2:
        variables["AWS_DEFAULT_REGION"] = rng.choice(("ap-south-1", "us-iso-east-1"))
    if rng.random() < 0.15:
        variables["AWS_ACCESS_KEY_ID"] = "AKIDENVIRONMENT"
        if rng.random() < 0.9:
            variables["AWS_SECRET_ACCESS_KEY"] = "environment"
        if rng.random() < 0.3:
            variables[rng.choice(("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"))] = "token"
    if rng.random() < 0.1:
        variables["AWS_USE_FIPS_ENDPOINT"] = rng.choice(("true", "false"))
    if rng.random() < 0.1:
        variables["AWS_STS_REGIONAL_ENDPOINTS"] = rng.choice(("legacy", "regional"))
    if rng.random() < 0.05:
        variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566"
    return variables


def test_generated_files_mean_what_they_mean_to_botocore(cli, tmp_path):
    rng = random.Random(SEED)
    seen = {}
    answer = tmp_path / "the answer"
    answer.write_text(ANSWER)
    for number in range(CASES):
        writer = Writer(rng, answer)
        config, credentials = tmp_path / "config", tmp_path / "credentials"
        config.write_bytes(writer.file(CONFIG_SECTIONS, 0.7).encode())
        credentials.write_bytes(writer.file(CREDENTIALS_SECTIONS, 0.9).encode())
        variables = generated_environment(rng) | {
            "AWS_CONFIG_FILE": str(config),
            "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        }
        profile = rng.choice(PROFILES) if rng.random() < 0.2 else None
        region = "sa-east-1" if rng.random() < 0.1 else None
        try:
            method, expected = resolve(profile, region, variables, "prod", NOW)
        except Unresolved as problem:
            method, expected = "refused", str(problem)

        arguments = ["token", "--cluster-name", "prod", "--token-only"]
        arguments += ["--profile", profile] if profile else []
        arguments += ["--region", region] if region else []
        run = cli(*arguments, env=variables | at_time(NOW))
        seen[method] = seen.get(method, 0) + 1
        told = (
            f"case {number}, {method}: {expected}\n{' '.join(arguments)} {variables}\n"
            f"{config.read_bytes().decode()}\n-----\n{credentials.read_bytes().decode()}\n"
            f"-----\n{run.stdout}{run.stderr}"
        )
        if method in ("assume-role", "assume-role-with-web-identity", "sso"):
            assert run.rc == 1 and "is not supported" in run.stderr, told
        elif method == "refused" or ".aws-global." in url_of(expected):
            # Without a region botocore signs for FIPS and dual-stack hosts that are none.
            assert run.rc == 1, told
        else:
            assert run.rc == 0 and run.stdout.strip() == expected, told
    # The generator must not drift into testing one thing only.
    assert min(seen.get(method, 0) for method in ("refused", "env", "config-file")) >= 30, seen
    assert seen["custom-process"] >= 8, seen
    assert seen["shared-credentials-file"] >= 120, seen
