import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from kit.vault import EncryptedJSONField, EncryptedTextField


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself; everybody for who looks after the installation (names and addresses, nothing more)."""
        return self if user.is_superuser else self.filter(pk=user.pk)

    def unproved(self):
        """Those whose address nobody has verified: a stranger may have signed up with it."""
        return self.exclude(emailaddress__verified=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, *, name="", password=None, **fields):
        """A person with an address. Their address still has to be verified (see `accounts.services`)."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password=password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address.

    What somebody may do follows from the roles they hold at this moment (see `plp.access`); being a
    superuser opens the administrators' pages and nothing that is private.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField("name", max_length=150, help_text="As you would like colleagues to read it.")
    said_like = models.CharField(
        "how one says it",
        max_length=80,
        blank=True,
        help_text="Spelled as it sounds, if that helps others: “ah-MEE-na”.",
    )
    pronouns = models.CharField(
        "pronouns",
        max_length=40,
        blank=True,
        help_text="Only if you would like others to know them: “she/her”, “they/them”.",
    )
    mail_is_shared = models.BooleanField(
        "other people read my mail",
        default=False,
        help_text="Then a link or code sent by e-mail opens nothing, and our mails say very little.",
    )
    is_active = models.BooleanField("may sign in", default=True)
    is_superuser = models.BooleanField("looks after this installation", default=False)
    date_joined = models.DateTimeField("joined", default=timezone.now)
    sessions_since = models.DateTimeField("earlier sessions ended", null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_address",
                violation_error_message="Somebody already has this e-mail address.",
            )
        ]

    def __str__(self):
        return self.name or "A colleague"

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self).split()[0]

    def get_session_auth_hash(self):
        """What each session carries and must still be true: the password, and `sessions_since`."""
        return self._since(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        return map(self._since, super().get_session_auth_fallback_hash())

    def _since(self, session_hash):
        return f"{session_hash} {self.sessions_since}"

    def has_perm(self, perm, obj=None):
        """Asks the sign-in backend, for superusers too: nobody is past the rules."""
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label):
        return self.is_active and any(backend.has_module_perms(self, app_label) for backend in get_backends())


class ParkedPostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, for as long as it is kept."""
        oldest = timezone.now() - timedelta(minutes=settings.PARKED_POST_MINUTES)
        return self.filter(user_id=user.pk, parked_at__gte=oldest)

    def expired(self, now):
        return self.filter(parked_at__lt=now - timedelta(minutes=settings.PARKED_POST_MINUTES))


class ParkedPost(models.Model):
    """What somebody sent just after their session had ended, kept encrypted for an hour, for them alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="parked_posts")
    path = EncryptedTextField(help_text="With its query: somebody may have searched for a name.")
    fields = EncryptedJSONField(help_text="Pairs of field name and list of values, without the CSRF token.")
    parked_at = models.DateTimeField(default=timezone.now)

    objects = ParkedPostQuerySet.as_manager()

    def __str__(self):
        return "parked words"

    @property
    def words(self):
        """What was typed, as (name of the field in words, list of values), for the person to read."""
        return [
            (name.replace("-", " ").replace("_", " ").capitalize(), values)
            for name, values in self.fields.items()
            if any(values)
        ]

    @property
    def pairs(self):
        """Every field again as it was posted: (name, value), a name once for each of its values."""
        return [(name, value) for name, values in self.fields.items() for value in values]

    @property
    def kept_until(self):
        return self.parked_at + timedelta(minutes=settings.PARKED_POST_MINUTES)
