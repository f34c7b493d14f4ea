import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.apps.registry import Apps
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import connection, models
from django.db.models import Value
from django.forms import Textarea

from kit import vault
from kit.vault import BOX_OVERHEAD, EncryptedJSONField, EncryptedTextField, KeyStore, VaultError

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


# --- Sealed boxes


def test_only_the_private_key_opens_a_box():
    keys = vault.new_box_keys()
    box = vault.seal(b"answers", keys.public, size=64)
    assert vault.open_box(box, keys.private) == b"answers"
    for other in (vault.new_box_keys().private, keys.public):
        with pytest.raises(VaultError):
            vault.open_box(box, other)


def test_boxes_of_one_size_are_equally_long_whatever_is_inside():
    public = vault.new_box_keys().public
    lengths = {len(vault.seal(b"x" * n, public, size=1000)) for n in (0, 1, 500, 999)}
    assert lengths == {1000 + BOX_OVERHEAD}


@pytest.mark.parametrize(
    "inside", [b"", b"\x80", b"\x00", b"\x80\x00\x00", b"a\x80", b"x" * 31, b"\x00" * 31]
)
def test_padding_is_never_mistaken_for_what_is_inside(inside):
    keys = vault.new_box_keys()
    assert vault.open_box(vault.seal(inside, keys.public, size=32), keys.private) == inside


def test_what_does_not_fit_a_box_is_refused_never_cut():
    with pytest.raises(VaultError):
        vault.seal(b"x" * 32, vault.new_box_keys().public, size=32)


def test_a_damaged_box_does_not_open():
    keys = vault.new_box_keys()
    box = bytearray(vault.seal(b"answers", keys.public, size=64))
    box[-1] ^= 1
    for damaged in (bytes(box), bytes(box[:10]), b""):
        with pytest.raises(VaultError):
            vault.open_box(damaged, keys.private)


def test_a_box_that_somebody_else_padded_is_refused():
    from nacl.public import PublicKey, SealedBox

    keys = vault.new_box_keys()
    for inside in (b"no marker", b"marker\x80 and more", b"\x00\x00"):
        with pytest.raises(VaultError):
            vault.open_box(SealedBox(PublicKey(keys.public)).encrypt(inside), keys.private)


def test_the_public_key_can_be_found_again_from_the_private_one():
    keys = vault.new_box_keys()
    assert vault.box_keys(keys.private) == keys
    for wrong in (b"short", "text", None):
        with pytest.raises(VaultError):
            vault.box_keys(wrong)


def test_printing_a_pair_of_keys_does_not_show_the_private_one():
    keys = vault.new_box_keys()
    assert repr(keys) == f"BoxKeys(public={keys.public!r})"


# --- The store of keys


@pytest.fixture
def store(tmp_path):
    return KeyStore(tmp_path / "deep" / "keys")


NAME = uuid.UUID("7f1de2a4-6a51-4a8f-9a55-0c9f0a8f7d10")


def test_a_key_is_kept_readable_by_its_owner_alone(store):
    old_mask = os.umask(0)
    try:
        store.put(NAME, b"secret")
    finally:
        os.umask(old_mask)
    assert store.get(NAME) == store.get(str(NAME).upper()) == b"secret"
    assert store.names() == [NAME]
    assert store.exists(NAME) is True
    assert oct(store.folder.stat().st_mode & 0o777) == "0o700"
    assert [(p.name, oct(p.stat().st_mode & 0o777)) for p in store.folder.iterdir()] == [(str(NAME), "0o600")]


def test_a_key_is_never_replaced(store):
    store.put(NAME, b"first")
    with pytest.raises(VaultError, match="already"):
        store.put(NAME, b"second")
    assert store.get(NAME) == b"first"
    assert len(list(store.folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["../escape", "", "a", f"{NAME}/../x", f".{NAME}"])
def test_a_name_is_a_uuid_and_cannot_lead_out_of_the_folder(store, name):
    for act in (store.get, store.exists, store.destroy, lambda name: store.put(name, b"secret")):
        with pytest.raises(VaultError):
            act(name)


def test_a_folder_that_others_can_look_into_is_refused(store):
    store.folder.mkdir(parents=True, mode=0o755)
    store.folder.chmod(0o755)
    with pytest.raises(VaultError, match="chmod 700"):
        store.put(NAME, b"secret")


def test_a_destroyed_key_is_gone_and_destroying_again_is_no_error(store):
    store.destroy(NAME)
    assert store.names() == []
    store.put(NAME, b"secret")
    store.destroy(NAME)
    store.destroy(NAME)
    assert store.exists(NAME) is False
    assert list(store.folder.iterdir()) == []
    with pytest.raises(VaultError):
        store.get(NAME)


def test_destroying_overwrites_the_file_before_removing_it(store):
    store.put(NAME, b"secret")
    with (store.folder / str(NAME)).open("rb") as kept_open:
        store.destroy(NAME)
        assert kept_open.read() == b"\x00" * 6


def test_destroying_leaves_other_keys_alone(store):
    other = uuid.uuid4()
    store.put(NAME, b"secret")
    store.put(other, b"another")
    store.destroy(NAME)
    assert store.names() == [other]
    assert store.get(other) == b"another"


def test_a_destroy_cut_short_after_overwriting_does_not_hand_out_zeros(store):
    store.put(NAME, b"secret")
    (store.folder / str(NAME)).write_bytes(b"\x00" * 6)
    with pytest.raises(VaultError):
        store.get(NAME)
    with pytest.raises(VaultError):
        store.put(uuid.uuid4(), b"\x00" * 32)


CRASH = """
import os, sys
sys.path.insert(0, {root!r})
from kit.vault.keystore import KeyStore
os.{call} = lambda *a, **k: os.kill(os.getpid(), 9)
KeyStore({folder!r}).put({name!r}, b"secret")
"""


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_crash_while_writing_leaves_no_key_and_nothing_that_destroy_misses(store, call):
    code = CRASH.format(root=str(Path.cwd()), call=call, folder=str(store.folder), name=str(NAME))
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    assert (store.exists(NAME), store.names()) == (False, [])
    assert len(list(store.folder.iterdir())) == 1
    store.put(NAME, b"another try")
    assert store.get(NAME) == b"another try"
    store.destroy(NAME)
    assert list(store.folder.iterdir()) == []


def test_writing_and_destroying_reach_the_disk_folder_included(store, monkeypatch):
    store.put(uuid.uuid4(), b"so that the folder is there")
    synced, real = [], os.fsync

    def fsync(handle):
        synced.append(Path(os.readlink(f"/proc/self/fd/{handle}")).is_dir())
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    store.put(NAME, b"secret")
    assert synced == [False, True]
    store.destroy(NAME)
    assert synced == [False, True, False, True]


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
