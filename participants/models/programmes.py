import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from kit.calendars import add_months
from participants.models.roles import Role, TeamRole, roles_held


class Side(models.TextChoices):
    """The two seats of a partnership. A programme gives them the names people read."""

    LEADER = "leader", "Senior leader"
    NETWORK = "network", "BME partner"


def quarterly():
    return [3, 6, 9, 12]


class ProgrammeQuerySet(models.QuerySet):
    def administered_by(self, user):
        """The programmes somebody administers; all of them for who looks after the installation."""
        if user.is_superuser:
            return self.all()
        held = TeamRole.objects.held_by(user).filter(role=Role.ADMINISTRATOR)
        return self.filter(pk__in=held.values("programme"))

    def visible_to(self, user):
        return self.administered_by(user)

    def of_team_member(self, user):
        """A programme somebody works for; None for who works for none."""
        return self.filter(team__in=TeamRole.objects.held_by(user)).first()


class Programme(models.Model):
    """A Trust's programme: its words, its calendar, its contacts. Its cohorts are strangers to one another."""

    class Accent(models.TextChoices):
        TEAL = "teal", "Teal"
        INDIGO = "indigo", "Indigo"
        PLUM = "plum", "Plum"
        FOREST = "forest", "Forest"
        CLAY = "clay", "Clay"
        SLATE = "slate", "Slate"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, default="Parallel Learning Partnerships")
    organisation = models.CharField(max_length=120, help_text="The Trust that runs it.")
    accent = models.CharField("colour", max_length=10, choices=Accent.choices, default=Accent.TEAL)

    leader_name = models.CharField("one side, one person", max_length=60, default="Senior leader")
    leader_name_plural = models.CharField("one side, several", max_length=60, default="Senior leaders")
    leader_group = models.CharField(
        "who that side is for", max_length=120, default="Associate director or above"
    )
    network_name = models.CharField("other side, one person", max_length=60, default="BME partner")
    network_name_plural = models.CharField("other side, several", max_length=60, default="BME partners")
    network_group = models.CharField(
        "who that side is for", max_length=120, default="Black or minority ethnic background"
    )

    prompt_1 = models.CharField("first prompt", max_length=80, default="About me")
    prompt_1_help = models.TextField(
        "what it asks",
        default="What would help someone who has never met you see the person behind the job title?",
    )
    prompt_2 = models.CharField("second prompt", max_length=80, default="Learning and sharing")
    prompt_2_help = models.TextField(
        "what it asks",
        default="One thing you want to understand better, and one thing from your own experience "
        "you would openly share.",
    )
    prompt_3 = models.CharField("third prompt", max_length=80, default="A good partnership for me")
    prompt_3_help = models.TextField(
        "what it asks", default="How you like to talk, to be challenged and to be supported."
    )

    recruit_weeks = models.PositiveSmallIntegerField("weeks of recruiting", default=6)
    offer_days = models.PositiveSmallIntegerField("days to answer when a place is offered", default=7)
    match_weeks = models.PositiveSmallIntegerField("weeks of matching", default=3)
    check_in_months = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="months of the check-ins", default=quarterly
    )
    survey_month = models.PositiveSmallIntegerField("month of the survey", default=10)
    survey_days = models.PositiveSmallIntegerField("days the survey is open", default=17)
    shortest_months = models.PositiveSmallIntegerField("shortest partnership, in months", default=12)
    longest_months = models.PositiveSmallIntegerField("longest partnership, in months", default=15)
    quiet_weeks = models.PositiveSmallIntegerField(
        "weeks without a logged meeting until a gentle nudge", default=8
    )
    fit_check_days = models.PositiveSmallIntegerField("days until the first fit check", default=30)
    smallest_group = models.PositiveSmallIntegerField(
        "smallest group shown in results",
        default=5,
        validators=[MinValueValidator(3), MaxValueValidator(20)],
        help_text="Results for fewer people than this are hidden.",
    )

    email_domains = ArrayField(
        models.CharField(max_length=120),
        verbose_name="known e-mail domains",
        default=list,
        blank=True,
        help_text="A known domain speeds up checking who somebody is. It lets nobody in by itself.",
    )
    contact_email = models.EmailField("whom to write to", blank=True)
    wellbeing = models.CharField("wellbeing support", max_length=200, blank=True)
    speak_up = models.CharField("Freedom to Speak Up Guardian", max_length=200, blank=True)
    staff_network = models.CharField("staff network", max_length=200, blank=True)
    evaluation_note = models.TextField(
        "about the evaluation",
        blank=True,
        help_text="Shown on the survey's information sheet: the lawful basis, who runs it, complaints.",
    )
    backup_days = models.PositiveSmallIntegerField("days that backups are kept", default=30)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(smallest_group__gte=3, smallest_group__lte=20),
                name="small_numbers_between_3_and_20",
                violation_error_message="The smallest group shown must be between 3 and 20 people.",
            ),
            models.CheckConstraint(
                condition=models.Q(longest_months__gte=models.F("shortest_months")),
                name="longest_partnership_not_below_shortest",
                violation_error_message="The longest partnership cannot be shorter than the shortest.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.organisation}"

    def side_name(self, side):
        """What this programme calls one person on that side."""
        return {Side.LEADER: self.leader_name, Side.NETWORK: self.network_name}[side]

    def side_name_plural(self, side):
        return {Side.LEADER: self.leader_name_plural, Side.NETWORK: self.network_name_plural}[side]

    def is_administered_by(self, user):
        """Whether somebody may change this programme and give roles in it, at this moment."""
        return user.is_superuser or any(
            held.role == Role.ADMINISTRATOR and held.programme == self.pk for held in roles_held(user)
        )

    def knows_address(self, email):
        """Whether somebody with this address works for this programme, or has joined one of its cohorts."""
        members = TeamRole.objects.current().filter(programme=self, user__email__iexact=email)
        joined = self.cohorts.filter(
            participants__user__email__iexact=email, participants__typed_by__isnull=True
        )
        return members.exists() or joined.exists()

    @property
    def prompts(self):
        """The three prompts as (title, what it asks), in order."""
        return [
            (self.prompt_1, self.prompt_1_help),
            (self.prompt_2, self.prompt_2_help),
            (self.prompt_3, self.prompt_3_help),
        ]


def new_join_code():
    return secrets.token_urlsafe(9)


class CohortQuerySet(models.QuerySet):
    def with_role(self, user, *roles):
        """The cohorts in which somebody holds one of these confirmed team roles now."""
        held = TeamRole.objects.held_by(user).filter(role__in=roles)
        return self.filter(pk__in=held.values("cohort"))

    def facilitated_by(self, user):
        return self.with_role(user, Role.FACILITATOR)

    def of_team_member(self, user):
        return self.with_role(user, Role.FACILITATOR, Role.MATCHER, Role.EVALUATOR)

    def administered_by(self, user):
        return self.filter(programme__in=Programme.objects.administered_by(user))

    def visible_to(self, user):
        """Team members see their cohorts, administrators those of their programmes."""
        return (self.of_team_member(user) | self.administered_by(user)).distinct()

    def by_join_code(self, code):
        """The one cohort a join link leads to, whoever follows it."""
        return self.filter(join_code=code)

    def recruiting(self, today):
        return self.filter(opened_at__isnull=False, opens_on__lte=today, closes_on__gte=today)


class Cohort(models.Model):
    """One year of a programme with the people who take part in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=80)
    join_code = models.CharField(max_length=20, unique=True, default=new_join_code, editable=False)
    opens_on = models.DateField("recruiting from")
    closes_on = models.DateField("recruiting until", help_text="The last day on which people can join.")
    starts_on = models.DateField("partnerships start", help_text="The months of the year count from here.")
    places = models.PositiveSmallIntegerField(
        "places on each side", null=True, blank=True, help_text="Empty: no limit."
    )
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="named cover",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covers",
        help_text="Gets a call for help that no facilitator has opened within one working day.",
    )
    opened_at = models.DateTimeField("opened", null=True, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="cohort_name_once_per_programme",
                violation_error_message="This programme already has a cohort of that name.",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on"))
                & models.Q(starts_on__gte=models.F("closes_on")),
                name="cohort_dates_in_order",
                violation_error_message="Recruiting must open before it closes, and close before the start.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def survey_opens_on(self):
        return add_months(self.starts_on, self.programme.survey_month)

    @property
    def survey_closes_on(self):
        return self.survey_opens_on + timedelta(days=self.programme.survey_days)

    @property
    def ends_on(self):
        """When the shortest partnerships of this cohort are complete."""
        return add_months(self.starts_on, self.programme.shortest_months)

    @property
    def ends_at_latest_on(self):
        return add_months(self.starts_on, self.programme.longest_months)

    def team_members(self):
        """The people who hold a confirmed role in this cohort now, by name."""
        held = TeamRole.objects.current().filter(cohort=self)
        return get_user_model().objects.filter(pk__in=held.values("user")).order_by("name")

    def has_on_team(self, user, *roles):
        """Whether somebody holds one of these confirmed roles in this cohort at this moment."""
        return any(held.role in roles and held.cohort == self.pk for held in roles_held(user))

    def is_facilitated_by(self, user):
        return self.has_on_team(user, Role.FACILITATOR)

    def is_administered_by(self, user):
        return self.programme.is_administered_by(user)

    def is_full(self):
        """Whether every place on both sides is taken."""
        if self.places is None:
            return False
        taken = dict(
            self.participants.accepted()
            .filter(side__in=Side.values)
            .values_list("side")
            .annotate(models.Count("pk"))
            .order_by()
        )
        return all(taken.get(side, 0) >= self.places for side in Side)

    def is_recruiting(self, today=None):
        today = today or timezone.localdate()
        return self.opened_at is not None and self.opens_on <= today <= self.closes_on
