"""The seal: from locked boxes to answers that belong to nobody.

Runs after the close, from Celery, as often as it likes: each step is either wholly done or done again.
"""

import json
import random

from django.db import connection, transaction
from django.utils import timezone

from audit.services import record
from kit.vault import VaultError, open_box
from surveys.keys import destroy_keys, opens_boxes_of, survey_keys
from surveys.models import Question, Response, SealedBox, Survey, SurveyDraft, TextAnswer

REWRITTEN_TABLES = [SealedBox, SurveyDraft, Response, TextAnswer]


def seal_survey(survey):
    """Open the boxes, store the answers unlinked and shuffled, destroy the keys, rewrite the tables.

    Only once the survey has closed; otherwise nothing happens. After a crash at any point a second call
    carries on. Must not be called inside a transaction: answers are committed before keys are destroyed.
    Returns True when the survey is sealed and swept. VaultError when the key is missing, or a box does not
    open: then nothing is changed, nothing destroyed, and a later call succeeds once the key is back.
    """
    if not _store_answers(survey):
        return False
    destroy_keys(survey)
    _rewrite_tables()
    Survey.objects.filter(pk=survey.pk, swept_at__isnull=True).update(swept_at=timezone.now())
    return True


@transaction.atomic(durable=True)
def _store_answers(survey):
    """One transaction: all answers in, all boxes and drafts out. True when that is (or was) done."""
    survey = Survey.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=survey.pk)
    if survey.is_sealed:
        return True
    if not survey.is_ready or timezone.now() < survey.closes_at:
        return False
    if survey.boxes.exists():
        if not opens_boxes_of(survey):
            raise VaultError("The key of this survey is not in the folder of keys, so its boxes stay closed.")
        private = survey_keys().get(survey.pk)
        opened = [
            json.loads(open_box(bytes(box), private)) for box in survey.boxes.values_list("box", flat=True)
        ]
        Response.objects.bulk_create(_shuffled(_closed_answers(survey, opened)))
        TextAnswer.objects.bulk_create(_shuffled(_texts(survey, opened)))
    SealedBox.objects.filter(survey=survey).delete()
    SurveyDraft.objects.filter(invitation__survey=survey).delete()
    survey.sealed_at = timezone.now()
    survey.save(update_fields=["sealed_at"])
    record(by=None, verb="sealed", thing=survey, cohort=survey.cohort)
    return True


def is_locked_out(survey):
    """Whether a closed survey waits for its key: there are boxes, and nothing here that opens them."""
    waiting = survey.is_ready and not survey.is_sealed and survey.closes_at <= timezone.now()
    return waiting and survey.boxes.exists() and not opens_boxes_of(survey)


def _closed_answers(survey, opened):
    codes = set(survey.questions.exclude(kind=Question.Kind.TEXT).values_list("code", flat=True))
    for answers in opened:
        yield Response(survey=survey, answers={c: a for c, a in answers.items() if c in codes})


def _texts(survey, opened):
    questions = {q.code: q for q in survey.questions.filter(kind=Question.Kind.TEXT)}
    for answers in opened:
        for code, question in questions.items():
            if answers.get(code):
                yield TextAnswer(survey=survey, question=question, text=answers[code])


def _shuffled(rows):
    rows = list(rows)
    random.SystemRandom().shuffle(rows)
    return rows


@transaction.atomic(durable=True)
def _rewrite_tables():
    """Leave no dead row behind from which a box, a draft or an order could be read.

    What is left (other surveys' boxes and drafts, all sealed answers) is put back shuffled into new files. A
    VACUUM would keep the dead rows for as long as anybody in the whole database cluster has an older
    transaction open. Where a dump holds a table we do not make senders queue behind us: we give up
    (OperationalError), and a later call carries on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        for (
            model
        ) in REWRITTEN_TABLES:  # in the order in which sending touches them, or the two could deadlock
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            cursor.execute(f"CREATE TEMPORARY TABLE kept_rows ON COMMIT DROP AS TABLE {table}")
            cursor.execute(f"TRUNCATE {table}")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_rows ORDER BY gen_random_uuid()")  # noqa: S608
            cursor.execute("DROP TABLE kept_rows")
