"""Keys in files, outside the database."""

import os
import secrets
from pathlib import Path
from uuid import UUID

from kit.vault.errors import VaultError


class KeyStore:
    """One secret per file, named by a UUID, readable by its owner alone (0600 in a 0700 folder).

    Writing and destroying are on the disk before the call returns. ``destroy`` overwrites the file first; on
    a disk that copies on write, and in backups of the folder, older copies may outlive it: say so honestly.
    """

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder)

    def put(self, name: UUID | str, secret: bytes) -> None:
        """Keep ``secret``; whole or not at all. ``VaultError`` if the name is taken: a key is never replaced."""
        final = self._path(name)
        if not any(secret):
            raise VaultError("A secret of nothing but zeros is no secret.")
        self._make_folder()
        draft = final.with_name(f".{final.name}.{secrets.token_hex(8)}")
        try:
            with open(draft, "xb", opener=_private) as file:
                file.write(secret)
                _to_disk(file)
            os.link(draft, final)  # unlike a rename, a link refuses a name that is taken
        except FileExistsError:
            raise VaultError(f"There is a key named {final.name} already.") from None
        finally:
            draft.unlink(missing_ok=True)
        self._folder_to_disk()

    def get(self, name: UUID | str) -> bytes:
        """The secret kept under ``name``; ``VaultError`` when there is none (any more)."""
        try:
            secret = self._path(name).read_bytes()
        except FileNotFoundError:
            secret = b""
        if not any(secret):  # zeros: a destroy was cut short after overwriting
            raise VaultError(f"There is no key named {self._path(name).name}: never made, or destroyed.")
        return secret

    def exists(self, name: UUID | str) -> bool:
        """Whether a file of that name is there."""
        return self._path(name).exists()

    def destroy(self, name: UUID | str) -> None:
        """Overwrite and remove the secret, and any draft of it a crash left. Nothing there is no error."""
        final = self._path(name)
        if not self.folder.exists():
            return
        for path in [final, *self.folder.glob(f".{final.name}.*")]:
            try:
                with open(path, "r+b") as file:
                    file.write(bytes(os.fstat(file.fileno()).st_size))
                    _to_disk(file)
                path.unlink()
            except FileNotFoundError:
                continue
        self._folder_to_disk()

    def names(self) -> list[UUID]:
        """The names of all keys there are, sorted."""
        if not self.folder.exists():
            return []
        return sorted(UUID(path.name) for path in self.folder.iterdir() if not path.name.startswith("."))

    def _path(self, name: UUID | str) -> Path:
        try:
            return self.folder / str(UUID(str(name)))
        except ValueError:
            raise VaultError("The name of a key is a UUID.") from None

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.folder.stat().st_mode & 0o077:
            raise VaultError(f"Others can look into {self.folder}: allow its owner only (chmod 700).")

    def _folder_to_disk(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _private(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _to_disk(file) -> None:
    file.flush()
    os.fsync(file.fileno())
