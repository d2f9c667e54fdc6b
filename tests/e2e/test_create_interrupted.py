"""create when something goes away in the middle: it says what there is, and goes on later."""

import subprocess

import pytest
from create_rig import make_place, place  # noqa: F401 (a fixture)


@pytest.fixture
def silent(fresh_control_plane, cli, kubectl, tmp_path):
    """A place in a cluster whose token controller does not run."""
    return make_place("silent", fresh_control_plane("--no-controllers"), cli, kubectl, tmp_path)


def start_controllers(place):
    """Stops the cluster and starts it again with its controllers: same data, same port."""
    place.plane.stop()
    place.plane.options = ()
    place.plane.start()


def begin(place, *arguments):
    argv = place.cli.command("create", *place.options(), *arguments)
    return subprocess.Popen(
        argv, env=place.cli.environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )


def read_until(process, words):
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"it ended without saying: {words}")


def test_the_token_controller_is_silent(silent):
    run = silent.create("--timeout", "1s").expect(1)
    assert f"no token came into Secret {silent.namespace}/super-admin-token" in run.stderr
    assert "is it running?" in run.stderr
    assert (
        f"in the cluster now: ServiceAccount {silent.namespace}/super-admin, ClusterRoleBinding "
        f"{silent.binding}, Secret {silent.namespace}/super-admin-token; the same command goes on"
    ) in run.stderr
    versions = silent.versions()
    assert len(versions) == 3

    start_controllers(silent)
    run = silent.create().expect(0)
    assert f"ServiceAccount {silent.namespace}/super-admin: is as wanted already" in run.stderr
    assert silent.versions()["ClusterRoleBinding"] == versions["ClusterRoleBinding"]
    assert silent.whoami(silent.kubeconfig, "--context", "super-admin@test") == silent.username


def test_killed_while_it_waits(silent):
    text = silent.kubeconfig.read_bytes()
    process = begin(silent)
    read_until(process, "Secret silent/super-admin-token: created")
    process.kill()
    process.communicate()
    assert silent.kubeconfig.read_bytes() == text
    start_controllers(silent)
    silent.create().expect(0)
    assert silent.whoami(silent.kubeconfig, "--context", "super-admin@test") == silent.username


def test_the_watch_outlives_a_restart_of_the_server(silent):
    process = begin(silent, "--timeout", "5m")
    read_until(process, "Secret silent/super-admin-token: created")
    start_controllers(silent)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "holds a token" in said
    assert silent.whoami(silent.kubeconfig, "--context", "super-admin@test") == silent.username


def test_the_secret_is_deleted_while_it_waits(silent):
    process = begin(silent)
    read_until(process, "Secret silent/super-admin-token: created")
    silent.delete("Secret", "super-admin-token")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was deleted while it was to be filled" in said and "run the same command again" in said


def test_the_credential_cannot_be_kept(place, tmp_path):  # noqa: F811
    run = place.create("--out", tmp_path / "no-such-directory/kubeconfig").expect(1)
    assert "no-such-directory" in run.stderr
    assert "in the cluster now: " in run.stderr
    assert place.token() not in run.stderr
    place.create("--out", tmp_path / "kubeconfig-of-its-own").expect(0)
