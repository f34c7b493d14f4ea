import re
import uuid

import pytest
from cryptography.fernet import Fernet
from django.apps.registry import Apps
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import connection, models
from django.db.models import Value
from django.forms import Textarea

from kit import vault
from kit.vault import EncryptedJSONField, EncryptedTextField, VaultError

PLANTED = "wolkenkuckucksheim"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


class Note(models.Model):
    """A table of the tests' own, in a registry of its own: no other test meets it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    text = EncryptedTextField(null=True, blank=True)
    data = EncryptedJSONField(default=list, null=True)
    plain = models.TextField(default="", blank=True)

    class Meta:
        app_label = "kit_tests"
        apps = Apps()

    def __str__(self):
        return str(self.id)


@pytest.fixture
def notes(db):
    with connection.schema_editor() as schema:
        schema.create_model(Note)
    return Note.objects


@pytest.fixture(autouse=True)
def keys(settings):
    settings.VAULT_KEYS = [OLD]
    settings.VAULT_HASH_KEY = "a secret of at least thirty-two characters"


def stored(column="text"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kit_tests_note")
        return [value for (value,) in cursor.fetchall()]


# --- Text and tokens


def test_a_text_comes_back_from_its_token_and_does_not_show_in_it():
    token = vault.encrypt(PLANTED)
    assert vault.decrypt(token) == PLANTED
    assert PLANTED not in token


def test_the_same_text_never_gives_the_same_token():
    assert vault.encrypt(PLANTED) != vault.encrypt(PLANTED)


def test_a_token_does_not_tell_when_it_was_written():
    assert Fernet(OLD).extract_timestamp(vault.encrypt(PLANTED).encode()) == 0


def test_a_text_under_an_older_key_is_read_as_long_as_the_key_is_kept(settings):
    token = vault.encrypt(PLANTED)
    settings.VAULT_KEYS = [NEW, OLD]
    assert vault.decrypt(token) == PLANTED
    settings.VAULT_KEYS = [NEW]
    with pytest.raises(VaultError):
        vault.decrypt(token)


def test_new_text_is_written_under_the_newest_key(settings):
    settings.VAULT_KEYS = [NEW, OLD]
    token = vault.encrypt(PLANTED)
    settings.VAULT_KEYS = [NEW]
    assert vault.decrypt(token) == PLANTED


def test_rotating_a_token_frees_it_from_the_old_key(settings):
    token = vault.encrypt(PLANTED)
    assert vault.uses_old_key(token) is False
    settings.VAULT_KEYS = [NEW, OLD]
    assert vault.uses_old_key(token) is True
    rotated = vault.rotate(token)
    assert vault.uses_old_key(rotated) is False
    settings.VAULT_KEYS = [NEW]
    assert vault.decrypt(rotated) == PLANTED


@pytest.mark.parametrize("function", [vault.decrypt, vault.rotate, vault.uses_old_key])
def test_what_no_key_opens_is_an_error_that_does_not_quote_it(function):
    with pytest.raises(VaultError) as error:
        function(PLANTED)
    assert PLANTED not in str(error.value)
    assert error.value.__suppress_context__ is True


@pytest.mark.parametrize("keys", [[], ["not a key"], [OLD, "not a key"]])
def test_unusable_keys_stop_the_work_and_are_not_printed(settings, keys):
    settings.VAULT_KEYS = keys
    with pytest.raises(ImproperlyConfigured) as error:
        vault.encrypt(PLANTED)
    assert OLD not in str(error.value)


# --- Fields


def test_the_database_holds_a_token_and_the_model_the_words(notes):
    note = notes.create(text=PLANTED, data={"a": [1, PLANTED, None]})
    note.refresh_from_db()
    assert (note.text, note.data) == (PLANTED, {"a": [1, PLANTED, None]})
    for token in stored("text") + stored("data"):
        assert token.startswith("gAAAA")
        assert PLANTED not in token


def test_no_text_is_null_and_the_empty_text_is_not(notes):
    notes.create(text=None, data=None)
    assert stored("text") == [None]
    assert stored("data") == [None]
    assert notes.filter(text__isnull=True, data__isnull=True).count() == 1
    notes.update(text="", data=[])
    assert notes.get().text == ""
    assert notes.get().data == []
    assert notes.filter(text__isnull=False, data__isnull=False).count() == 1


def test_every_way_to_write_encrypts(notes):
    note = notes.create()
    notes.filter(pk=note.pk).update(text=PLANTED)
    assert PLANTED not in stored()[0]
    note.text = PLANTED
    notes.bulk_update([note], ["text"])
    assert PLANTED not in stored()[0]
    notes.bulk_create([Note(text=PLANTED)])
    assert [PLANTED in token for token in stored()] == [False, False]
    assert set(notes.values_list("text", flat=True)) == {PLANTED}


@pytest.mark.parametrize("field", ["text", "data"])
@pytest.mark.parametrize(
    "lookup", ["exact", "in", "contains", "icontains", "gt", "startswith", "regex", "range"]
)
def test_the_database_is_never_asked_about_the_words(field, lookup):
    with pytest.raises(FieldError, match="encrypted"):
        Note.objects.filter(**{f"{field}__{lookup}": [PLANTED, PLANTED]})


def test_asking_for_equality_names_the_way_out():
    with pytest.raises(FieldError, match="'text' is encrypted.*'isnull'.*in Python"):
        Note.objects.filter(text=PLANTED)


def test_a_transform_of_the_words_is_refused():
    with pytest.raises(FieldError):
        Note.objects.filter(text__lower="x")
    with pytest.raises(FieldError):
        Note.objects.values_list("data__key")


def test_a_token_that_no_key_opens_is_an_error_never_the_token(notes, settings):
    notes.create(text=PLANTED)
    settings.VAULT_KEYS = [NEW]
    with pytest.raises(VaultError):
        notes.get()


def test_words_written_past_the_field_are_an_error_never_shown(notes):
    notes.create()
    notes.update(text=Value(PLANTED, output_field=models.TextField()))
    with pytest.raises(VaultError):
        notes.get()


@pytest.mark.parametrize("option", ["unique", "db_index", "primary_key"])
def test_a_field_cannot_promise_what_needs_plain_text(option):
    with pytest.raises(TypeError, match=option):
        EncryptedTextField(**{option: True})
    with pytest.raises(TypeError, match="db_default"):
        EncryptedTextField(db_default="in the clear")


@pytest.mark.parametrize("name", ["text", "data"])
def test_a_field_survives_a_migration(name):
    field = Note._meta.get_field(name)
    _, path, args, kwargs = field.deconstruct()
    assert path == f"kit.vault.{type(field).__name__}"
    assert getattr(vault, path.split(".")[-1])(*args, **kwargs).deconstruct()[1:] == (path, args, kwargs)


def test_a_form_shows_a_text_area():
    assert isinstance(Note._meta.get_field("text").formfield().widget, Textarea)
    assert Note._meta.get_field("data").formfield().clean('{"a": 1}') == {"a": 1}


def test_a_value_that_is_not_json_is_a_validation_error():
    with pytest.raises(ValidationError):
        Note(data={"a": object()}).clean_fields()


def test_cleaning_leaves_a_value_what_it_is():
    note = Note(text=PLANTED, data=[1, {"a": None}])
    note.clean_fields()
    assert (note.text, note.data) == (PLANTED, [1, {"a": None}])


def test_serialising_is_refused_since_it_would_write_the_words():
    with pytest.raises(VaultError):
        Note._meta.get_field("text").value_to_string(Note(text=PLANTED))


def test_rotating_a_table_moves_every_encrypted_field_in_batches(notes, settings):
    for number in range(5):
        notes.create(text=f"{PLANTED} {number}", data=[number], plain="as it was")
    notes.create(text=None)
    settings.VAULT_KEYS = [NEW, OLD]
    notes.create(text="new already")
    assert sum(vault.rotate_table(Note, batch=2)) == 6
    assert list(vault.rotate_table(Note, batch=3)) == [0, 0, 0]
    settings.VAULT_KEYS = [NEW]
    expected = {f"{PLANTED} {number}" for number in range(5)} | {None, "new already"}
    assert {note.text for note in notes.all()} == expected
    assert sorted(note.data[0] for note in notes.all() if note.data) == [0, 1, 2, 3, 4]
    assert set(notes.values_list("plain", flat=True)) == {"as it was", ""}


def test_rotating_stops_at_a_token_it_cannot_open_and_keeps_the_batch_as_it_was(notes, settings):
    notes.create(text=PLANTED)
    settings.VAULT_KEYS = [NEW]
    before = stored()
    with pytest.raises(VaultError):
        sum(vault.rotate_table(Note))
    assert stored() == before


# --- Keyed hashes


def test_a_hash_recognises_a_value_for_one_purpose_only():
    digest = vault.keyed_hash("a@b.example", purpose="address")
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert digest == vault.keyed_hash("a@b.example", purpose="address")
    assert digest != vault.keyed_hash("a@c.example", purpose="address")
    assert digest != vault.keyed_hash("a@b.example", purpose="link")


def test_a_hash_outlives_the_rotation_of_the_keys_for_text_but_not_its_own_key(settings):
    digest = vault.keyed_hash("a", purpose="p")
    settings.VAULT_KEYS = [NEW, OLD]
    assert vault.keyed_hash("a", purpose="p") == digest
    settings.VAULT_HASH_KEY = "another secret of at least thirty-two characters"
    assert vault.keyed_hash("a", purpose="p") != digest


@pytest.mark.parametrize("key", ["", "short"])
def test_a_hash_without_a_real_key_is_refused(settings, key):
    settings.VAULT_HASH_KEY = key
    with pytest.raises(ImproperlyConfigured):
        vault.keyed_hash("a", purpose="p")
