import re
import uuid
from unicodedata import combining, normalize

from django.db import models
from django.db.models import Q

from kit.vault import EncryptedTextField
from participants.models.programmes import Cohort


class NotToBePairedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; facilitators those of their cohorts, unless they could be about themselves.

        Nor those of who gave them as line manager: "my manager" needs no name (access rule 9).

        Everything that shows, counts or changes a wish starts here, so that one about the reader leaves no
        gap either. The words are read in Python (the database cannot): two queries, however many there are.
        """
        mine = Q(participant__user_id=user.pk)
        others = self.filter(participant__cohort__in=Cohort.objects.facilitated_by(user)).exclude(mine)
        others = others.exclude(other__user_id=user.pk)
        others = others.exclude(participant__line_manager_email__iexact=user.email)
        readable = [asked.pk for asked in others if not asked.may_mean(user)]
        return self.filter(mine | Q(pk__in=readable))

    def to_settle_by(self, user):
        """Those for this facilitator to look into."""
        return self.visible_to(user).unsettled().exclude(participant__user_id=user.pk)

    def unsettled(self):
        """Those of which nobody has yet said whom they mean."""
        return self.filter(resolved_at__isnull=True)


class NotToBePaired(models.Model):
    """Somebody a participant asked not to be paired with. Facilitators read it; matchers see "not possible"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.CASCADE, related_name="not_with"
    )
    words = EncryptedTextField("as they wrote it")
    other = models.ForeignKey(
        "participants.Participant",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who it is",
    )
    resolved_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When a facilitator settled whom it means, or that it is nobody here.",
    )

    objects = NotToBePairedQuerySet.as_manager()

    def __str__(self):
        return "not to be paired"

    def names(self, participant):
        """Whether the words hold the whole name or address of a participant: then they are suggested."""
        words, parts = self.words.casefold(), participant.name.casefold().split()
        return participant.user.email.casefold() in words or all(part in words for part in parts)

    def may_mean(self, user):
        """Whether the words could be about somebody: any part of their name, or their address.

        Deliberately wide ("Grace (the facilitator)", "G. Holloway"): another facilitator settles it then.
        Parts of fewer than three letters count only as a surname beside an initial or another part.
        """
        words, parts = _plain_words(self.words), _plain_words(user.name)
        email = user.email.casefold()
        address = rf"(?<!\w)({re.escape(email)}|{re.escape(email.partition('@')[0])})(?!\w)"
        if re.search(address, self.words.casefold()) or any(len(p) > 2 and p in words for p in parts):
            return True
        short = zip(words, words[1:], strict=False)
        return any(last == parts[-1] and first in (parts[0], parts[0][0]) for first, last in short if parts)


def _plain_words(text):
    """The words of a text in order, without capitals, accents and punctuation."""
    letters = (letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return re.findall(r"\w+", "".join(letters))
