"""Model fields that the database holds only as tokens."""

import json
from collections.abc import Iterator

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models, router, transaction
from django.db.models.functions import Cast

from kit.vault.errors import VaultError
from kit.vault.tokens import decrypt, encrypt, rotate, uses_old_key


class EncryptedTextField(models.TextField):
    """A text that the database holds only as a token. ``None`` stays ``NULL``; ``""`` is encrypted like any text.

    The database can answer nothing about it but ``__isnull``: every other lookup raises ``FieldError``, and what
    could only work on plain text (``unique``, ``db_index``, ``primary_key``, ``db_default``) raises ``TypeError``.
    ``dumpdata`` is refused too, since it would write the words in the clear.
    """

    description = "Encrypted text"

    def __init__(self, *args, **kwargs):
        for option in ("unique", "db_index", "primary_key", "db_default"):
            if kwargs.get(option, False) not in (False, models.NOT_PROVIDED):
                raise TypeError(f"An encrypted field cannot have {option}: the database never sees its text.")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, f"kit.vault.{type(self).__name__}", args, kwargs

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def from_db_value(self, value, expression, connection):
        return value if value is None else decrypt(value)

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise self._refusal(lookup_name)

    def get_transform(self, lookup_name):
        raise self._refusal(lookup_name)

    def _refusal(self, lookup_name):
        return FieldError(
            f"{self.name!r} is encrypted, so the database cannot answer {lookup_name!r}: only 'isnull' can be asked. "
            "Decrypt and compare in Python."
        )

    def value_to_string(self, obj):
        raise VaultError(
            f"{self.name!r} is encrypted and is not serialised: it would be written in the clear."
        )


class EncryptedJSONField(EncryptedTextField):
    """The same for any JSON-able value (lists, dicts, text, numbers). ``None`` is ``NULL``, not JSON's null."""

    description = "Encrypted JSON"

    def to_python(self, value):
        return value

    def get_prep_value(self, value):
        return value if value is None else super().get_prep_value(json.dumps(value))

    def from_db_value(self, value, expression, connection):
        text = super().from_db_value(value, expression, connection)
        return text if text is None else json.loads(text)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        try:
            json.dumps(value)
        except TypeError:
            raise ValidationError("This value cannot be stored as JSON.", code="invalid") from None

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": forms.JSONField, **kwargs})


def rotate_table(model: type[models.Model], *, batch: int = 500) -> Iterator[int]:
    """Move every encrypted field of ``model`` to the newest key; yields how many rows each batch changed.

    ``sum(rotate_table(M))`` is the number of rows rewritten, 0 when there is nothing left to do. Each batch is
    one transaction that locks its rows in key order, so an edit made meanwhile is neither lost nor blocked for
    long; stopping halfway is safe. The text itself is never loaded into a model.
    """
    names = [f.attname for f in model._meta.local_concrete_fields if isinstance(f, EncryptedTextField)]
    if not names:
        return
    using = router.db_for_write(model)
    tokens = [Cast(name, models.TextField()) for name in names]
    rows, last = model._base_manager.using(using).order_by("pk"), None
    while True:
        with transaction.atomic(using=using):
            after = rows if last is None else rows.filter(pk__gt=last)
            found = list(after.select_for_update().values_list("pk", *tokens)[:batch])
            changed = 0
            for pk, *values in found:
                stale = {n: rotate(t) for n, t in zip(names, values, strict=True) if t and uses_old_key(t)}
                if stale:
                    as_it_is = {n: models.Value(t, output_field=models.TextField()) for n, t in stale.items()}
                    changed += rows.filter(pk=pk).update(**as_it_is)
        if not found:
            return
        yield changed
        last = found[-1][0]
