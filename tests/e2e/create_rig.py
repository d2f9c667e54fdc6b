"""What the tests of `create` share: a place of their own in the shared cluster, and a kubeconfig."""

import base64
import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml


@dataclass
class Place:
    """A namespace, and a kubeconfig file that the test may change; names carry the namespace."""

    namespace: str
    kubeconfig: Path
    plane: object
    cli: object
    kubectl: object  # as the cluster's administrator

    @property
    def binding(self):
        return f"{self.namespace}-rb"

    def options(self, *given):
        """--kubeconfig, --namespace and --binding where they are not given."""
        defaults = {
            "--kubeconfig": self.kubeconfig,
            "--namespace": self.namespace,
            "--binding": self.binding,
        }
        return [it for pair in defaults.items() if pair[0] not in given for it in pair]

    def create(self, *arguments, **more):
        return self.cli("create", *self.options(*arguments), *arguments, **more)

    def get(self, kind, name, namespace=True):
        where = ("--namespace", self.namespace) if namespace else ()
        return self.kubectl("get", kind, name, *where, "--output=json", "--ignore-not-found")

    def objects(self):
        """{kind: object} of what create made, by its default names."""
        found = {
            "ServiceAccount": self.get("serviceaccount", "super-admin"),
            "ClusterRoleBinding": self.get("clusterrolebinding", self.binding, namespace=False),
            "Secret": self.get("secret", "super-admin-token"),
        }
        return {kind: json.loads(run.expect(0).stdout) for kind, run in found.items() if run.stdout}

    def versions(self):
        return {kind: it["metadata"]["resourceVersion"] for kind, it in self.objects().items()}

    def apply(self, *objects):
        """As the administrator, with kubectl."""
        text = "\n---\n".join(json.dumps(it) for it in objects)
        self.kubectl("apply", "--filename=-", input=text).expect(0)

    def whoami(self, kubeconfig, *options):
        run = self.kubectl.unbound(
            "--kubeconfig", kubeconfig, *options, "auth", "whoami", "--output=json"
        ).expect(0)
        return json.loads(run.stdout)["status"]["userInfo"]["username"]

    @property
    def username(self):
        return f"system:serviceaccount:{self.namespace}:super-admin"

    def token(self):
        return base64.b64decode(self.objects()["Secret"]["data"]["token"]).decode()


def make_place(name, plane, cli, kubectl, directory):
    kubeconfig = Path(directory) / "kubeconfig"
    shutil.copy(plane.kubeconfig, kubeconfig)
    admin = kubectl.with_prefix("--kubeconfig", plane.kubeconfig)
    admin.unbound = kubectl
    admin("create", "namespace", name).expect(0)
    return Place(name, kubeconfig, plane, cli, admin)


@pytest.fixture
def place(request, control_plane, cli, kubectl, tmp_path):
    """A place in the session's cluster, named after the test."""
    digest = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:8]
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[5:40].strip("-") + "-" + digest
    return make_place(name, control_plane, cli, kubectl, tmp_path)


def service_account(place, **metadata):
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": "super-admin", "namespace": place.namespace} | metadata,
    }


def binding(place, role="cluster-admin", subjects=None):
    ours = {"kind": "ServiceAccount", "name": "super-admin", "namespace": place.namespace}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": place.binding},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [ours] if subjects is None else subjects,
    }


def token_secret(place, name="super-admin-token", account="super-admin", **labels):
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/service-account-token",
        "metadata": {
            "name": name,
            "namespace": place.namespace,
            "annotations": {"kubernetes.io/service-account.name": account},
            "labels": labels,
        },
    }


def load(path):
    return yaml.safe_load(Path(path).read_text())


def change_kubeconfig(path, cluster=None, user=None):
    """Sets fields of the kubeconfig's only cluster and user; None takes a field out."""
    config = load(path)
    for section, key, changes in (("clusters", "cluster", cluster), ("users", "user", user)):
        entry = config[section][0][key]
        for name, value in (changes or {}).items():
            entry.pop(name, None)
            if value is not None:
                entry[name] = value
    Path(path).write_text(yaml.safe_dump(config))


def become(path, **credential):
    """Takes the client certificate out of the kubeconfig and puts that credential in its place."""
    change_kubeconfig(
        path, user={"client-certificate-data": None, "client-key-data": None} | credential
    )
