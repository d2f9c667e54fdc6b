"""create on a real control plane: what it makes, what it leaves alone, where it keeps it."""

import re

import pytest
import yaml
from create_rig import load, place, role  # noqa: F401 (place is a fixture)



def test_makes_proves_and_writes_a_context(place):
    before = place.kubeconfig.read_text()
    place.kubeconfig.write_text("# keep this comment\n" + before)
    run = place.create().expect(0)
    assert run.stdout == ""
    assert place.whoami(place.kubeconfig, "--context", "super-admin@test") == place.username
    everything = ("--context", "super-admin@test", "auth", "can-i", "*", "*")
    place.kubectl("--kubeconfig", place.kubeconfig, *everything).expect(0)

    made = place.objects()
    # A token that is listed there is invalidated after a year without use.
    assert "secrets" not in made["ServiceAccount"]
    assert made["ServiceAccount"]["automountServiceAccountToken"] is False
    assert made["Secret"]["type"] == "kubernetes.io/service-account-token"
    assert made["ClusterRoleBinding"]["roleRef"]["name"] == "cluster-admin"
    for it in made.values():
        managers = {entry["manager"] for entry in it["metadata"].get("managedFields", [])}
        assert not managers or "eksbreakglass" in managers

    text = place.kubeconfig.read_text()
    assert text.startswith("# keep this comment\n")
    config = yaml.safe_load(text)
    assert config["current-context"] == "test"
    assert config["clusters"] == load(place.plane.kubeconfig)["clusters"]
    assert place.kubeconfig.stat().st_mode & 0o777 == 0o600


def test_says_each_step_with_its_time(place):
    steps = place.create().expect(0).stderr.splitlines()
    assert all(re.match(r"\[ *\d+\.\d\d s\] ", step) for step in steps), steps
    said = "\n".join(steps)
    for words in (
        f"context test: {place.plane.server} answers",
        f"ServiceAccount {place.namespace}/super-admin: created",
        f"ClusterRoleBinding {place.binding}: created",
        f"Secret {place.namespace}/super-admin-token: created",
        "holds a token",
        f"{place.username}, who may do everything",
        f"{place.kubeconfig}: context super-admin@test written",
    ):
        assert words in said
    assert place.token() not in said


def test_a_second_run_changes_nothing_and_says_so(place):
    place.create().expect(0)
    versions, text = place.versions(), place.kubeconfig.read_bytes()
    again = place.create().expect(0)
    assert again.stderr.count("is as wanted already") == 3
    assert again.stderr.splitlines()[-1].endswith("nothing had to be changed")
    assert place.versions() == versions
    assert place.kubeconfig.read_bytes() == text


def test_the_break_glass_context_itself_can_run_it_again(place):
    place.create().expect(0)
    again = place.create("--context", "super-admin@test").expect(0)
    assert "nothing had to be changed" in again.stderr


def test_puts_back_what_somebody_changed(place):
    place.create().expect(0)
    label = "app.kubernetes.io/managed-by"
    place.patch("Secret", "super-admin-token", {"metadata": {"labels": {label: None}}})
    run = place.create().expect(0)
    assert f"Secret {place.namespace}/super-admin-token: changed" in run.stderr
    assert place.objects()["Secret"]["metadata"]["labels"][label] == "eksbreakglass"


def test_all_names_can_be_chosen(place):
    everything = role(f"{place.namespace}-all", ("*", ["*"], ["*"]))
    place.make(everything)
    chosen = everything["metadata"]["name"]
    names = ("--service-account", "glass", "--secret", "glass.key", "--cluster-role", chosen)
    place.create(*names, "--new-context", "way-in").expect(0)
    assert place.whoami(place.kubeconfig, "--context", "way-in").endswith(":glass")
    assert place.get("Secret", "glass.key")["data"]["token"]
    assert place.get("ClusterRoleBinding", place.binding)["roleRef"]["name"] == chosen


def test_a_lesser_role_is_proved_for_what_it_is(place):
    run = place.create("--cluster-role", "view").expect(0)
    assert "who may do everything" not in run.stderr
    assert "ClusterRole view does not allow everything" in run.stderr


# --- dry runs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_client_dry_run_is_what_kubectl_applies(place, format):
    # It needs no kubeconfig and asks no server.
    run = place.create("--dry-run=client", "-o", format, "--kubeconfig", "/nowhere").expect(0)
    assert run.stderr == ""
    assert place.objects() == {}
    place.admin("apply", "--filename=-", input=run.stdout).expect(0)
    assert set(place.objects()) == {"ServiceAccount", "ClusterRoleBinding", "Secret"}
    # What kubectl made of it is what create wants, but for the name of who made it.
    adopted = place.create("--adopt").expect(0)
    assert "nothing had" not in adopted.stderr
    assert place.whoami(place.kubeconfig, "--context", "super-admin@test") == place.username


def test_a_bare_dry_run_is_the_clients_as_yaml(place):
    bare = place.create("--dry-run").expect(0).stdout
    assert bare == place.create("--dry-run=client", "--output", "yaml").expect(0).stdout
    assert [it["kind"] for it in yaml.safe_load_all(bare)] == [
        "ServiceAccount",
        "ClusterRoleBinding",
        "Secret",
    ]


def test_names_are_those_of_kubectl(place):
    run = place.create("--dry-run", "-o", "name").expect(0)
    again = place.admin(
        "apply",
        "--dry-run=server",
        "--output=name",
        "--filename=-",
        input=place.create("--dry-run").stdout,
    )
    assert run.stdout == again.expect(0).stdout


def test_server_dry_run_checks_and_keeps_nothing(place):
    text = place.kubeconfig.read_bytes()
    run = place.create("--dry-run=server", "-o", "name").expect(0)
    assert run.stderr.count("would be created") == 3
    assert len(run.stdout.splitlines()) == 3
    assert place.objects() == {}
    assert place.kubeconfig.read_bytes() == text

    place.create().expect(0)
    versions = place.versions()
    again = place.create("--dry-run=server").expect(0)
    assert again.stderr.count("is as wanted already") == 3
    assert place.versions() == versions


def test_output_never_shows_the_token(place):
    place.create().expect(0)
    token = place.token()
    for arguments in (("-o", "yaml"), ("-o", "json"), ("--dry-run=server", "-o", "yaml")):
        run = place.create(*arguments).expect(0)
        assert token not in run.stdout + run.stderr
        assert place.objects()["Secret"]["data"]["token"] not in run.stdout
        assert "super-admin-token" in run.stdout
        assert "managedFields" not in run.stdout


# --- keeping it ----------------------------------------------------------------------------------


def test_out_is_a_kubeconfig_of_its_own(place, tmp_path):
    text = place.kubeconfig.read_bytes()
    out = tmp_path / "own"
    place.create("--out", out).expect(0)
    assert out.stat().st_mode & 0o777 == 0o600
    assert place.whoami(out) == place.username
    assert place.kubeconfig.read_bytes() == text
    assert load(out)["current-context"] == "super-admin@test"

    content = out.read_bytes()
    assert "nothing had to be changed" in place.create("--out", out).expect(0).stderr
    assert out.read_bytes() == content
    out.write_text("something else\n")
    refused = place.create("--out", out).expect(1)
    assert "File exists" in refused.stderr
    assert out.read_text() == "something else\n"

    printed = place.create("--out", "-").expect(0)
    assert printed.stdout_bytes == content


def test_seal_opens_with_stock_age(place, age, age_keygen, tmp_path):
    key, sealed = tmp_path / "key", tmp_path / "sealed.age"
    made = age_keygen("-o", key).expect(0)
    recipient = re.search(r"age1\w+", made.stderr).group(0)
    (tmp_path / "team").write_text(f"# the team\n{recipient}\n")
    text = place.kubeconfig.read_bytes()
    run = place.create("--seal", sealed, "-r", recipient, "-R", tmp_path / "team").expect(0)
    assert "sealed for 1 recipient" in run.stderr

    # The token is nowhere on disk but in there.
    token = place.token().encode()
    key_text = key.read_bytes()
    for file in filter(lambda it: it.is_file(), tmp_path.rglob("*")):
        assert token not in file.read_bytes(), file
    assert place.kubeconfig.read_bytes() == text

    opened = tmp_path / "opened"
    opened.write_bytes(age("-d", "-i", key, sealed).expect(0).stdout_bytes)
    assert place.whoami(opened) == place.username
    assert key.read_bytes() == key_text

    refused = place.create("--seal", sealed, "-r", recipient).expect(1)
    assert "File exists" in refused.stderr and "[" not in refused.stderr.splitlines()[0]


def test_merge_keeps_it_in_both_places(place, tmp_path):
    out = tmp_path / "own"
    place.create("--out", out, "--merge", "--new-context", "way-in").expect(0)
    assert place.whoami(out) == place.username
    assert place.whoami(place.kubeconfig, "--context", "way-in") == place.username


def test_kubeconfig_files_of_the_environment(place, tmp_path):
    """The context goes where kubectl would put it, whichever file the cluster stands in."""
    other = tmp_path / "other"
    other.write_text("apiVersion: v1\nkind: Config\n")
    text = place.kubeconfig.read_bytes()
    environment = {"KUBECONFIG": f"{other}:{place.kubeconfig}"}
    place.cli("create", *place.options("--kubeconfig"), env=environment).expect(0)
    assert place.kubeconfig.read_bytes() == text
    assert [it["name"] for it in load(other)["contexts"]] == ["super-admin@test"]
    run = place.kubectl(
        "--context", "super-admin@test", "auth", "whoami", "-o", "name", env=environment
    )
    run.expect(0)


# --- what it refuses before it asks anybody --------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--namespace", "No"), "--namespace"),
        (("--service-account", "a/../b"), "--service-account"),
        (("--binding", "a/b"), "--binding"),
        (("--recipient", "age1x"), "--seal FILE is not"),
        (("--seal", "x", "-o", "yaml", "--out", "-"), "standard output"),
        (("--seal", "-", "--out", "-"), "standard output"),
        (("--seal", "x"), "nobody to seal for"),
        (("--dry-run=maybe",), "client|server"),
        (("--timeout", "2h"), "--timeout"),
        (("extra",), "extra"),
    ],
)
def test_wrong_command_lines(cli, arguments, words):
    run = cli("create", "--kubeconfig", "/nowhere", *arguments).expect(2)
    assert words in run.stderr
    assert run.stdout == ""




def test_kubectl_runs_it_as_a_plugin(place, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl-eksbreakglass").symlink_to(place.cli.path)
    path = f"{tmp_path}/bin:{place.cli.base_env['PATH']}"
    run = place.kubectl(
        "eksbreakglass", "create", *place.options(), env={"PATH": path}
    ).expect(0)
    assert "holds a token" in run.stderr
