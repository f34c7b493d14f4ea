"""Sessions as the database may know them: the table, or a stolen dump of it, opens nobody's account.

Django's own store keeps the cookie's key and the data as they are; the data hold e-mailed codes, messages
and addresses of pages. Named by `SESSION_ENGINE`.
"""

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db

from kit import vault


class SessionStore(db.SessionStore):
    """Stores a keyed hash of the cookie's key as `session_key`, and encrypts `session_data`."""

    def _get_session_from_db(self):
        cookie_key = self._session_key
        self._session_key = cookie_key and _hash(cookie_key)
        session = super()._get_session_from_db()
        self._session_key = cookie_key if session else None
        return session

    def exists(self, session_key):
        return super().exists(_hash(session_key))

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.session_key = _hash(session.session_key)
        return session

    def delete(self, session_key=None):
        cookie_key = session_key or self.session_key
        if cookie_key:
            super().delete(_hash(cookie_key))

    def encode(self, session_dict):
        return vault.encrypt(super().encode(session_dict))

    def decode(self, session_data):
        """What was encoded; nothing, as if signed out, for what no key of ours opens any more."""
        try:
            return super().decode(vault.decrypt(session_data))
        except vault.VaultError:
            return {}

    # An async view would otherwise pass by all of the above.
    _aget_session_from_db = sync_to_async(_get_session_from_db)
    aexists = sync_to_async(exists)
    acreate_model_instance = sync_to_async(create_model_instance)
    adelete = sync_to_async(delete)


def _hash(cookie_key):
    return vault.keyed_hash(cookie_key, purpose="session")[:40]
