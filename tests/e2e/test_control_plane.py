"""The control planes that all other end-to-end tests stand on."""

import json
import os
import signal
import subprocess
import time

import pytest
import yaml
from rig import TOP, ControlPlane

SCRIPT = TOP / "scripts/control-plane"
SERVERS = ("etcd", "kube-apiserver", "kube-controller-manager")


def script(*arguments):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=180)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def ended(servers):
    """Whether all end before long; the kernel kills orphans a moment after their parent."""
    for _ in range(600):
        if not any(map(alive, servers)):
            return True
        time.sleep(0.05)
    return False


def pids(directory):
    return [int((directory / f"{name}.pid").read_text().split()[0]) for name in SERVERS]


def test_admin_kubeconfig_is_private_and_works(control_plane, kubectl):
    assert control_plane.kubeconfig.stat().st_mode & 0o777 == 0o600
    assert control_plane.dir.stat().st_mode & 0o777 == 0o700
    who = kubectl("--kubeconfig", control_plane.kubeconfig, "auth", "whoami", "-o", "yaml").expect(
        0
    )
    user = yaml.safe_load(who.stdout)["status"]["userInfo"]
    assert user["username"] == "admin"
    assert "system:masters" in user["groups"]


def test_rbac_refuses_those_without_a_role(control_plane, kubectl):
    admin = kubectl.with_prefix("--kubeconfig", control_plane.kubeconfig)
    admin("create", "serviceaccount", "nobody-special").expect(0)
    token = admin("create", "token", "nobody-special").expect(0).stdout.strip()
    refused = kubectl(
        "--server",
        control_plane.server,
        "--certificate-authority",
        control_plane.ca_file,
        "--token",
        token,
        "get",
        "namespaces",
    ).expect(1)
    assert 'User "system:serviceaccount:default:nobody-special" cannot list' in refused.stderr


def test_token_controller_fills_a_token_secret(control_plane, kubectl):
    admin = kubectl.with_prefix("--kubeconfig", control_plane.kubeconfig)
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/service-account-token",
        "metadata": {
            "name": "filled",
            "annotations": {"kubernetes.io/service-account.name": "default"},
        },
    }
    admin("create", "-f", "-", input=json.dumps(secret)).expect(0)
    admin("wait", "secret/filled", "--for=jsonpath={.data.token}", "--timeout=30s").expect(0)


def test_wrong_ca_is_refused(control_plane, fresh_control_plane, kubectl):
    other = fresh_control_plane("--no-controllers")
    answer = kubectl(
        "--server",
        control_plane.server,
        "--certificate-authority",
        other.ca_file,
        "--token",
        "unused",
        "get",
        "namespaces",
    ).expect(1)
    assert "certificate signed by unknown authority" in answer.stderr


def test_audit_log_names_the_user(control_plane, kubectl):
    kubectl("--kubeconfig", control_plane.kubeconfig, "create", "namespace", "audited").expect(0)
    entries = control_plane.audit_log.read_text().splitlines()
    assert any('"username":"admin"' in entry and '"name":"audited"' in entry for entry in entries)


def test_stop_ends_only_its_own(tmp_path, kubectl):
    first, second = tmp_path / "first", tmp_path / "second"
    starts = [
        subprocess.Popen([SCRIPT, "start", "--dir", directory]) for directory in (first, second)
    ]
    try:
        assert [start.wait(180) for start in starts] == [0, 0]
        of_first, of_second = pids(first), pids(second)
        assert all(map(alive, of_first + of_second))
        assert script("stop", "--dir", first).returncode == 0
        assert not any(map(alive, of_first))
        assert all(map(alive, of_second))
        kubectl("--kubeconfig", second / "admin.kubeconfig", "get", "namespaces").expect(0)
    finally:
        for directory in (first, second):
            script("stop", "--dir", directory)
    assert not any(map(alive, of_second))


def test_stop_leaves_a_reused_pid_alone(tmp_path):
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        for name in SERVERS:
            (tmp_path / f"{name}.pid").write_text(f"{bystander.pid} 1\n")
        assert script("stop", "--dir", tmp_path).returncode == 0
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
    assert not list(tmp_path.glob("*.pid"))


def test_stop_after_a_server_was_killed(fresh_control_plane):
    plane = fresh_control_plane()
    servers = pids(plane.dir)
    os.kill(plane.pid("kube-apiserver"), signal.SIGKILL)
    plane.stop()
    assert not any(map(alive, servers))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_servers_do_not_outlive_run(tmp_path, number):
    plane = ControlPlane(tmp_path / "plane").start()
    servers = pids(plane.dir)
    plane.process.send_signal(number)
    plane.process.wait(60)
    plane.stop()
    assert ended(servers)


def test_second_start_is_refused_and_harmless(control_plane, kubectl):
    again = script("start", "--dir", control_plane.dir)
    assert again.returncode == 1
    assert "is running" in again.stderr
    kubectl("--kubeconfig", control_plane.kubeconfig, "get", "namespaces").expect(0)


def test_a_stopped_control_plane_resumes(fresh_control_plane, kubectl):
    plane = fresh_control_plane("--no-controllers")
    saved, server = plane.kubeconfig.read_text(), plane.server
    admin = kubectl.with_prefix("--kubeconfig", plane.kubeconfig)
    admin("create", "namespace", "kept").expect(0)
    plane.stop()
    admin("get", "namespace", "kept").expect(1)
    plane.start()
    assert (plane.server, plane.kubeconfig.read_text()) == (server, saved)
    admin("get", "namespace", "kept").expect(0)


def test_apiserver_that_cannot_start_is_reported(tmp_path):
    failed = script("start", "--dir", tmp_path, "--", "--no-such-flag")
    assert failed.returncode == 1
    assert "kube-apiserver ended while starting" in failed.stderr
    assert "--no-such-flag" in failed.stderr
    assert not list(tmp_path.glob("*.pid"))
