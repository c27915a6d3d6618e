"""Who may sign in, and the people and positions of the last applied run. The one room that knows addresses.

``Person``, ``Holding`` and ``Duty`` are a projection: a run replaces them with set SQL (``projecting``), nobody else
writes them. ``User`` is a way in; it outlives the person's record by no more than the program's ``keep_leavers``.
What a password, passkey or code is, and which session is whose, allauth keeps in tables of its own.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class Users(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, login: str, password: str | None = None, **more: Any) -> User:
        """Make a user; without a password nobody can sign in with one."""
        user: User = self.model(login=login.lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by login, in any case."""
        return self.get(login__iexact=username)


class User(AbstractBaseUser):
    """Somebody who can sign in. ``person_id`` joins them to the people data; "" for the first administrator."""

    login = models.CharField(max_length=254, unique=True)
    email = models.EmailField(max_length=254, blank=True, default="")
    name = models.TextField(blank=True, default="")
    person_id = models.TextField(blank=True, default="", db_index=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=12, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    #: Counted up to end every session at once, also those that nobody listed.
    epoch = models.IntegerField(default=0)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=~models.Q(person_id=""), name="user_one_per_person")
        ]

    def __str__(self) -> str:
        return self.login

    def get_session_auth_hash(self) -> str:
        """Return what a session must match: it changes with the password, and when all sessions are ended."""
        return salted_hmac("drystone.directory.User", f"{self.epoch} {self.password}", algorithm="sha256").hexdigest()


class Person(models.Model):
    """A person of the applied run."""

    person_id = models.TextField(primary_key=True)
    email = models.TextField(blank=True, default="", db_index=True)
    name = models.TextField(blank=True, default="")
    department = models.TextField(blank=True, default="")
    team = models.TextField(blank=True, default="")
    title = models.TextField(blank=True, default="")
    manager_id = models.TextField(blank=True, default="", db_index=True)
    status = models.CharField(max_length=8, default="active")
    location = models.TextField(blank=True, default="")
    zone = models.TextField(blank=True, default="")
    language = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="", db_index=True)

    class Meta:
        indexes = [models.Index(fields=["department"], name="person_department")]

    def __str__(self) -> str:
        return self.person_id


class Holding(models.Model):
    """A position that somebody fills today, themselves or stepping in. ``step`` says how they came to it."""

    position_id = models.TextField()
    role_id = models.TextField()
    seat = models.TextField(blank=True, default="")
    person_id = models.TextField(db_index=True)
    step = models.CharField(max_length=12)
    ordinal = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position_id", "person_id"], name="holding_once")]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.position_id}"


class Tenure(models.Model):
    """Somebody filled a position, themselves or stepping in (``step``), from a day to a day; None: to this day.

    It holds the person's key and no name, and stays when they have left.
    """

    position_id = models.TextField(db_index=True)
    person_id = models.TextField(db_index=True)
    step = models.CharField(max_length=12)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position_id", "person_id", "step"],
                condition=models.Q(ended_on=None),
                name="tenure_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.position_id} since {self.began_on}"


class Duty(models.Model):
    """A letter that somebody holds through a position, per activity; those held through things are not listed here."""

    activity_id = models.TextField(db_index=True)
    letter = models.CharField(max_length=1)
    position_id = models.TextField()
    person_id = models.TextField(db_index=True)
    step = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity_id", "letter", "position_id", "person_id"], name="duty_once")
        ]

    def __str__(self) -> str:
        return f"{self.letter} of {self.activity_id}: {self.person_id}"


class Grant(models.Model):
    """A power given by hand: to the first administrator, before any position gives one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    power = models.CharField(max_length=40)
    granted_by = models.TextField()
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "power"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.power} for {self.user_id}"


# What acts without a browser: tokens of the API, and what an identity provider pushed.


class Token(models.Model):
    """A key to the API. ``digest`` is all that is kept of its secret; ``service`` ones act for nobody in particular."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    strong = models.BooleanField(default=False)
    service = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.prefix


class ScimUser(models.Model):
    """A user that an identity provider pushed. ``user_key`` is the user name as comparisons see it."""

    scim_id = models.CharField(max_length=36, primary_key=True)
    external_id = models.TextField(blank=True, default="", db_index=True)
    user_name = models.TextField()
    user_key = models.TextField(unique=True)
    active = models.BooleanField(default=True)
    attributes = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.scim_id


class ScimKey(models.Model):
    """Something that a pushed user is known by: user name, external id or address, as comparisons see it."""

    user = models.ForeignKey(ScimUser, on_delete=models.CASCADE, related_name="keys")
    key = models.TextField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="scim_key_once")]

    def __str__(self) -> str:
        return self.key


class ScimGroup(models.Model):
    """A group that an identity provider pushed; its members lie beside it."""

    scim_id = models.CharField(max_length=36, primary_key=True)
    external_id = models.TextField(blank=True, default="", db_index=True)
    name = models.TextField()
    name_key = models.TextField(db_index=True)
    attributes = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.scim_id


class ScimMember(models.Model):
    """Who or what belongs to a pushed group, by the id that we gave them."""

    group = models.ForeignKey(ScimGroup, on_delete=models.CASCADE, related_name="members")
    member_id = models.TextField(db_index=True)
    kind = models.CharField(max_length=8, default="User")
    display = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member_id"], name="scim_member_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"


class ScimEnding(models.Model):
    """A way in that the identity provider closed: only what closed it opens it again."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="scim_ending")
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ended {self.user_id}"


class Badge(models.Model):
    """A way in for somebody without a mailbox or a computer: a code that they carry and a PIN that they know.

    Neither is kept: ``code_hash`` is keyed with the site's secret so that a code can be looked up, ``pin`` is a slow
    hash, "" until the person chose one. ``fails`` counts wrong PINs since the last right one. Somebody has at most one
    in use and one that waits for its first use, which ends the other; ``confirmed_at`` is when they said that they
    have it, where they could say so in a session of their own.
    """

    person_id = models.TextField(db_index=True)
    code_hash = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=200, blank=True, default="")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    pin_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    fails = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=models.Q(pin="", revoked_at=None), name="badge_one_waits"
            ),
            models.UniqueConstraint(
                fields=["person_id"], condition=models.Q(revoked_at=None) & ~models.Q(pin=""), name="badge_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"badge {self.pk}"


class SharedScreen(models.Model):
    """A browser that many people use: ``enrolment_hash`` waits for its code, ``token_hash`` is of its cookie."""

    name = models.CharField(max_length=80)
    team = models.TextField(blank=True, default="")
    enrolment_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    enrolment_until = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class PhoneCode(models.Model):
    """Somebody asked for a code by text message.

    The page that asks never looks a number up: a job does, makes the code where one living person has the number, and
    forgets the number either way. ``person_id`` and ``code_hash`` are "" until then, and for ever where nobody has it.
    """

    number = models.TextField(blank=True, default="")
    person_id = models.TextField(blank=True, default="", db_index=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class CountedTry(models.Model):
    """Something that may be tried only so often; ``key_hash`` says by whom or for what without naming it."""

    limit = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["limit", "key_hash", "at"], name="counted_try_limit_key_at")]

    def __str__(self) -> str:
        return f"{self.limit} at {self.at:%H:%M}"


class OneTimeLink(models.Model):
    """A way in that works once: for the first administrator, or for a person who cannot sign in otherwise.

    Only the SHA-256 of its token is kept. ``used_at`` is set by whoever comes first, in one statement.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10)
    person_id = models.TextField(blank=True, default="")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"


class Attempt(models.Model):
    """How often somebody tried lately: the table of Django's database cache, so that every process counts together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "directory_attempt"

    def __str__(self) -> str:
        return self.cache_key
