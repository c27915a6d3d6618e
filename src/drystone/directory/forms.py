"""What people type to sign in and to look after how they do."""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory.models import User

_CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})


class _Plain(forms.Form):
    """Labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class SignIn(_Plain):
    """A name and a password. Whether the name exists cannot be told from the answer, nor from how long it takes."""

    login = forms.CharField(
        label=gettext_lazy("E-mail address, or the name you were given"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        """Take the request: attempts are counted by where they come from."""
        super().__init__(*args, **kwargs)
        self._request = request

    def clean(self) -> dict[str, Any]:
        """Check both together."""
        given = super().clean() or {}
        if not self.errors:
            adapter = get_adapter()
            user = adapter.authenticate(self._request, **self.credentials())
            if user is None:
                raise adapter.validation_error("username_password_mismatch")
            given["user"] = user
        return given

    def credentials(self) -> dict[str, str]:
        """Return what is checked."""
        return {"username": self.cleaned_data["login"].strip(), "password": self.cleaned_data["password"]}

    def made(self, next_url: str) -> Login:
        """Return the sign-in that begins with this."""
        return Login(user=self.cleaned_data["user"], redirect_url=next_url)


class Prove(_Plain):
    """One's password once more."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Take whose password it should be."""
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        """Check it; attempts are counted."""
        given: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self._user, given):
            raise get_adapter().validation_error("incorrect_password")
        return given


class NewPassword(_Plain):
    """A new password, typed once: people can let their browser show it."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Four words that do not belong together do well."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Take whose it will be: it must not be made of their name."""
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        """Refuse what is easily guessed."""
        given: str = self.cleaned_data["password"]
        validate_password(given, self._user)
        return given


class FirstAdministrator(_Plain):
    """Who the first administrator is."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)


class Code(_Plain, AuthenticateForm):  # type: ignore[misc] # allauth has no types for its forms.
    """A code of one's app, or a recovery code, when signing in."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, widget=_CODE)


class CodeAgain(_Plain, ReauthenticateForm):  # type: ignore[misc] # The same.
    """The same, when already signed in."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, widget=_CODE)


class AppCode(_Plain, ActivateTOTPForm):  # type: ignore[misc] # The same.
    """The first code of an app that was just set up."""

    code = forms.CharField(label=gettext_lazy("The six digits that it shows"), max_length=20, widget=_CODE)


class Ways(_Plain):
    """One's language and time zone; empty means as the people data say."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text=gettext_lazy("Such as Europe/Berlin. Empty: as in the people data."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the languages that the site speaks."""
        super().__init__(*args, **kwargs)
        own = ("", _("As in the people data"))
        self.fields["language"].choices = [own, *settings.LANGUAGES]  # type: ignore[attr-defined]

    def clean_zone(self) -> str:
        """Refuse zones that do not exist."""
        given: str = self.cleaned_data["zone"].strip()
        if given and given not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("There is no time zone of this name."))
        return given
