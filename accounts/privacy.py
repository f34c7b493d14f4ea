from kit.privacy import FOR_THE_PROGRAMME, Field

AN_HOUR = "one hour"

FIELDS = {
    "User.id": Field("random key", FOR_THE_PROGRAMME),
    "User.email": Field("e-mail address", FOR_THE_PROGRAMME, own_copy=True),
    "User.name": Field("name", FOR_THE_PROGRAMME, own_copy=True),
    "User.said_like": Field(
        "how one's name is said, if given; partners read it", FOR_THE_PROGRAMME, own_copy=True
    ),
    "User.pronouns": Field("one's pronouns, if given; partners read them", FOR_THE_PROGRAMME, own_copy=True),
    "User.password": Field("password, as a slow one-way hash", FOR_THE_PROGRAMME),
    "User.last_login": Field("last sign-in", FOR_THE_PROGRAMME, own_copy=True),
    "User.mail_is_shared": Field("whether others read one's mail", FOR_THE_PROGRAMME, own_copy=True),
    "User.is_active": Field("whether one may sign in", FOR_THE_PROGRAMME, own_copy=True),
    "User.is_superuser": Field("whether one looks after the installation", FOR_THE_PROGRAMME, own_copy=True),
    "User.date_joined": Field("when the account was made", FOR_THE_PROGRAMME, own_copy=True),
    "User.sessions_since": Field("when one last ended one's other sessions", FOR_THE_PROGRAMME),
    "ParkedPost.id": Field("random key", AN_HOUR),
    "ParkedPost.user": Field("whose words they are", AN_HOUR),
    "ParkedPost.path": Field("the page they were sent to, encrypted", AN_HOUR),
    "ParkedPost.fields": Field("what was typed when the session had ended, encrypted", AN_HOUR),
    "ParkedPost.parked_at": Field("when it was parked", AN_HOUR),
}
