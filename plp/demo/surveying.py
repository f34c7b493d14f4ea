"""The demo's surveys, answered and sealed through the product's own services."""

from datetime import timedelta

from django.utils import timezone

from plp.demo import words
from surveys.models import Question, Survey
from surveys.questionnaire import GROUP, RECOMMEND
from surveys.services import make_ready, prepare_survey, save_draft, seal_survey, send_answers

# How the paper's 26 respondents saw themselves: 9 senior leaders, 14 BME partners, 3 both (34.6, 53.9, 11.5 %).
PAPER_LEADERS, PAPER_NETWORK, PAPER_BOTH = 9, 14, 3
PAPER_RECOMMEND = ["Yes"] * 23 + ["No"] + ["Not sure"] * 2
PAPER_CAME_TO_A_CHECK_IN = ["All"] * 3 + ["Some"] * 9 + ["One"] * 5 + ["None"] * 9
PAPER_PAIRS = 8
FIRST_DAYS, EXTENSION_DAYS = 17, 16


def open_survey(cohort, *, by, opened_days_ago):
    """A survey that opened some days ago and is still open."""
    survey = prepare_survey(cohort, by=by)
    now = timezone.now()
    survey.opens_at = now - timedelta(days=opened_days_ago)
    survey.closes_at = survey.opens_at + timedelta(days=FIRST_DAYS)
    survey.save(update_fields=["opens_at", "closes_at"])
    return make_ready(survey, by=by)


def answer_some(survey, number, dice):
    """`number` people have sent their answers, and two have begun."""
    questions = list(survey.questions.all())
    invitations = list(survey.invitations.select_related("survey").order_by("participant__user__email"))
    dice.shuffle(invitations)
    for invitation in invitations[:number]:
        group = questions[0].options[0 if invitation.side == "leader" else 1]
        send_answers(invitation, an_answer(questions, group, dice))
    for invitation in invitations[number : number + 2]:
        save_draft(invitation, {GROUP: questions[0].options[0 if invitation.side == "leader" else 1]})


def finished_survey(cohort, partnerships, both, *, by, dice):
    """The paper's evaluation: 26 of 53 answered in 33 days, eight whole pairs; then closed and sealed.

    partnerships: each with `.places` (network first, then leader). both: participants in both groups.
    """
    survey = open_survey(cohort, by=by, opened_days_ago=1)
    questions = list(survey.questions.all())
    leader, network, both_words, _ = questions[0].options
    invited = {i.participant_id: i for i in survey.invitations.select_related("survey")}
    answering = _who_answered(partnerships, both)
    recommend, came = list(PAPER_RECOMMEND), list(PAPER_CAME_TO_A_CHECK_IN)
    dice.shuffle(recommend)
    dice.shuffle(came)
    for participant, said, check_ins in zip(answering, recommend, came, strict=True):
        group = both_words if participant in both else leader if participant.side == "leader" else network
        answers = an_answer(questions, group, dice) | {RECOMMEND: said, "check_ins": check_ins}
        send_answers(invited[participant.pk], answers)
    _move_into_the_past(survey)
    seal_survey(survey)
    Survey.objects.filter(pk=survey.pk).update(published_at=timezone.now())
    return survey


def _who_answered(partnerships, both):
    """26 people: eight whole pairs, and one of ten more; 14 of the network side, 12 leaders with the 3 both."""
    first = sorted(partnerships, key=lambda p: not any(place.participant in both for place in p.places))
    people = [place.participant for p in first[:PAPER_PAIRS] for place in p.places]
    for index, partnership in enumerate(first[PAPER_PAIRS : PAPER_PAIRS + 10]):
        wanted = "leader" if index < PAPER_LEADERS + PAPER_BOTH - PAPER_PAIRS else "network"
        people += [place.participant for place in partnership.places if place.participant.side == wanted]
    return people


def _move_into_the_past(survey):
    opens = survey.cohort.survey_opens_on
    opens_at = timezone.make_aware(timezone.datetime(opens.year, opens.month, opens.day, 9))
    survey.opens_at = opens_at
    survey.first_close = opens_at + timedelta(days=FIRST_DAYS)
    survey.extended_at = survey.first_close - timedelta(days=1)
    survey.closes_at = opens_at + timedelta(days=FIRST_DAYS + EXTENSION_DAYS)
    survey.save(update_fields=["opens_at", "first_close", "extended_at", "closes_at"])


def an_answer(questions, group, dice):
    """One person's believable answers to everything they are asked."""
    leader, network = questions[0].options[:2]
    answers = {GROUP: group}
    for question in questions[1:]:
        if question.asked_of == "leader" and group == network:
            continue
        if question.asked_of == "network" and group == leader:
            continue
        if question.kind == Question.Kind.AGREEMENT:
            answers[question.code] = dice.choices(question.options, weights=[9, 11, 4, 2, 1, 1])[0]
        elif question.code == "partnership_now":
            answers[question.code] = dice.choices(question.options, weights=[14, 9, 2, 1])[0]
        elif question.kind == Question.Kind.ONE:
            weights = range(len(question.options), 0, -1)
            answers[question.code] = dice.choices(question.options, weights=weights)[0]
        elif question.kind == Question.Kind.SEVERAL:
            answers[question.code] = dice.sample(question.options[:-1], dice.randint(1, 3))
        elif dice.random() < 0.5 and question.code in words.SURVEY_TEXTS:
            answers[question.code] = dice.choice(words.SURVEY_TEXTS[question.code])
    return answers
