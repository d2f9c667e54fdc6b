"""config view, use, rename and delete: kubectl is the oracle for what a file means."""

import json
import os
import random
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

import kubeconfigs

VIEWS = range(60)
EDITS = range(1000, 1090)

SIMPLE = """\
# clusters of the team
apiVersion: v1
kind: Config
current-context: one   # the usual one
clusters:
- {name: c1, cluster: {server: "https://one.example"}}
- name: c2
  cluster:
    server: https://two.example
contexts:
- context: {cluster: c1, user: u1}
  name: one
- name: two   # rarely used
  context:
    cluster: c2
    user: u1
users:
- name: u1
  user:
    token: sesame
- name: u2
  user: {}
"""


@pytest.fixture
def kubeconfig(home):
    path = home / "config"
    path.write_text(SIMPLE)
    path.chmod(0o640)
    return path


@pytest.fixture
def config(cli, kubeconfig):
    def run(*arguments, rc=0, **options):
        return cli("config", *arguments, "--kubeconfig", kubeconfig, **options).expect(rc)

    return run


def write_files(directory, seed, count):
    directory.mkdir(parents=True)
    names = []
    for index, text in enumerate(kubeconfigs.make_files(seed, count)):
        (directory / f"f{index}").write_bytes(text)
        names.append(f"f{index}")
    return {"cwd": directory, "env": {"KUBECONFIG": ":".join(names)}}


def meaning(program, **where):
    result = program("config", "view", "--raw", "-o", "json", **where)
    return kubeconfigs.normalise(json.loads(result.stdout)) if result else None


def test_view_means_what_it_means_to_kubectl(cli, kubectl, tmp_path):
    def compare(seed):
        where = write_files(tmp_path / str(seed), seed, 1 + seed % 3)
        theirs = meaning(kubectl, **where)
        assert meaning(cli, **where) == theirs, f"seed {seed}"
        return theirs is not None

    with ThreadPoolExecutor(3) as pool:
        loaded = sum(pool.map(compare, VIEWS))
    assert loaded > len(VIEWS) // 2


def choose_edit(rng, model):
    """One change as (our arguments, kubectl's), or None where the files offer nothing to change."""
    names = {kind: [entry["name"] for entry in model[kind] or []] for kind in ("contexts", "users", "clusters")}
    what = rng.choice(["rename", "use", "context", "user", "cluster"])
    kind = {"user": "users", "cluster": "clusters"}.get(what, "contexts")
    if not names[kind]:
        return None
    name = rng.choice(names[kind])
    return {
        "rename": (["rename", "--", name, "new name"], ["rename-context", "--", name, "new name"]),
        "use": (["use", "--", name], ["use-context", "--", name]),
        "context": (["delete", "--keep-entries", "--", name], ["delete-context", "--", name]),
        "user": (["delete", "--kind", "user", "--", name], ["delete-user", "--", name]),
        "cluster": (["delete", "--kind", "cluster", "--", name], ["delete-cluster", "--", name]),
    }[what]


def comments(directory):
    return [
        line.strip()
        for path in sorted(directory.glob("f?"))
        for line in path.read_bytes().splitlines()
        if line.strip().startswith(b"#")
    ]


def test_edits_have_the_effect_of_kubectls_and_keep_comments(cli, kubectl, tmp_path):
    def compare(seed):
        rng = random.Random(seed)
        count = rng.choice([1, 1, 2, 3])
        ours = write_files(tmp_path / f"{seed}-ours", seed, count)
        theirs = write_files(tmp_path / f"{seed}-theirs", seed, count)
        model = meaning(kubectl, **theirs)
        edit = choose_edit(rng, json.loads(kubectl("config", "view", "--raw", "-o", "json", **theirs).stdout)) if model else None
        if not edit:
            return False
        before = comments(ours["cwd"])
        result = cli("config", *edit[0], **ours)
        if result.rc == 1 and "line" in result.stderr:
            # What aliases share is refused with its place, and stays as it was.
            assert meaning(kubectl, **ours) == model, f"seed {seed}"
            return False
        result.expect(0)
        kubectl("config", *edit[1], **theirs).expect(0)
        expected = meaning(kubectl, **theirs)
        if edit[0][0] == "delete" and "--kind" not in edit[0] and expected["current-context"] == edit[0][-1]:
            # kubectl leaves a current-context behind that is gone.
            expected["current-context"] = ""
        assert meaning(kubectl, **ours) == expected, f"seed {seed}: {edit[0]}"
        if edit[0][0] in ("use", "rename"):
            assert comments(ours["cwd"]) == before, f"seed {seed}: {edit[0]}"
        return True

    with ThreadPoolExecutor(3) as pool:
        compared = sum(pool.map(compare, EDITS))
    assert compared > len(EDITS) // 3


def test_use_changes_one_value(config, kubeconfig):
    config("use", "two")
    assert kubeconfig.read_text() == SIMPLE.replace("current-context: one ", "current-context: two ")
    assert stat.S_IMODE(os.stat(kubeconfig).st_mode) == 0o640
    config("use", "-")
    assert kubeconfig.read_text() == SIMPLE


def test_rename_moves_references(config, kubeconfig):
    config("rename", "one", "first")
    assert kubeconfig.read_text() == SIMPLE.replace("current-context: one ", "current-context: first ").replace(
        "  name: one", "  name: first"
    )
    config("rename", "two", "first", rc=1)


def test_delete_takes_what_nothing_else_uses(config, kubeconfig):
    config("delete", "two")
    text = kubeconfig.read_text()
    assert "two" not in text and "c2" not in text
    # The other context uses it too.
    assert "name: u1" in text and "c1" in text
    assert text.startswith(SIMPLE[: SIMPLE.index("- name: c2")])


@pytest.mark.parametrize("edit", [["use", "two"], ["rename", "one", "x"], ["delete", "two"]])
def test_a_dry_run_shows_the_difference_and_writes_nothing(config, kubeconfig, edit):
    before = kubeconfig.stat()
    diff = config(*edit, "--dry-run").stdout
    assert diff.startswith("--- ") and "\n@@ " in diff
    assert "sesame" not in diff
    assert kubeconfig.read_text() == SIMPLE
    assert kubeconfig.stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(path.name for path in kubeconfig.parent.iterdir()) == ["config"]


@pytest.mark.parametrize(
    "edit", [["use", "nowhere"], ["rename", "nowhere", "x"], ["rename", "one", "two"], ["delete", "nowhere"]]
)
def test_a_refusal_changes_nothing(config, kubeconfig, edit):
    result = config(*edit, rc=1)
    assert edit[1] in result.stderr or "two" in result.stderr
    assert kubeconfig.read_text() == SIMPLE


def test_view_hides_secrets_unless_asked(config):
    assert "sesame" not in config("view").stdout
    assert "sesame" in config("view", "--raw").stdout
    minified = json.loads(config("view", "--minify", "-o", "json").stdout)
    assert [entry["name"] for entry in minified["clusters"]] == ["c1"]
