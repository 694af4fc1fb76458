"""The first password, by the link an owner handed over; it works once and for three days."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vafa.base.actions.staff import choose_password
from vafa.base.models import User
from vafa.doors.console.fields import required
from vafa.doors.console.views.staff import tokens


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("At least ten letters or digits; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=required(gettext_lazy("Think of a password and write it here.")),
    )

    def __init__(self, user: User, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.user)
        except ValidationError as fault:
            codes = {error.code for error in fault.error_list}
            raise ValidationError([_FAULTS.get(str(code), _FAULTS[""]) for code in codes]) from None
        return password


_FAULTS = {
    "password_too_short": gettext_lazy("Too short: ten letters or digits at least."),
    "password_too_common": gettext_lazy("Many people use this one. Think of another."),
    "": gettext_lazy("Think of another password."),
}


@never_cache
@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest, user_id: UUID, token: str) -> HttpResponse:
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None or not tokens.check_token(user, token):
        return render(request, "console/link_over.html", status=410)
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        choose_password(user=user, password=form.cleaned_data["password"])
        messages.success(request, _("The password is kept. Sign in with {email}.").format(email=user.email))
        return redirect("account_login")
    context = {"form": form, "person_name": user.name, "email": user.email}
    return render(request, "console/set_password.html", context, status=422 if form.is_bound else 200)
