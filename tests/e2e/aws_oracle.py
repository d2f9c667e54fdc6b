"""What AWS's own Python code answers: tokens by the AWS CLI's generator over botocore's presigner,
and the profile, region and credentials that botocore resolves from files and environment."""

import base64
import contextlib
import datetime
import functools
import os
from pathlib import Path
from unittest import mock

import botocore.auth
import botocore.exceptions
import botocore.loaders
import botocore.session
from awscli.customizations.eks.get_token import STSClientFactory, TokenGenerator
from botocore.credentials import Credentials

NOWHERE = "/nonexistent"


@functools.cache
def faketime_library():
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketime.so.1"))
    assert found, "libfaketime is missing: run scripts/bootstrap check"
    return found[0]


def at_time(seconds):
    """Variables under which a C or Python program sees the clock stand still at that second."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return {
        "LD_PRELOAD": str(faketime_library()),
        "FAKETIME": moment.strftime("%Y-%m-%d %H:%M:%S"),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # ASan wants to be the first library, and faketime has to be.
        "ASAN_OPTIONS": "verify_asan_link_order=0",
    }


@contextlib.contextmanager
def environment(variables):
    """os.environ without anything of AWS's but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    bare = {
        "AWS_CONFIG_FILE": NOWHERE,
        "AWS_SHARED_CREDENTIALS_FILE": NOWHERE,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with mock.patch.dict(os.environ, kept | bare | variables, clear=True):
        yield


@contextlib.contextmanager
def botocore_clock(seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).replace(tzinfo=None)
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *a, **k: moment):
        yield


class Oracle:
    """Makes tokens as `aws eks get-token` does. Sessions and clients are kept: they take long."""

    def __init__(self):
        self.sessions, self.clients = {}, {}

    def session(self, variables):
        key = tuple(sorted(variables.items()))
        if key not in self.sessions:
            self.sessions[key] = botocore.session.Session()
            self.sessions[key].set_credentials("none", "none")
        return self.sessions[key]

    def client(self, region, variables):
        key = (region, tuple(sorted(variables.items())))
        if key not in self.clients:
            with environment(variables):
                factory = STSClientFactory(self.session(variables))
                self.clients[key] = factory.get_sts_client(region_name=region)
        return self.clients[key]

    def token(self, access_key, secret_key, session_token, region, cluster, seconds, variables):
        client = self.client(region, variables)
        client._request_signer._credentials = Credentials(access_key, secret_key, session_token)
        with botocore_clock(seconds):
            return TokenGenerator(client).get_token(cluster)


def url_of(token):
    encoded = token.removeprefix("k8s-aws-v1.")
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()


@functools.cache
def shared_loader():
    """Reads the large data files of botocore once for all sessions."""
    return botocore.loaders.create_loader()


# What botocore finds without the network.
LOCAL = ("env", "shared-credentials-file", "config-file", "custom-process")


class Unresolved(Exception):
    """botocore finds no credentials, or refuses."""


def resolve(profile, region, variables, cluster, seconds):
    """(how the credentials were found, token) by botocore, as the AWS CLI would call it."""
    with environment(variables):
        try:
            session = botocore.session.Session(profile=profile)
            session.register_component("data_loader", shared_loader())
            credentials = session.get_credentials()
            if credentials is None:
                raise Unresolved("no credentials")
            if credentials.method not in LOCAL:
                return credentials.method, None
            client = STSClientFactory(session).get_sts_client(region_name=region)
            if not credentials.access_key or not credentials.secret_key:
                raise Unresolved("empty key")
            with botocore_clock(seconds):
                return credentials.method, TokenGenerator(client).get_token(cluster)
        except (botocore.exceptions.BotoCoreError, ValueError, AttributeError, TypeError) as problem:
            raise Unresolved(repr(problem)) from problem
