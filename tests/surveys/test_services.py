from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditEvent
from kit.vault import KeyStore, VaultError
from participants.models import Side
from surveys import keys
from surveys.models import Question, SealedBox, Survey, SurveyDraft, SurveyInvitation
from surveys.services import (
    extend_survey,
    invited_to,
    make_ready,
    prepare_survey,
    save_draft,
    send_answers,
    set_window,
    stop_reminders,
)
from surveys.services.counting import frame, progress, whole_pairs
from surveys.services.reading import read_results
from tests import make
from tests.surveys.conftest import LEADER, a_scene, close, open_in

pytestmark = pytest.mark.django_db


def verbs(survey):
    return list(AuditEvent.objects.filter(thing_id=survey.pk).order_by("at").values_list("verb", flat=True))


def refusal(act, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return caught.value.messages[0]


def strangers(cohort):
    elsewhere = make.a_cohort()
    return [
        make.a_person(),
        make.a_matcher(cohort),
        make.an_administrator(cohort.programme),
        make.an_evaluator(elsewhere),
        make.a_participant(cohort, Side.LEADER).user,
    ]


# --- Preparing


def test_a_prepared_survey_has_the_questionnaire_and_the_calendars_days():
    scene = a_scene()
    survey = prepare_survey(scene.cohort, by=scene.evaluator)
    assert timezone.localdate(survey.opens_at) == scene.cohort.survey_opens_on
    assert survey.days_open == 17
    assert timezone.localtime(survey.opens_at).hour == 9
    assert timezone.localtime(survey.closes_at).hour == 17
    questions = list(survey.questions.all())
    assert [q.page for q in questions] == sorted(q.page for q in questions)
    assert {q.page for q in questions} == set(range(1, 8))
    assert [q.code for q in questions if q.required] == ["group"]
    assert questions[0].options == ["Senior leader", "BME partner", "Both", "I prefer not to say"]
    assert [q.code for q in questions if q.is_headline] == ["recommend"]
    assert verbs(survey) == ["prepared"]
    assert not survey.is_ready


def test_preparing_twice_prepares_one():
    scene = a_scene()
    first = prepare_survey(scene.cohort, by=scene.evaluator)
    assert prepare_survey(scene.cohort, by=scene.facilitator) == first
    assert Survey.objects.count() == 1
    assert Question.objects.filter(survey=first).count() == first.questions.count()


def test_a_sealed_survey_makes_room_for_the_next(scene):
    Survey.objects.update(sealed_at=timezone.now())
    assert prepare_survey(scene.cohort, by=scene.evaluator) != scene.survey


def test_only_evaluators_and_facilitators_of_the_cohort_run_its_survey(scene):
    for stranger in strangers(scene.cohort):
        with pytest.raises(PermissionDenied):
            prepare_survey(scene.cohort, by=stranger)
        with pytest.raises(PermissionDenied):
            make_ready(scene.survey, by=stranger)
        with pytest.raises(PermissionDenied):
            set_window(scene.survey, opens_on=date(2030, 1, 1), closes_on=date(2030, 1, 2), by=stranger)
        with pytest.raises(PermissionDenied):
            extend_survey(scene.survey, closes_on=date(2030, 1, 2), by=stranger)


def test_days_can_be_chosen_until_people_are_invited():
    scene = a_scene()
    survey = prepare_survey(scene.cohort, by=scene.evaluator)
    set_window(survey, opens_on=date(2027, 3, 20), closes_on=date(2027, 4, 6), by=scene.facilitator)
    survey.refresh_from_db()
    # The clocks go forward in between; both are wall time.
    assert timezone.localtime(survey.opens_at).isoformat() == "2027-03-20T09:00:00+00:00"
    assert timezone.localtime(survey.closes_at).isoformat() == "2027-04-06T17:00:00+01:00"
    assert survey.days_open == 17
    backwards = {"opens_on": date(2027, 3, 20), "closes_on": date(2027, 3, 20)}
    assert refusal(set_window, survey, **backwards, by=scene.evaluator) == (
        "The survey must close after it opens."
    )
    make_ready(survey, by=scene.evaluator)
    said = refusal(
        set_window, survey, opens_on=date(2027, 3, 1), closes_on=date(2027, 4, 1), by=scene.evaluator
    )
    assert said.startswith("People have been invited for these dates.")
    assert verbs(survey) == ["prepared", "set the window", "made ready"]


def test_everyone_who_has_or_had_a_partner_and_can_be_reached_is_invited():
    scene = a_scene(pairs=3)
    leaver = scene.partnerships[0].partners.first()
    leaver.left_at = timezone.now()
    leaver.save()
    gone = scene.partnerships[1].partners.first().participant
    gone.user.is_active = False
    gone.user.save()
    make.a_participant(scene.cohort)  # never matched
    a_scene()  # another cohort
    invited = set(invited_to(scene.cohort))
    assert invited == set(scene.people) - {gone}
    assert leaver.participant in invited


def test_making_ready_invites_keeps_the_frame_and_makes_both_keys():
    scene = a_scene()
    survey = prepare_survey(scene.cohort, by=scene.evaluator)
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() + timedelta(days=400))
    survey = make_ready(survey, by=scene.evaluator)
    assert frame(survey) == {"leader": (3, 0), "network": (3, 0)}
    assert keys.opens_boxes_of(survey)
    assert keys.are_here(survey)
    assert len(KeyStore(keys.settings.SURVEY_KEYS_DIR).names()) == 2
    before = bytes(survey.public_key)
    assert bytes(make_ready(survey, by=scene.facilitator).public_key) == before
    assert keys.opens_boxes_of(survey)
    assert verbs(survey) == ["prepared", "made ready"]


def test_a_survey_whose_days_have_passed_is_not_made_ready():
    scene = a_scene()
    survey = close(prepare_survey(scene.cohort, by=scene.evaluator))
    assert refusal(make_ready, survey, by=scene.evaluator).startswith("Choose a later closing date first")
    assert SurveyInvitation.objects.count() == 0


def test_a_survey_that_nobody_could_answer_is_not_made_ready():
    scene = a_scene(pairs=0)
    survey = prepare_survey(scene.cohort, by=scene.evaluator)
    assert refusal(make_ready, survey, by=scene.evaluator).startswith("Nobody in this cohort")


def test_a_stray_key_of_a_transaction_that_failed_is_harmless(monkeypatch):
    scene = a_scene()
    survey = prepare_survey(scene.cohort, by=scene.evaluator)

    def fails(**event):
        raise RuntimeError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr("surveys.services.preparing.record", fails)
        with pytest.raises(RuntimeError):
            make_ready(survey, by=scene.evaluator)
    survey.refresh_from_db()
    assert not survey.is_ready
    assert SurveyInvitation.objects.count() == 0
    stray = keys.survey_keys().get(survey.pk)
    survey = make_ready(survey, by=scene.evaluator)
    assert keys.survey_keys().get(survey.pk) != stray
    assert keys.opens_boxes_of(survey)


# --- Extending


def test_an_extension_is_never_silent(scene):
    first = scene.survey.closes_at
    on = timezone.localdate() + timedelta(days=31)
    extend_survey(scene.survey, closes_on=on, by=scene.evaluator)
    scene.survey.refresh_from_db()
    assert timezone.localdate(scene.survey.closes_at) == on
    assert scene.survey.first_close == first
    assert scene.survey.days_open == 33
    assert verbs(scene.survey)[-1] == "extended"
    extend_survey(scene.survey, closes_on=on + timedelta(days=1), by=scene.evaluator)
    scene.survey.refresh_from_db()
    assert scene.survey.first_close == first


def test_only_an_open_survey_is_extended_and_only_forwards(scene):
    earlier = timezone.localdate() + timedelta(days=1)
    later = timezone.localdate() + timedelta(days=40)
    said = refusal(extend_survey, scene.survey, closes_on=earlier, by=scene.evaluator)
    assert said == "Choose a day after the present closing date."
    close(scene.survey)
    said = refusal(extend_survey, scene.survey, closes_on=later, by=scene.evaluator)
    assert said == "Only an open survey can be extended."
    elsewhere = a_scene()
    unready = prepare_survey(elsewhere.cohort, by=elsewhere.evaluator)
    said = refusal(extend_survey, unready, closes_on=date(2040, 1, 1), by=elsewhere.evaluator)
    assert said == "Only an open survey can be extended."


# --- Answering


def test_sending_marks_the_invitation_and_makes_one_box_of_the_common_size(scene):
    save_draft(scene.invitations[0], {"group": LEADER})
    history = AuditEvent.objects.count()
    send_answers(scene.invitations[0], {"group": LEADER})
    send_answers(scene.invitations[1], {"group": LEADER, "anything_else": "x" * 3000})
    assert {len(box.box) for box in SealedBox.objects.all()} == {64 * 1024 + 48}
    assert SurveyDraft.objects.count() == 0
    assert AuditEvent.objects.count() == history
    answered = SurveyInvitation.objects.filter(has_answered=True)
    assert set(answered) == {scene.invitations[0], scene.invitations[1]}


def test_sending_twice_makes_one_box(scene):
    send_answers(scene.invitations[0], {"group": LEADER})
    assert refusal(send_answers, scene.invitations[0], {"group": LEADER}).startswith("You have already sent")
    assert refusal(save_draft, scene.invitations[0], {"group": LEADER}).startswith("You have already sent")
    assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (1, 0)


def test_nothing_is_taken_before_the_opening_nor_after_the_close(scene):
    late = "This survey has closed, so your answers could not be added."
    Survey.objects.update(opens_at=timezone.now() + timedelta(hours=1))
    assert refusal(send_answers, scene.invitations[0], {}) == late
    close(scene.survey)
    assert refusal(send_answers, scene.invitations[0], {}) == late
    assert refusal(save_draft, scene.invitations[0], {}) == late
    assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (0, 0)
    assert not SurveyInvitation.objects.filter(has_answered=True).exists()


def test_the_longest_answers_in_any_script_fit_a_box(scene):
    texts = {q.code: "😀" * 3000 for q in scene.survey.questions.filter(kind="text")}
    chosen = {
        q.code: q.options if q.kind == "several" else q.options[-1]
        for q in scene.survey.questions.exclude(kind="text")
    }
    save_draft(scene.invitations[0], texts | chosen)
    send_answers(scene.invitations[0], texts | chosen)
    assert SealedBox.objects.count() == 1


def test_too_much_text_is_said_in_words_and_nothing_is_kept(scene):
    for act in (save_draft, send_answers):
        said = refusal(act, scene.invitations[0], {"anything_else": "x" * 70_000})
        assert said.startswith("That is more text than we can take.")
    assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (0, 0)
    assert not SurveyInvitation.objects.get(pk=scene.invitations[0].pk).has_answered


def test_drafts_all_have_one_size_and_come_back_whole(scene):
    long = {"group": LEADER, "anything_else": "naïve 😀 " * 300}
    for invitation, answers in zip(scene.invitations, [{}, {"group": LEADER}, long], strict=False):
        save_draft(invitation, answers)
        assert keys.read_draft(scene.survey, invitation.draft.locked) == answers
    assert len({len(draft.locked) for draft in SurveyDraft.objects.all()}) == 1
    save_draft(scene.invitations[2], {"group": LEADER})
    assert SurveyDraft.objects.count() == 3


def test_a_draft_does_not_open_with_another_surveys_key(scene):
    other = open_in(a_scene())
    save_draft(scene.invitations[0], {"group": LEADER})
    with pytest.raises(Exception, match="Decryption failed"):
        keys.read_draft(other.survey, scene.invitations[0].draft.locked)


def test_a_failure_while_sending_leaves_nothing_behind(scene, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the database went away")

    save_draft(scene.invitations[0], {"group": LEADER})
    monkeypatch.setattr(SurveyInvitation, "save", fails)
    with pytest.raises(RuntimeError):
        send_answers(scene.invitations[0], {"group": LEADER})
    assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (0, 1)


def test_whoever_wants_no_reminders_gets_none_and_may_still_answer(scene):
    stop_reminders(scene.invitations[0])
    assert scene.invitations[0] not in SurveyInvitation.objects.to_remind()
    send_answers(scene.invitations[0], {"group": LEADER})


def test_without_its_keys_a_survey_takes_no_draft(scene):
    keys.destroy_keys(scene.survey)
    assert not keys.are_here(scene.survey)
    assert not keys.opens_boxes_of(scene.survey)
    with pytest.raises(VaultError):
        save_draft(scene.invitations[0], {"group": LEADER})


# --- Counting


def test_progress_moves_on_in_whole_groups(db):
    scene = open_in(a_scene(pairs=11))
    leaders = [i for i in scene.invitations if i.side == Side.LEADER]
    seen = []
    for invitation in leaders:
        send_answers(invitation, {"group": LEADER})
        seen.append(progress(scene.survey)[Side.LEADER])
    assert [answered for _, answered in seen] == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]
    assert {invited for invited, _ in seen} == {11}
    assert progress(scene.survey)[Side.NETWORK] == (11, 0)


def test_the_step_is_the_smallest_number_when_people_were_invited(db):
    scene = a_scene(pairs=4)
    scene.cohort.programme.smallest_group = 3
    scene.cohort.programme.save()
    open_in(scene)
    for invitation in [i for i in scene.invitations if i.side == Side.LEADER]:
        send_answers(invitation, {"group": LEADER})
    scene.survey.refresh_from_db()
    assert progress(Survey.objects.get(pk=scene.survey.pk))[Side.LEADER] == (4, 3)


def test_a_pair_is_whole_when_every_partner_answered(scene):
    def answer(place):
        send_answers(scene.survey.invitations.get(participant=place.participant), {"group": LEADER})

    assert whole_pairs(scene.survey) == 0
    first, second = scene.partnerships[:2]
    for place in first.partners.all():
        answer(place)
    answer(second.partners.first())
    assert whole_pairs(scene.survey) == 1


def test_another_surveys_answers_do_not_count(scene):
    other = open_in(a_scene())
    for invitation in other.invitations:
        send_answers(invitation, {"group": LEADER})
    assert frame(scene.survey) == {"leader": (3, 0), "network": (3, 0)}
    assert whole_pairs(scene.survey) == 0


def test_the_smallest_group_stays_what_the_information_sheet_promised(scene):
    programme = scene.cohort.programme
    assert scene.survey.smallest_group == programme.smallest_group == 5
    programme.smallest_group = 3
    programme.save()
    for invitation in scene.invitations[:4]:
        invitation.has_answered = True
        invitation.save()
    survey = Survey.objects.select_related("cohort__programme").get(pk=scene.survey.pk)
    assert [answered for _, answered in progress(survey).values()] == [0, 0]
    assert read_results(survey).k == 5
