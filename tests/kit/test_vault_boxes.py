"""Sealed boxes, and the files that keep their private keys."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from kit import vault
from kit.vault import BOX_OVERHEAD, KeyStore, VaultError

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
