from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from audit.services import record


@transaction.atomic
def add_person(email, *, name, by):
    """An account made by somebody else (import, telephone), or the one that has this address already.

    The address counts as verified: whoever can read a code sent to it is its owner, and nothing else
    opens the account. Returns the user. The name of an existing account is left as it is.
    """
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        record(by=by, verb="added", thing=user)
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user
