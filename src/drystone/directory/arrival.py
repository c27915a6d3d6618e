"""Coming by a one-time link: the first administrator of a site, and people who have no other way in yet."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from drystone.audit import actions as audit
from drystone.directory import admitting, having, links, proofs, queries, returning, throttle, ways
from drystone.directory import first as firsts
from drystone.directory.forms import FirstAdministrator, NewPassword, Prove
from drystone.directory.models import OneTimeLink, User
from drystone.shell import access
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")


@access.page(access.anyone, methods=_BOTH)
def first(request: Request, token: str) -> HttpResponseBase:
    """Make the first administrator."""
    if (wait := throttle.refusal(request, "login")) is not None:
        return wait
    made = firsts.find(token, now=request.now)
    if made is None:
        return _over(request)
    about = FirstAdministrator(request.POST or None)
    chosen = _Chosen(request, User(name=request.POST.get("name", ""), email=request.POST.get("email", "")))
    if request.method == "POST" and about.is_valid() and chosen.is_valid():
        given = about.cleaned_data
        user = firsts.administrator(
            made, name=given["name"], email=given["email"], password=chosen.password, now=request.now
        )
        return chosen.sign_in(user) if user else _over(request)
    return _page(request, "directory/first.html", about, chosen)


@access.page(access.anyone, methods=_BOTH)
@ways.through(ways.PASSKEY, ways.PASSWORD)
def invitation(request: Request, token: str) -> HttpResponseBase:
    """Give somebody of the people data their way in; whoever has a password shows it, and it stays."""
    if (wait := throttle.refusal(request, "login")) is not None:
        return wait
    made = links.find(links.PERSON, token, now=request.now)
    card = queries.card(made.person_id) if made else None
    if made is None or card is None or card.status == "left":
        return _over(request)
    known = User.objects.filter(person_id=made.person_id).first()
    has = having.ways_of(known)
    if has - {ways.PASSWORD}:
        return _over(request)
    if known is not None and has:
        return _show_the_password(request, made, known, card)
    chosen = _Chosen(request, User(name=card.name, email=card.email, login=card.email or card.person_id))
    if request.method == "POST" and chosen.is_valid():
        with transaction.atomic():
            user = _used(request, made)
            if user is not None and chosen.password:
                user.set_password(chosen.password)
                user.save(update_fields=["password"])
        return chosen.sign_in(user) if user else _over(request)
    return _page(request, "directory/invitation.html", None, chosen, card=card)


def _show_the_password(request: Request, made: OneTimeLink, known: User, card: queries.Card) -> HttpResponseBase:
    """Let in whoever has the link and the password, to set up what the password alone does not."""
    form = Prove(request.POST or None, user=known)
    if request.method != "POST" or not form.is_valid():
        told = {"form": form, "card": card}
        return render(request, "directory/invitation_known.html", told, status=400 if form.errors else 200)
    with transaction.atomic():
        user = _used(request, made)
    if user is None:
        return _over(request)
    proofs.prove(request, user, "link")
    answer: HttpResponseBase = perform_login(request, Login(user=user, redirect_url="/"))
    return answer


def _used(request: Request, made: OneTimeLink) -> User | None:
    """Use an invitation up, in the caller's transaction, and return whose it is; None where it is over."""
    if not links.use(made, now=request.now):
        return None
    user = admitting.admit(admitting.Newcomer(made.person_id), now=request.now, by=made.made_by)
    about = ("person", made.person_id)
    audit.record("person-link-used", actor=made.person_id, at=request.now, about=about)
    return user


class _Chosen:
    """Which way somebody chose to sign in from now on: a passkey, or a password typed here."""

    def __init__(self, request: Request, user: User) -> None:
        self.request = request
        self.passkey = ways.is_open(ways.PASSKEY)
        self.by_password = ways.is_open(ways.PASSWORD) and request.POST.get("way") != "passkey"
        given = request.POST if request.method == "POST" and self.by_password else None
        self.form = NewPassword(given, user=user) if ways.is_open(ways.PASSWORD) else None

    def is_valid(self) -> bool:
        """Whether what was chosen can be done."""
        return not self.by_password or (self.form is not None and self.form.is_valid())

    @property
    def password(self) -> str:
        """The password that was chosen and found good, "" for none."""
        return str(self.form.cleaned_data["password"]) if self.by_password and self.form is not None else ""

    def sign_in(self, user: User) -> HttpResponseBase:
        """Sign in by the link, and lead on to what is still missing."""
        next_url = "/"
        if not self.password and self.passkey:
            next_url = returning.by_way_of("directory:add-passkey", "/")
        proofs.prove(self.request, user, "link")
        answer: HttpResponseBase = perform_login(self.request, Login(user=user, redirect_url=next_url))
        return answer


def _over(request: Request) -> HttpResponseBase:
    return render(request, "directory/link_over.html", {"sign_in": reverse("directory:sign-in")}, status=404)


def _page(
    request: Request, template: str, about: forms.Form | None, chosen: _Chosen, **more: object
) -> HttpResponseBase:
    failed = bool((about and about.errors) or (chosen.form and chosen.form.errors))
    told = {"about": about, "form": chosen.form, "passkey": chosen.passkey, **more}
    return render(request, template, told, status=400 if failed else 200)
