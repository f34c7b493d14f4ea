"""The keys of open surveys: files outside the database and its backups, destroyed at the seal.

Two per survey: the private half that opens the boxes, under the survey's own key, and the key of the drafts.
"""

import json
from uuid import uuid5

from django.conf import settings
from nacl.secret import SecretBox
from nacl.utils import random

from kit.vault import KeyStore


def survey_keys():
    return KeyStore(settings.SURVEY_KEYS_DIR)


def _draft_key_name(survey):
    return uuid5(survey.pk, "drafts")


def new_draft_key(survey):
    store = survey_keys()
    store.destroy(_draft_key_name(survey))
    store.put(_draft_key_name(survey), random(SecretBox.KEY_SIZE))


def _draft_box(survey):
    return SecretBox(survey_keys().get(_draft_key_name(survey)))


def lock_draft(survey, answers):
    """Answers on their way (a dict) as bytes that only the survey's draft key reads."""
    return bytes(_draft_box(survey).encrypt(json.dumps(answers).encode()))


def read_draft(survey, locked):
    return json.loads(_draft_box(survey).decrypt(bytes(locked)))


def destroy_keys(survey):
    """After this nobody can open a box or a draft of the survey again, in no backup either. Idempotent."""
    store = survey_keys()
    store.destroy(survey.pk)
    store.destroy(_draft_key_name(survey))
