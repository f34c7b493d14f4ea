import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from participants.models import Participant, Side
from partnerships.models import Meeting, MeetingWords, Reflection
from partnerships.services import add_aim, log_meeting, write_reflection
from plp.erasing import erase, erased_ids, replay
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    partnership = make.a_partnership()
    amina, peter = (place.participant for place in partnership.partners.order_by("participant__side"))
    return partnership, amina, peter


def write_something(partnership, participant, word):
    log_meeting(
        partnership,
        held_on=partnership.started_on,
        minutes=60,
        mode="teams",
        words=f"{word} shared",
        take_away=f"{word} private",
        another=True,
        by=participant.user,
    )
    write_reflection(participant, text=f"{word} reflection", by=participant.user)
    add_aim(partnership, words=f"{word} aim", shared=False, by=participant.user)


def everything_in_clear():
    """Every text the application could still decrypt, and every name and address."""
    words = [words.text for words in MeetingWords.objects.all()]
    words += [reflection.text for reflection in Reflection.objects.all()]
    for participant in Participant.objects.select_related("user", "profile"):
        words += [participant.user.name, participant.user.email, *participant.profile.answers]
    return " ".join(words)


def test_erasing_takes_the_name_the_address_and_every_word(pair):
    partnership, amina, _ = pair
    name, email = amina.user.name, amina.user.email
    write_something(partnership, amina, "PLANTED")
    erase(amina.user)
    left = everything_in_clear()
    assert [word for word in ("PLANTED", name, email) if word in left] == []


def test_the_partner_keeps_their_own_words_and_that_they_met(pair):
    partnership, amina, peter = pair
    write_something(partnership, peter, "Kept")
    write_something(partnership, amina, "PLANTED")
    erase(amina.user)
    assert Meeting.objects.filter(partnership=partnership).count() == 2
    assert "Kept shared" in everything_in_clear()
    assert Reflection.objects.get().text == "Kept reflection"


def test_an_erased_person_cannot_sign_in(pair, client):
    _, amina, _ = pair
    client.force_login(amina.user)
    erase(amina.user)
    assert client.get("/").status_code == 302


def test_nobody_elses_line_manager_still_bears_their_address():
    cohort = make.a_cohort()
    manager = make.a_participant(cohort, Side.LEADER)
    nurse = make.a_participant(cohort, Side.NETWORK, line_manager_email=manager.user.email.upper())
    erase(manager.user)
    nurse.refresh_from_db()
    assert nurse.line_manager_email == ""


def test_a_restored_backup_is_erased_again(pair):
    _, amina, _ = pair
    name, email = amina.user.name, amina.user.email
    erase(amina.user)
    User.objects.filter(pk=amina.user.pk).update(name=name, email=email, is_active=True)
    assert replay() == 1
    assert replay() == 0
    assert not User.objects.filter(email=email).exists()


def test_the_list_lies_outside_the_database_and_names_nobody(pair, settings):
    _, amina, _ = pair
    name = amina.user.name
    erase(amina.user)
    erase(amina.user)
    assert erased_ids() == {amina.user.pk}
    text = settings.ERASED_LIST.read_text()
    assert text.count(str(amina.user.pk)) == 1
    assert name not in text
    assert settings.ERASED_LIST.stat().st_mode & 0o077 == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user WHERE name = %s", [name])
        assert cursor.fetchone() == (0,)


def test_a_crash_after_the_list_was_written_is_mended_by_replaying(pair, monkeypatch):
    _, amina, _ = pair

    def crash(user):
        raise RuntimeError

    monkeypatch.setattr("plp.erasing._close_account", crash)
    with pytest.raises(RuntimeError):
        erase(amina.user)
    assert User.objects.filter(pk=amina.user.pk, is_active=True).exists()
    monkeypatch.undo()
    assert replay() == 1


def test_the_command_erases_nobody_without_really(pair):
    _, amina, _ = pair
    with pytest.raises(CommandError):
        call_command("erase_person", amina.user.email)
    assert User.objects.filter(pk=amina.user.pk, is_active=True).exists()
    call_command("erase_person", amina.user.email, "--really")
    assert not User.objects.filter(pk=amina.user.pk, is_active=True).exists()


def test_the_command_says_when_nobody_has_that_address():
    with pytest.raises(CommandError):
        call_command("erase_person", "nobody@trust.example", "--really")
