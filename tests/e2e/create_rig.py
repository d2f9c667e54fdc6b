"""What the tests of `create` share: a place of their own in the shared cluster, and a kubeconfig."""

import base64
import hashlib
import json
import re
import shutil
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml


PLURALS = {
    "Namespace": "/api/v1/namespaces",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "Secret": "/api/v1/namespaces/{}/secrets",
    "ConfigMap": "/api/v1/namespaces/{}/configmaps",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
}


class Api:
    """The API as the cluster's administrator; kubectl is for where its opinion counts."""

    def __init__(self, plane):
        self.server = plane.server
        self.context = ssl.create_default_context(cafile=plane.ca_file)
        self.context.load_cert_chain(plane.dir / "admin.crt", plane.dir / "admin.key")

    def call(self, method, path, body=None, content_type="application/json"):
        """The answer's object; None for 404. Any other refusal is an exception."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": content_type}
        request = urllib.request.Request(self.server + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            if refusal.code == 404:
                return None
            raise AssertionError(f"{method} {path}: {refusal.code} {refusal.read().decode()}")


@dataclass
class Place:
    """A namespace, and a kubeconfig file that the test may change; names carry the namespace."""

    namespace: str
    kubeconfig: Path
    plane: object
    cli: object
    kubectl: object

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

    @property
    def binding(self):
        return f"{self.namespace}-rb"

    @property
    def username(self):
        return f"system:serviceaccount:{self.namespace}:super-admin"

    @property
    def api(self):
        return Api(self.plane)

    def admin(self, *arguments, **more):
        """kubectl as the cluster's administrator."""
        return self.kubectl("--kubeconfig", self.plane.kubeconfig, *arguments, **more)

    def path(self, kind, name=None):
        collection = PLURALS[kind].format(self.namespace)
        return f"{collection}/{name}" if name else collection

    def get(self, kind, name):
        return self.api.call("GET", self.path(kind, name))

    def make(self, *objects, manager="kubectl-create"):
        """Creates them, as somebody else."""
        for it in objects:
            self.api.call("POST", f"{self.path(it['kind'])}?fieldManager={manager}", it)

    def patch(self, kind, name, patch):
        """By JSON merge patch, as somebody else."""
        path = f"{self.path(kind, name)}?fieldManager=kubectl-edit"
        return self.api.call("PATCH", path, patch, "application/merge-patch+json")

    def delete(self, kind, name):
        self.api.call("DELETE", self.path(kind, name))

    def objects(self):
        """{kind: object} of what create made, by its default names."""
        names = {
            "ServiceAccount": "super-admin",
            "ClusterRoleBinding": self.binding,
            "Secret": "super-admin-token",
        }
        found = {kind: self.get(kind, name) for kind, name in names.items()}
        return {kind: it for kind, it in found.items() if it}

    def versions(self):
        return {kind: it["metadata"]["resourceVersion"] for kind, it in self.objects().items()}

    def token(self):
        return base64.b64decode(self.objects()["Secret"]["data"]["token"]).decode()

    def token_of(self, account):
        """A token of an account of the namespace that is made here, by TokenRequest."""
        metadata = {"name": account, "namespace": self.namespace}
        self.make({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})
        request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
        path = self.path("ServiceAccount", account) + "/token"
        return self.api.call("POST", path, request)["status"]["token"]

    def whoami(self, kubeconfig, *options):
        """For whom the server takes what kubectl finds in that kubeconfig."""
        arguments = ("--kubeconfig", kubeconfig, *options, "auth", "whoami", "--output=json")
        return json.loads(self.kubectl(*arguments).expect(0).stdout)["status"]["userInfo"]["username"]


def make_place(name, plane, cli, kubectl, directory):
    kubeconfig = Path(directory) / "kubeconfig"
    shutil.copy(plane.kubeconfig, kubeconfig)
    place = Place(name, kubeconfig, plane, cli, kubectl)  # noqa: F811
    place.make({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    return place


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


def binding(place, role="cluster-admin", subjects=None, name=None):
    ours = {"kind": "ServiceAccount", "name": "super-admin", "namespace": place.namespace}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": name or place.binding},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [ours] if subjects is None else subjects,
    }


def role(name, *rules):
    """A ClusterRole; a rule is (API group, verbs, resources)."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name},
        "rules": [
            {"apiGroups": [group], "verbs": verbs, "resources": resources}
            for group, verbs, resources in rules
        ],
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
