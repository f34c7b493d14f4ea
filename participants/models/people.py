import uuid
from copy import copy
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models.arrangements import Pause
from participants.models.programmes import Cohort, Side
from participants.models.roles import Role
from participants.models.wishes import NotToBePaired


class Group(models.TextChoices):
    """Who I am, by my own account: a set, and another fact than the side I take."""

    LEADER = "leader", "Associate director or above"
    NETWORK = "network", "Black or minority ethnic background"
    IN_PERSON = "in_person", "I prefer to say it in person"


class Channel(models.TextChoices):
    STAFF_NETWORK = "staff-network", "Staff network"
    INTRANET = "intranet", "Intranet"
    CHIEF_EXECUTIVE = "chief-executive", "Chief executive's e-mail"
    COLLEAGUE = "colleague", "A colleague"
    OTHER = "other", "Another way"


class WhyNot(models.TextChoices):
    """Why somebody gets no place this time, in the words they read."""

    NO_PLACE = "no_place", "There were more people than places"
    BALANCE = "balance", "The two sides have to balance, and yours is full"
    NOT_FOR = "not_for", "This programme is for other groups of colleagues"
    TALKED = "talked", "As we talked about"


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; facilitators and matchers see everyone of their cohorts."""
        team = Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER)
        return self.filter(Q(user_id=user.pk) | Q(cohort__in=team))

    def their_own(self):
        """Without profiles that somebody else typed and the person has not sent: they make nobody a participant."""
        return self.exclude(state=Participant.State.STARTED, typed_by__isnull=False)

    def latest_of(self, user):
        """The participation that decides what somebody sees, its programme at hand; None for who has none.

        A place comes before a profile under way; what somebody else brought in comes after all that is their
        own doing, so that no other Trust decides whose contacts they read; what is over comes last.
        """
        states = Participant.State
        order = Case(
            When(state__in=[states.DECLINED, states.WITHDRAWN], then=4),
            When(typed_by__isnull=False, then=3),
            When(state=states.STARTED, then=2),
            When(state=states.ACCEPTED, then=0),
            default=1,
        )
        own = self.their_own().filter(user_id=user.pk).select_related("cohort__programme")
        return own.order_by(order, "-cohort__starts_on").first()

    def sent(self):
        """Those whose profile has been sent, whatever became of it."""
        return self.exclude(state=Participant.State.STARTED)

    def came_through(self):
        """(channel, whether the profile was sent) of each, for counting what brings people."""
        started = Q(state=Participant.State.STARTED)
        return self.values_list("channel", Case(When(started, then=Value(False)), default=Value(True)))

    def to_check(self):
        """Sent, and no facilitator has yet checked that it is them; who waits may wait for just that."""
        states = Participant.State
        return self.filter(state__in=[states.SENT, states.WAITING], checked_at__isnull=True)

    def unanswered(self, today):
        """Offered a place, and the day to answer by has passed."""
        return self.filter(state=Participant.State.OFFERED, answer_by__lt=today)

    def to_remind_of_offer(self, now):
        """Offered a place more than a day ago, with two days or less to answer."""
        today = timezone.localdate(now)
        offered = self.filter(state=Participant.State.OFFERED, state_since__lte=now - timedelta(days=1))
        return offered.filter(answer_by__gte=today, answer_by__lte=today + timedelta(days=2))

    def left_unfinished(self, now):
        """Started three days to three weeks ago and not sent, in a cohort that has not begun."""
        return self.filter(
            state=Participant.State.STARTED,
            started_at__lte=now - timedelta(days=3),
            started_at__gt=now - timedelta(days=21),
            cohort__starts_on__gt=timezone.localdate(now),
        )

    def accepted(self):
        return self.filter(state=Participant.State.ACCEPTED)

    def on_side(self, side):
        return self.filter(side=side)

    def paused(self, today):
        return self.filter(_has_pause_on(today))

    def search(self, words):
        """Those whose name or address holds these words. Nothing private is searched."""
        named = self.alias(known_as=name_shown())
        return named.filter(Q(known_as__icontains=words) | Q(user__email__icontains=words))

    def by_name(self):
        """In the order of the names that are shown."""
        return self.order_by(name_shown(), "pk")

    def with_unsettled_wishes(self, user):
        """Those who named somebody not to be paired with, and nobody has yet said whom that means."""
        wishes = NotToBePaired.objects.to_settle_by(user)
        return self.filter(pk__in=wishes.values("participant"))

    def taking_part(self, today):
        """Accepted and not paused today: who may get mail, nudges and signals."""
        return self.accepted().exclude(_has_pause_on(today))


class Participant(models.Model):
    """A person in one cohort, with the seat (side) they take and how far they have come."""

    class State(models.TextChoices):
        STARTED = "started", "profile started"
        SENT = "sent", "profile sent"
        WAITING = "waiting", "on the waiting list"
        OFFERED = "offered", "place offered"
        ACCEPTED = "accepted", "taking part"
        DECLINED = "declined", "not this time"
        WITHDRAWN = "withdrawn", "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations", verbose_name="name"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED, editable=False)
    channel = models.CharField(
        "heard of it through", max_length=20, choices=Channel.choices, default=Channel.OTHER
    )
    could_be_leader = models.BooleanField(default=False)
    could_be_network = models.BooleanField(default=False)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    groups = ArrayField(
        models.CharField(max_length=10, choices=Group.choices),
        default=list,
        blank=True,
        verbose_name="groups",
    )
    job_title = models.CharField(max_length=120, blank=True)
    directorate = models.CharField(max_length=120, blank=True)
    site = models.CharField("usual place of work", max_length=120, blank=True)
    band = models.CharField("band or level", max_length=60, blank=True)
    line_manager_email = models.EmailField("line manager's e-mail", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    checked_at = models.DateTimeField("checked that it is them", null=True, editable=False)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="The facilitator who typed or imported the profile, until the person has sent it or kept "
        "a page of it.",
    )
    typed_name = models.CharField(
        max_length=150,
        blank=True,
        editable=False,
        help_text="The name that facilitator gave. As long as it is here it is shown instead of the account's.",
    )
    answer_by = models.DateField(
        "answer to the offered place by",
        null=True,
        editable=False,
        help_text="Nothing happens by itself after it: a facilitator is told, and rings.",
    )
    asked_side = models.CharField(
        "asked whether they would take",
        max_length=10,
        choices=Side.choices,
        blank=True,
        editable=False,
        help_text="The other side they ticked, until they have answered.",
    )
    why_not = models.CharField(
        "why not this time", max_length=10, choices=WhyNot.choices, blank=True, editable=False
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    state_since = models.DateTimeField(default=timezone.now, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                name="person_once_per_cohort",
                violation_error_message="This person already takes part in this cohort.",
            ),
            models.CheckConstraint(
                condition=Q(side="")
                | Q(side="leader", could_be_leader=True)
                | Q(side="network", could_be_network=True),
                name="side_is_one_the_person_ticked",
                violation_error_message="Somebody can only take a side that they ticked themselves.",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | (~Q(side="") & Q(checked_at__isnull=False)),
                name="accepted_participant_has_side_and_was_checked",
                violation_error_message="Check that it is them, and choose their side, before accepting.",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state", "side"], name="participant_triage")]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """What the team and a partner call them.

        Whoever was brought in by somebody else keeps the name that was given until they use the profile
        themselves: otherwise any Trust could ask for the name behind an address.
        """
        return self.typed_name or str(self.user)

    @property
    def first_name(self):
        return self.name.split()[0]

    @property
    def addressee(self):
        """Their account under the name that is shown, for the preview of a message. Not to be saved."""
        user = copy(self.user)
        user.name = self.name
        return user

    @property
    def is_unfinished(self):
        """Started and not sent; nobody on the team acts on it."""
        return self.state == self.State.STARTED

    @property
    def is_out(self):
        """Withdrawn, or told "not this time"."""
        return self.state in (self.State.WITHDRAWN, self.State.DECLINED)

    @property
    def is_placed(self):
        """Whether their profile has been released to a partner: from then on the answers stand."""
        return self.places.exists()

    @property
    def could_be(self):
        """The sides this person ticked."""
        ticked = {Side.LEADER: self.could_be_leader, Side.NETWORK: self.could_be_network}
        return [side for side, yes in ticked.items() if yes]

    @property
    def could_be_names(self):
        """The sides this person ticked, as the programme calls them."""
        return " or ".join(self.cohort.programme.side_name(side) for side in self.could_be)

    @property
    def side_name(self):
        """What the programme calls the seat this person takes; empty while it is open."""
        return self.cohort.programme.side_name(self.side) if self.side else ""

    @property
    def asked_side_name(self):
        """The other side they are asked about, as the programme calls it; empty when nobody asks."""
        return self.cohort.programme.side_name(self.asked_side) if self.asked_side else ""


class MatchingProfile(models.Model):
    """Three short answers a partner will read, and the practical things beside them."""

    class Mode(models.TextChoices):
        ONLINE = "online", "Microsoft Teams"
        IN_PERSON = "in_person", "In person"
        EITHER = "either", "Either"

    class Day(models.TextChoices):
        MONDAY = "mon", "Monday"
        TUESDAY = "tue", "Tuesday"
        WEDNESDAY = "wed", "Wednesday"
        THURSDAY = "thu", "Thursday"
        FRIDAY = "fri", "Friday"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="profile")
    answer_1 = EncryptedTextField(default="", blank=True)
    answer_2 = EncryptedTextField(default="", blank=True)
    answer_3 = EncryptedTextField(default="", blank=True)
    mode = models.CharField("how you like to meet", max_length=10, choices=Mode.choices, blank=True)
    days = ArrayField(
        models.CharField(max_length=3, choices=Day.choices),
        default=list,
        blank=True,
        verbose_name="days that suit you",
    )
    access_needs = EncryptedTextField(
        "anything that would make this accessible for you", default="", blank=True
    )
    share_practical = models.BooleanField(
        "My partner may see how I like to meet, my days and what makes it accessible", default=False
    )
    open_to_trio = models.BooleanField("I could also imagine learning in a group of three", default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return "matching profile"

    @property
    def answers(self):
        """The three answers, in the order of the programme's prompts."""
        return [self.answer_1, self.answer_2, self.answer_3]

    @property
    def day_names(self):
        """The days that suit, in the order of the week."""
        return ", ".join(day.label for day in self.Day if day.value in self.days)

    @property
    def is_complete(self):
        return all(answer.strip() for answer in self.answers)


def name_shown(to_participant=""):
    """`Participant.name` for the database. to_participant: the way there, such as "participant__"."""
    return Coalesce(NullIf(f"{to_participant}typed_name", Value("")), f"{to_participant}user__name")


def _has_pause_on(today):
    return models.Exists(Pause.objects.on(today).filter(participant=models.OuterRef("pk")))
