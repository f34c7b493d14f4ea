"""The keys of open surveys: files outside the database and its backups, destroyed at the seal.

Two per survey: the private half that opens the boxes, under the survey's own key, and the key of the drafts.
"""

import json
from uuid import uuid5

from django.conf import settings
from nacl.secret import SecretBox
from nacl.utils import random

from kit.vault import KeyStore, VaultError, box_keys


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


def lock_draft(survey, answers, *, size):
    """Answers on their way (JSON in bytes) as bytes that only the survey's draft key reads.

    All drafts have the same size (JSON does not mind the spaces): a backup made while a survey is open must
    not tell, by its length, whose draft became which response. ValueError when `size` is too small.
    """
    if len(answers) > size:
        raise ValueError("The draft does not fit.")
    return bytes(_draft_box(survey).encrypt(answers.ljust(size)))


def read_draft(survey, locked):
    """The answers (a dict) that `lock_draft` locked."""
    return json.loads(_draft_box(survey).decrypt(bytes(locked)))


def are_here(survey):
    """Whether both keys are in the folder: without them no answer may be taken, for nobody could open it."""
    store = survey_keys()
    return store.exists(survey.pk) and store.exists(_draft_key_name(survey))


def opens_boxes_of(survey):
    """Whether the key is there and is the one the boxes were locked for."""
    try:
        return box_keys(survey_keys().get(survey.pk)).public == bytes(survey.public_key)
    except VaultError:
        return False


def destroy_keys(survey):
    """After this no box or draft of the survey can be opened again, unless a copy of the keys was kept. Idempotent."""
    store = survey_keys()
    store.destroy(survey.pk)
    store.destroy(_draft_key_name(survey))
