"""The demo is the first thing that a newcomer runs: it must keep working to its end."""

import re
import subprocess

from rig import TOP


def test_demo_shows_the_main_job(tmp_path):
    # Not a bare environment: the demo is a script for people, and looks for its caches.
    run = subprocess.run(
        ["env", f"TMPDIR={tmp_path}", TOP / "scripts/demo"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0
    assert run.stdout.rstrip().endswith("go now.")
    # With the context that create wrote, and with what stock age got out of the sealed file.
    assert run.stdout.count("node/node-1") == 2
    assert run.stdout.count("namespace/kube-system") == 2
    assert run.stdout.count("system:serviceaccount:kube-system:super-admin\n") == 2
    assert re.search(r'"token":"k8s-aws-v1\.[\w-]{20}\.\.\."', run.stdout)
    assert "\x1b" not in run.stdout
    assert list(tmp_path.iterdir()) == []
