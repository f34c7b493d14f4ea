"""The files of a real deployment: nothing unexplained, no secret with a default, no package index named."""

import re
import runpy
from types import SimpleNamespace

import pytest
import yaml

from devtools.services import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
EXPLAINED = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
# What only development, tests and the demo set.
NOT_FOR_DEPLOYMENTS = {
    "PLP_DEBUG",
    "PLP_DEMO",
    "PLP_DEMO_MAILBOX",
    "PLP_TEST_DB",
    "PLP_PLAIN_STATIC",
    "PLP_EMAIL_BACKEND",
    "PLP_SECOND_FACTOR",
}
SECRETS = ["PLP_SECRET_KEY", "PLP_VAULT_KEYS", "PLP_VAULT_HASH_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"]


def test_env_example_explains_every_setting_the_programme_reads():
    code = (ROOT / "plp" / "settings.py").read_text() + (ROOT / "gunicorn.conf.py").read_text()
    read = set(re.findall(r'(?:env|flag|environ\.get)\(\s*"([A-Z_]+)"', code))
    assert read - NOT_FOR_DEPLOYMENTS - EXPLAINED == set()


def test_env_example_explains_every_variable_of_compose():
    assert set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE)) - EXPLAINED == {"PLP_VERSION"}


@pytest.mark.parametrize("name", SECRETS)
def test_compose_does_not_start_without_a_secret_and_the_example_has_none(name):
    assert set(re.findall(rf"(?<!\$)\$\{{{name}([^}}]*)\}}", COMPOSE)) == {":?set it in .env"}
    assert re.findall(rf"^{name}=(.*)$", EXAMPLE, re.MULTILINE) == [""]


def test_compose_has_every_part_and_a_health_check_for_each_that_stays():
    assert sorted(SERVICES) == ["beat", "db", "migrate", "redis", "web", "worker"]
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["migrate"]


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER plp"]


def test_requirements_are_hashed_and_name_no_index():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        pinned = re.findall(r"^\S+==\S+ \\\n +--hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[^#\s]", text, re.MULTILINE)), path
        assert "://" not in text, path


@pytest.mark.parametrize(
    "address", [("0.0.0.0", 8000), ("::", 8000), ("192.0.2.7", 8000), ("plp.example.org", 80)]
)
def test_the_demo_refuses_an_address_others_can_reach(address, monkeypatch):
    on_starting = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["on_starting"]
    server = SimpleNamespace(cfg=SimpleNamespace(address=[address]))
    on_starting(server)
    monkeypatch.setenv("PLP_DEMO", "1")
    with pytest.raises(SystemExit):
        on_starting(server)


@pytest.mark.parametrize(
    "address", [("127.0.0.1", 8000), ("[::1]", 8000), ("localhost", 80), "/tmp/plp.sock"]
)
def test_the_demo_serves_this_machine(address, monkeypatch):
    monkeypatch.setenv("PLP_DEMO", "1")
    on_starting = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["on_starting"]
    assert on_starting(SimpleNamespace(cfg=SimpleNamespace(address=[address]))) is None
