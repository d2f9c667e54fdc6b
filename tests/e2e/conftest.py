"""Fixtures of the end-to-end tests; what they hand out is described in rig.py.

control_plane        one for the whole session, with audit log: give your objects their own names
fresh_control_plane  starts one more: fresh_control_plane("--no-controllers", apiserver_flags=[])
cli                  eksbreakglass of build/, or of $EKSBREAKGLASS_BUILD_DIR: cli("version").expect()
kubectl              the pinned one; kubectl.with_prefix("--kubeconfig", path) binds it to a cluster
age, age_keygen      Debian's
home                 the home directory that these programs see; each test has its own

scripts/run-e2e runs them; it takes pytest's arguments.
"""

import sys

import pytest

# No __pycache__ in the tree.
sys.dont_write_bytecode = True

from rig import BUILD_DIR, ControlPlane, Program, find_program, tool  # noqa: E402


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory):
    plane = ControlPlane(tmp_path_factory.mktemp("control-plane"), "--audit-log")
    try:
        yield plane.start()
    finally:
        plane.stop()


@pytest.fixture
def fresh_control_plane(tmp_path_factory):
    planes = []

    def start(*options, apiserver_flags=()):
        plane = ControlPlane(
            tmp_path_factory.mktemp("control-plane"), *options, apiserver_flags=apiserver_flags
        )
        planes.append(plane)
        return plane.start()

    yield start
    for plane in planes:
        plane.stop()


@pytest.fixture
def home(tmp_path):
    directory = tmp_path / "home"
    directory.mkdir(mode=0o700)
    return directory


@pytest.fixture
def cli(home):
    path = BUILD_DIR / "eksbreakglass"
    assert path.exists(), f"{path} is missing: run make"
    return Program(path, home)


@pytest.fixture
def kubectl(home):
    return Program(tool("kubectl"), home)


@pytest.fixture
def age(home):
    return Program(find_program("age"), home)


@pytest.fixture
def age_keygen(home):
    return Program(find_program("age-keygen"), home)
