"""What create must not touch: it says what is in the way and what helps, and changes nothing."""

import pytest
import yaml
from create_rig import (  # noqa: F401 (place is a fixture)
    binding,
    load,
    make_place,
    place,
    service_account,
    token_secret,
)


def refused(place, words, hint, *arguments):
    """create refuses with these words and leaves every object as it was."""
    before = place.versions()
    text = place.kubeconfig.read_bytes()
    run = place.create(*arguments).expect(1)
    assert words in run.stderr
    assert hint in run.stderr.split("hint: ", 1)[1]
    assert place.versions() == before
    assert place.kubeconfig.read_bytes() == text
    return run


# --- the namespace and the role ------------------------------------------------------------------


def test_a_namespace_that_is_not_there(place):
    refused(place, "there is no namespace nowhere", "--namespace", "--namespace", "nowhere")


def test_a_namespace_that_is_being_deleted(place):
    # The finalizer keeps the namespace from going.
    holder = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "holder",
            "namespace": place.namespace,
            "finalizers": ["example.com/hold"],
        },
    }
    place.make(holder)
    place.delete("Namespace", place.namespace)
    refused(place, f"the namespace {place.namespace} is being deleted", "--namespace")
    place.patch("ConfigMap", "holder", {"metadata": {"finalizers": None}})


def test_a_role_that_is_not_there(place):
    refused(
        place, "there is no ClusterRole cluster-admim", "--cluster-role", "--cluster-role", "cluster-admim"
    )


# --- the ServiceAccount --------------------------------------------------------------------------


def test_an_account_that_somebody_else_made(place):
    place.make(service_account(place, annotations={"made": "by hand"}))
    refused(place, "was not made by eksbreakglass (but by kubectl-create)", "--adopt")
    run = place.create("--adopt").expect(0)
    assert f"ServiceAccount {place.namespace}/super-admin: changed" in run.stderr
    # From now on it is ours.
    assert "nothing had to be changed" in place.create().expect(0).stderr


def test_an_account_that_another_object_owns(place):
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "owner"}}
    owner["metadata"]["namespace"] = place.namespace
    place.make(owner)
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner"}
    reference["uid"] = place.get("ConfigMap", "owner")["metadata"]["uid"]
    place.make(service_account(place, ownerReferences=[reference]))
    refused(place, "belongs to ConfigMap owner", "--force-conflicts")
    refused(place, "belongs to ConfigMap owner", "--force-conflicts", "--adopt")
    place.create("--force-conflicts").expect(0)


def test_an_account_of_before_1_24_is_adopted_with_its_token(place):
    """Such clusters made a token Secret for each account and listed it in .secrets."""
    place.make(
        service_account(place) | {"secrets": [{"name": "super-admin-token-x7k2p"}, {"name": "registry"}]},
        token_secret(place, "super-admin-token-x7k2p"),
    )
    run = refused(place, "was not made by eksbreakglass", "with its token Secret super-admin-token-x7k2p")
    run = place.create("--adopt", "--dry-run=server").expect(0)
    assert "super-admin-token-x7k2p: would be taken out of" in run.stderr

    run = place.create("--adopt").expect(0)
    assert f"Secret {place.namespace}/super-admin-token-x7k2p: changed" in run.stderr
    assert "taken out of the ServiceAccount's .secrets" in run.stderr
    assert place.whoami(place.kubeconfig, "--context", "super-admin@test") == place.username
    assert "Secret" not in place.objects()  # no second one
    assert place.objects()["ServiceAccount"]["secrets"] == [{"name": "registry"}]

    again = place.create("--secret", "super-admin-token-x7k2p").expect(0)
    assert "nothing had to be changed" in again.stderr


def test_an_automatic_token_beside_ours_is_reported(place):
    place.create().expect(0)
    name = "super-admin-token-x7k2p"
    place.make(token_secret(place, name))
    place.patch("ServiceAccount", "super-admin", {"secrets": [{"name": name}]})
    run = place.create().expect(0)
    assert f"also has the token Secret {name}" in run.stderr
    assert place.objects()["ServiceAccount"]["secrets"] == [{"name": name}]


def test_our_secret_is_taken_out_of_the_list(place):
    place.create().expect(0)
    place.patch("ServiceAccount", "super-admin", {"secrets": [{"name": "super-admin-token"}]})
    assert "taken out of the ServiceAccount's .secrets" in place.create().expect(0).stderr
    assert "secrets" not in place.objects()["ServiceAccount"]


# --- the binding ---------------------------------------------------------------------------------


def test_a_binding_to_another_role(place):
    place.make(binding(place, role="view"))
    refused(place, "binds to ClusterRole view, not to ClusterRole cluster-admin", "--force-conflicts")
    run = place.create("--force-conflicts", "--dry-run=server").expect(0)
    assert f"ClusterRoleBinding {place.binding}: would be deleted and made anew" in run.stderr
    assert place.objects()["ClusterRoleBinding"]["roleRef"]["name"] == "view"
    run = place.create("--force-conflicts").expect(0)
    assert f"ClusterRoleBinding {place.binding}: deleted and made anew" in run.stderr
    assert place.objects()["ClusterRoleBinding"]["roleRef"]["name"] == "cluster-admin"


def test_a_binding_with_other_subjects(place):
    eve = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "eve"}
    ours = binding(place)["subjects"]
    place.make(binding(place, subjects=[*ours, eve]))
    refused(place, "has other subjects, such as User eve", "--force-conflicts")
    place.create("--force-conflicts").expect(0)
    assert place.objects()["ClusterRoleBinding"]["subjects"] == ours


def test_a_binding_that_is_just_so(place):
    place.make(binding(place))
    place.create().expect(0)
    assert "nothing had to be changed" in place.create().expect(0).stderr


# --- the Secret ----------------------------------------------------------------------------------


def test_a_secret_of_another_type(place):
    other = token_secret(place) | {"type": "Opaque", "stringData": {"password": "theirs"}}
    place.make(other)
    refused(place, "is of type Opaque and not a token", "--secret")
    # Its content is not ours to destroy, whatever is asked for.
    refused(place, "is of type Opaque and not a token", "--secret", "--force-conflicts")
    place.create("--secret", "another").expect(0)


def test_a_secret_of_another_account(place):
    place.make(
        service_account(place) | {"metadata": {"name": "other", "namespace": place.namespace}},
        token_secret(place, account="other"),
    )
    refused(place, "holds the token of ServiceAccount other", "--secret")


def test_a_token_that_somebody_has_invalidated(place):
    place.create().expect(0)
    labels = {"kubernetes.io/legacy-token-invalid-since": "2026-01-01"}
    place.patch("Secret", "super-admin-token", {"metadata": {"labels": labels}})
    refused(place, "is marked invalid since 2026-01-01", "delete the Secret for a new token")
    place.delete("Secret", "super-admin-token")
    place.create().expect(0)


def test_a_token_of_a_former_account(fresh_control_plane, cli, kubectl, tmp_path):
    """Without its controller nobody clears the Secret away whose ServiceAccount is gone."""
    plane = fresh_control_plane("--no-controllers")
    place = make_place("former", plane, cli, kubectl, tmp_path)
    place.create("--timeout", "1s").expect(1)
    uid = place.objects()["ServiceAccount"]["metadata"]["uid"]
    annotations = {"kubernetes.io/service-account.uid": uid}
    place.patch("Secret", "super-admin-token", {"metadata": {"annotations": annotations}})
    place.delete("ServiceAccount", "super-admin")
    run = place.create("--timeout", "1s").expect(1)
    assert f"Secret {place.namespace}/super-admin-token: deleted and made anew" in run.stderr


# --- fields, and contexts ------------------------------------------------------------------------


def test_a_field_that_another_manager_owns(place):
    place.create().expect(0)
    theirs = service_account(place) | {"automountServiceAccountToken": True}
    path = place.path("ServiceAccount", "super-admin") + "?fieldManager=eve&force=true"
    place.api.call("PATCH", path, theirs, "application/apply-patch+yaml")
    before = place.versions()
    run = place.create().expect(1)
    assert "409 Conflict" in run.stderr and "eve" in run.stderr and "--force-conflicts" in run.stderr
    assert place.versions() == before
    place.create("--force-conflicts").expect(0)
    assert place.objects()["ServiceAccount"]["automountServiceAccountToken"] is False


@pytest.mark.parametrize(
    "cluster, words",
    [("elsewhere", "is for another cluster"), ("test", "has a user with another kind of credential")],
)
def test_a_context_of_that_name_for_something_else(place, cluster, words):
    config = load(place.kubeconfig)
    config["clusters"].append({"name": "elsewhere", "cluster": {"server": "https://elsewhere"}})
    context = {"cluster": cluster, "user": "test"}
    config["contexts"].append({"name": "super-admin@test", "context": context})
    place.kubeconfig.write_text(yaml.safe_dump(config))
    refused(place, f"super-admin@test is in the kubeconfig already and {words}", "--new-context")
    place.create("--new-context", "another").expect(0)
