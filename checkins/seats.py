"""A seat: one session as one person sees it (their answer, and what that answer lets them see)."""

from dataclasses import dataclass, field

from checkins.models import Attendance, CheckInSession, answerable_by
from participants.models import Participant, name_shown


@dataclass
class Seat:
    """`is_own` is False for an assistant, who sees time and place and may answer, and nothing else."""

    session: CheckInSession
    participant: Participant
    answer: str
    attended: bool | None
    is_own: bool
    names: list = field(default_factory=list)

    @property
    def is_coming(self):
        return self.answer == Attendance.Answer.COMING

    @property
    def joining_link(self):
        return self.session.joining_link_now if self.is_own and self.is_coming else ""


def seats_of(user, sessions):
    """The user's seats in these sessions, in their order: own ones, and those they answer for as an assistant.

    Names of those coming are there for somebody who is coming themselves, for nobody else. Four queries,
    however many sessions there are.
    """
    people = list(answerable_by(user).select_related("user"))
    sessions = list(
        sessions.published()
        .filter(cohort__in={person.cohort_id for person in people})
        .select_related("cohort__programme")
    )
    rows = {
        (row.session_id, row.participant_id): row
        for row in Attendance.objects.filter(session__in=sessions, participant__in=people)
    }
    seats = []
    for session in sessions:
        for person in people:
            if person.cohort_id == session.cohort_id:
                row = rows.get((session.pk, person.pk))
                answer, attended = (row.answer, row.attended) if row else ("", None)
                seats.append(Seat(session, person, answer, attended, person.user_id == user.pk))
    _add_names(seats)
    return seats


def _add_names(seats):
    mine = {seat.session.pk: seat for seat in seats if seat.is_own and seat.is_coming}
    others = Attendance.objects.coming().filter(
        session__in=mine, participant__state=Participant.State.ACCEPTED
    )
    for session_id, person_id, name in others.values_list(
        "session", "participant", name_shown("participant__")
    ).order_by(name_shown("participant__")):
        if person_id != mine[session_id].participant.pk:
            mine[session_id].names.append(name)
