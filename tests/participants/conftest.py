import pytest

from tests import make


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def as_(client):
    """The client, signed in as somebody."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
