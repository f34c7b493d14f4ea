"""The house stands as it was drawn (see docs/architecture.md). Each lint also meets a planted mistake here."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern

from plp.access import POLICIES
from tests import house

OUR_APPS = [app for app in house.APPS if app not in {"kit"}]
# Our own URL modules; each URL's name is its view's name.
URL_MODULES = [f"{app}.urls" for app in house.APPS if (house.ROOT / app / "urls.py").exists()]


def objections(lint, paths):
    return [told for path in paths for told in lint(path, (house.ROOT / path).read_text())]


def test_imports_point_down():
    assert objections(house.upward_imports, house.python_files(migrations=True)) == []


def test_an_upward_import_is_noticed():
    source = "def f():\n    from surveys.models import Survey\n"
    assert list(house.upward_imports("partnerships/views.py", source)) == [
        "partnerships/views.py:2 imports surveys"
    ]
    assert list(house.upward_imports("checkins/models.py", "import matching.models")) != []
    assert list(house.upward_imports("accounts/models.py", 'ForeignKey("participants.Cohort")')) != []
    assert list(house.upward_imports("kit/vault.py", "from audit.services import record")) != []
    assert list(house.upward_imports("surveys/views.py", "from participants.models import Cohort")) == []


def test_views_read_only_what_the_person_may_see():
    assert objections(house.unlimited_reads, house.view_files()) == []


def test_an_unlimited_read_is_noticed():
    def told(source):
        return list(house.unlimited_reads("x/views.py", source))

    assert told("Meeting.objects.filter(pk=pk)") == ["x/views.py:1 reads Meeting.objects without visible_to"]
    assert told("get_object_or_404(Meeting.objects, pk=pk)") != []
    assert told("manager = Meeting.objects") != []
    assert told("Meeting.objects.filter(request.user)") != []
    assert told("Meeting.objects.visible_to(request.user).filter(pk=pk)") == []
    assert told("Cohort.objects.of_team_member(request.user)") == []


def test_views_are_short():
    assert objections(house.long_views, house.view_files()) == []


def test_a_long_view_is_noticed():
    lines = "\n".join(f"    x{number} = {number}" for number in range(house.LONGEST_VIEW + 1))
    assert list(house.long_views("x/views.py", f'def page(request):\n    """What."""\n{lines}')) == [
        "x/views.py:1 page has 26 lines"
    ]


def test_time_is_always_the_movable_clock():
    assert objections(house.clocks, house.python_files(migrations=True)) == []


@pytest.mark.parametrize(
    "source",
    [
        "x.filter(due__lte=Now())",
        'RawSQL("SELECT CURRENT_TIMESTAMP", [])',
        "date.today()",
        'migrations.RunSQL("UPDATE x SET y = now()")',
    ],
)
def test_an_unmovable_clock_is_noticed(source):
    assert len(list(house.clocks("x/services.py", source))) == 1


def test_no_rule_hides_in_a_signal():
    # allauth says in no other way that a code to sign in has verified an address: one receiver, by its adapter.
    paths = [path for path in house.python_files() if str(path) != "plp/sign_in.py"]
    assert objections(house.signals, paths) == []
    assert list(house.signals("x/a.py", "from django.db.models.signals import post_save")) != []
    assert list(house.signals("x/a.py", "from django.dispatch import receiver")) != []
    assert list(house.signals("x/a.py", "from allauth.account import signals")) != []


def test_no_file_without_a_subject():
    refused = {"utils", "helpers", "common", "core", "managers", "selectors", "presenters", "misc"}
    paths = [*house.python_files(), *house.python_files("tests", "devtools")]
    assert [path for path in paths if refused & {path.stem, *path.parts}] == []


def test_files_are_short_enough_to_read():
    lengths = {
        str(path): len((house.ROOT / path).read_text().splitlines())
        for path in [*house.python_files(), *house.python_files("tests", "devtools")]
    }
    assert {path: n for path, n in lengths.items() if n >= house.LONGEST_FILE} == {}


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


@pytest.mark.parametrize("app", OUR_APPS)
def test_every_stored_field_says_what_it_is_and_how_long_it_is_kept(app):
    own = [model for model in our_models() if model._meta.app_label == app]
    if not own:
        return
    declared = import_module(f"{app}.privacy").FIELDS
    stored = {f"{model.__name__}.{field.name}" for model in own for field in stored_fields(model)}
    assert sorted(declared) == sorted(stored)
    assert [name for name, field in declared.items() if not (field.what and field.kept)] == []


def stored_fields(model):
    return [*model._meta.concrete_fields, *model._meta.local_many_to_many]


def test_every_key_is_a_random_uuid():
    wrong = [
        model.__name__
        for model in our_models()
        if not isinstance(model._meta.pk, models.UUIDField) or model._meta.pk.default.__name__ != "uuid4"
    ]
    assert wrong == []


def test_no_person_gets_a_score():
    floats = (models.FloatField, models.DecimalField)
    assert [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, floats) or "score" in field.name
    ] == []


def own_urls():
    found = []
    for module in URL_MODULES:
        waiting = list(import_module(module).urlpatterns)
        if module == "plp.urls":
            waiting = [pattern for pattern in waiting if isinstance(pattern, URLPattern)]
        found += waiting
    return found


def test_one_name_for_url_and_view():
    assert {
        pattern.name: pattern.callback.__name__
        for pattern in own_urls()
        if pattern.name != pattern.callback.__name__
    } == {}


def test_every_url_of_ours_has_a_policy_and_no_counted_key():
    assert [pattern.name for pattern in own_urls() if pattern.name not in POLICIES] == []
    assert [str(pattern.pattern) for pattern in own_urls() if "<int:pk>" in str(pattern.pattern)] == []


def test_every_template_of_an_app_is_used():
    named = house.named_templates()
    unused = [name for name in house.templates() if name.split("/")[0] in house.APPS and name not in named]
    assert unused == []


def test_the_lints_read_the_whole_house():
    """A lint that reads nothing finds nothing."""
    paths = list(house.python_files())
    assert len(paths) > 60
    assert Path("plp/home.py") in list(house.view_files())
    assert Path("accounts/views.py") in list(house.view_files())
    assert all(ast.parse((house.ROOT / path).read_text()) for path in paths if path.name != "__init__.py")
    assert {path.parts[0] for path in paths} == set(house.APPS)
