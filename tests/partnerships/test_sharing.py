"""Sharing one reflection: exactly what was previewed, to whom it was meant, until it is taken back; and no trace."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from audit.models import AuditEvent
from notifications.delivery import deliver_due
from notifications.models import Message
from partnerships import services
from partnerships.models import ReflectionShare
from tests import make
from tests.partnerships.asking import get, post, queries, text

pytestmark = pytest.mark.django_db
WORDS = "planted-reflection:\n\nwhat I noticed."


@pytest.fixture
def reflection(pair):
    return services.write_reflection(pair.amina.participant, text=WORDS, by=pair.amina_user)


def share(pair, reflection, audience):
    return services.share_reflection(reflection, audience=audience, seen=WORDS, by=pair.amina_user)


def reads(client, user, pair):
    """Which of the pages shows the words to them."""
    pages = {
        "partner": ("reflection_shared", pair.partnership.pk),
        "facilitators": ("reflections_sent", pair.cohort.pk),
    }
    return {
        audience
        for audience, (name, pk) in pages.items()
        if "planted-reflection" in text(get(client, user, name, pk))
    }


def readers(pair):
    return {
        "amina": pair.amina_user,
        "peter": pair.peter_user,
        "facilitator": pair.facilitator,
        "matcher": make.a_matcher(pair.cohort),
        "evaluator": make.an_evaluator(pair.cohort),
        "administrator": make.an_administrator(pair.cohort.programme),
        "superuser": make.a_person(is_superuser=True),
        "other pair": make.a_partnership(pair.cohort).partners.first().participant.user,
        "facilitator elsewhere": make.a_facilitator(make.a_cohort(pair.cohort.programme)),
    }


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("partner", {"amina": {"partner"}, "peter": {"partner"}}),
        ("facilitators", {"facilitator": {"facilitators"}}),
    ],
)
def test_those_it_was_meant_for_read_it_and_nobody_else(pair, reflection, client, audience, expected):
    people = readers(pair)
    share(pair, reflection, audience)
    found = {who: reads(client, user, pair) for who, user in people.items()}
    assert {who: pages for who, pages in found.items() if pages} == expected


def test_a_facilitator_close_to_the_author_reads_nothing(pair, reflection, client):
    manager = make.a_facilitator(pair.cohort, name="Mo Manager")
    pair.amina.participant.line_manager_email = manager.email
    pair.amina.participant.save()
    make.a_facilitator(pair.cohort, pair.peter_user)
    share(pair, reflection, "facilitators")
    assert [reads(client, user, pair) for user in (manager, pair.peter_user)] == [set(), set()]
    told = Message.objects.filter(kind="reflection_sent").values_list("to__email", flat=True)
    assert list(told) == [pair.facilitator.email]


def test_what_is_written_afterwards_stays_the_author_s_until_shared_anew(pair, reflection, client):
    share(pair, reflection, "partner")
    services.edit_reflection(reflection, text="planted-second thoughts", by=pair.amina_user)
    page = text(get(client, pair.peter_user, "reflection_shared", pair.partnership.pk))
    assert ("what I noticed." in page, "planted-second" in page) == (True, False)
    services.share_reflection(
        reflection, audience="partner", seen="planted-second thoughts", by=pair.amina_user
    )
    page = text(get(client, pair.peter_user, "reflection_shared", pair.partnership.pk))
    assert ("what I noticed." in page, "planted-second" in page) == (False, True)
    assert ReflectionShare.objects.standing().count() == 1


def test_taking_back_takes_the_words_out_of_the_page_and_the_row(pair, reflection, client):
    one = share(pair, reflection, "partner")
    answer = post(client, pair.amina_user, "reflection_take_back", one.pk)
    assert answer.url == reverse("reflection_edit", args=[reflection.pk])
    assert reads(client, pair.peter_user, pair) == set()
    one.refresh_from_db()
    assert one.text == ""
    assert reflection.shares.standing().count() == 0


def test_deleting_it_takes_it_from_everybody(pair, reflection, client):
    share(pair, reflection, "partner")
    services.delete_reflection(reflection, by=pair.amina_user)
    assert reads(client, pair.peter_user, pair) == set()


def test_the_row_holds_no_words(pair, reflection):
    share(pair, reflection, "partner")
    with connection.cursor() as cursor:
        cursor.execute("SELECT json_agg(t)::text FROM partnerships_reflectionshare t")
        assert "planted" not in cursor.fetchone()[0]


def test_only_the_author_shares_and_takes_back(pair, reflection):
    for user in (pair.peter_user, pair.facilitator):
        with pytest.raises(PermissionDenied):
            services.share_reflection(reflection, audience="partner", seen=WORDS, by=user)
    one = share(pair, reflection, "partner")
    with pytest.raises(PermissionDenied):
        services.take_back_share(one, by=pair.peter_user)
    assert ReflectionShare.objects.standing().count() == 1


def test_what_was_not_previewed_is_not_shared(pair, reflection):
    """A page of an hour ago must not share what was written since."""
    services.edit_reflection(reflection, text="newer", by=pair.amina_user)
    with pytest.raises(ValidationError):
        share(pair, reflection, "partner")
    assert ReflectionShare.objects.count() == 0


def test_after_the_end_it_can_go_to_the_facilitators_alone(pair, reflection, client):
    services.close_partnership(pair.partnership, by=pair.facilitator)
    page = get(client, pair.amina_user, "reflection_share", reflection.pk)
    assert [value for value, _ in page.context["form"].fields["audience"].choices] == ["facilitators"]
    with pytest.raises(ValidationError):
        share(pair, reflection, "partner")


def test_a_leaver_keeps_what_was_shared_before_and_reads_nothing_new(trio, reflection, client):
    share(trio, reflection, "partner")
    assert reads(client, trio.ruth_user, trio) == set()


def test_reflection_share_previews_exactly_and_is_honest(pair, reflection, client):
    body = text(get(client, pair.amina_user, "reflection_share", reflection.pk))
    assert f'<p class="plp-prose">{WORDS}</p>' in body
    assert "Taking it back cannot undo their having read it." in body
    typed = {"seen": WORDS.replace("\n", "\r\n")}
    assert "Choose who may read it." in text(
        post(client, pair.amina_user, "reflection_share", reflection.pk, **typed)
    )
    answer = post(client, pair.amina_user, "reflection_share", reflection.pk, audience="partner", **typed)
    assert answer.status_code == 302
    body = text(client.get(answer.url))
    assert "Your partner can read it as it was on 13 July 2027." in body


def test_the_mails_hold_no_word_and_no_name(pair, reflection, mailoutbox):
    share(pair, reflection, "partner")
    share(pair, reflection, "facilitators")
    deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        [pair.peter_user.email, pair.facilitator.email]
    )
    for mail in mailoutbox:
        words = mail.subject + mail.body + mail.alternatives[0][0]
        assert [word for word in ("planted", "noticed", "Amina") if word in words] == []


def test_a_mail_about_what_was_taken_back_never_goes(pair, reflection, mailoutbox):
    services.take_back_share(share(pair, reflection, "partner"), by=pair.amina_user)
    deliver_due()
    assert mailoutbox == []


def test_sending_it_to_the_facilitators_leaves_no_trace_for_the_partner(pair, reflection, client):
    """No page differs by a word, a count, an order or a time; no mail; nothing in the history."""

    def seen():
        client.force_login(pair.peter_user)
        urls = [
            reverse("home"),
            reverse("message_list"),
            reverse("reflection_list"),
            *(
                reverse(name, args=[pair.partnership.pk])
                for name in ("partnership_detail", "reflection_shared", "meeting_list", "meeting_plan")
            ),
        ]
        pages = [
            re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", text(client.get(u)))
            for u in urls
        ]
        mails = Message.objects.filter(to=pair.peter_user).count()
        history = set(AuditEvent.objects.open_to(pair.peter_user).values_list("pk", flat=True))
        return pages, mails, history

    before = seen()
    one = share(pair, reflection, "facilitators")
    assert seen() == before
    services.take_back_share(one, by=pair.amina_user)
    assert seen() == before


def test_the_history_of_it_is_the_author_s_alone(pair, reflection):
    root = make.a_person(is_superuser=True)
    share(pair, reflection, "partner")
    share(pair, reflection, "facilitators")
    kinds = ("partnerships.reflectionshare", "partnerships.reflection")
    for user in (root, pair.facilitator, pair.peter_user):
        assert AuditEvent.objects.open_to(user).filter(thing_type__in=kinds).count() == 0
    assert Message.objects.filter(cohort_id__isnull=False, kind__startswith="reflection").count() == 0


def test_pages_cost_as_much_for_three_as_for_one(pair, client, django_assert_max_num_queries):
    pages = [
        (pair.amina_user, reverse("reflection_list")),
        (pair.peter_user, reverse("reflection_shared", args=[pair.partnership.pk])),
        (pair.facilitator, reverse("reflections_sent", args=[pair.cohort.pk])),
    ]

    def one_more():
        reflection = services.write_reflection(pair.amina.participant, text=WORDS, by=pair.amina_user)
        for audience in ("partner", "facilitators"):
            share(pair, reflection, audience)

    one_more()
    costs = [queries(client, *page, django_assert_max_num_queries) for page in pages]
    one_more()
    one_more()
    assert [queries(client, *page, django_assert_max_num_queries) for page in pages] == costs
    assert max(costs) <= 10
