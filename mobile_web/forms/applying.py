"""The forms of people without an account, and what the office answers. Rules are the services'."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilities.models import Application, Classroom, Facility, Guardian, Member
from mobile_web.forms.families import OLDEST, ChildForm, Lines, PhoneField, SaidForm
from mobile_web.forms.fields import DayInput
from mobile_web.forms.joining import LANGUAGES


class _Address(SaidForm):
    """What both forms end with."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("We mail six digits there, and later our answer.")
    )
    agrees = forms.BooleanField(label=_("I agree that these data are kept to decide about this form."))

    def answers(self) -> dict[str, Any]:
        """What is kept, by name; days as ISO text, places by their key's text."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("email", "agrees")}
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else str(getattr(value, "pk", value))
            for name, value in kept.items()
        }


class ChildApplicationForm(_Address, ChildForm):
    """A new child and the adult who asks for the place."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Facility"))
    wished_on = forms.DateField(label=_("First day you wish"), widget=DayInput())
    guardian_name = forms.CharField(label=_("Your name"), max_length=100)
    guardian_kana = forms.CharField(label=_("Your name, reading"), max_length=100, required=False)
    relation = forms.ChoiceField(label=_("You are the child's"), choices=Guardian.Relation.choices)
    phone = PhoneField()
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="ja")
    remarks = Lines(_("What we should know"))
    family_kana = forms.CharField(label=_("Family name, reading"), max_length=60)
    given_kana = forms.CharField(label=_("Given name, reading"), max_length=60)
    field_order = (
        "facility", "family_name", "given_name", "family_kana", "given_kana", "born_on", "allergies", "wished_on",
        "guardian_name", "guardian_kana", "relation", "phone", "language", "remarks", "email", "agrees",
    )  # fmt: skip

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined] # a field that holds a queryset
        self.fields["guardian_name"].widget.attrs["autocomplete"] = "name"

    def clean_born_on(self) -> Any:
        born_on, today = self.cleaned_data["born_on"], timezone.localdate()
        if born_on > today or today - born_on > OLDEST:
            raise forms.ValidationError(_("Check the year of the birthday."))
        return born_on

    def clean_wished_on(self) -> Any:
        wished_on = self.cleaned_data["wished_on"]
        if wished_on < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return wished_on


class MemberApplicationForm(_Address):
    """A person or a company that joins an NPO."""

    member_kind = forms.ChoiceField(
        label=_("Kind of membership"),
        choices=Member.Kind.choices,
        widget=forms.RadioSelect,
        initial="regular",
    )
    name = forms.CharField(label=_("Your name"), max_length=100)
    kana = forms.CharField(label=_("Your name, reading"), max_length=100, required=False)
    company = forms.CharField(
        label=_("Company"), max_length=200, required=False, help_text=_("For corporate members.")
    )
    phone = PhoneField(required=False)
    remarks = Lines(_("What we should know"))
    field_order = ("member_kind", "name", "kana", "company", "phone", "remarks", "email", "agrees")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("member_kind") == Member.Kind.CORPORATE and not given.get("company"):
            self.add_error("company", _("Write the name of the company."))
        return given


class RoomField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic to the checker only
    """A class with its school year: two years may have classes of one name."""

    def label_from_instance(self, room: Classroom) -> str:
        return f"{room.name}・{room.school_year}"


class DecisionForm(SaidForm):
    """Where and when a child begins, or from when a member counts; and a sentence to whoever applied."""

    classroom = RoomField(Classroom.objects.none(), label=_("Class"))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    answer = Lines(_("A sentence to the person who applied"))

    def __init__(
        self, *args: Any, application: Application, classes: QuerySet[Classroom], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if application.kind == Application.Kind.MEMBER:
            del self.fields["classroom"]
        else:
            self.fields["classroom"].queryset = classes  # type: ignore[attr-defined] # a field that holds a queryset


class RefusalForm(SaidForm):
    """The sentence is needed here; the service says so."""

    answer = Lines(_("A sentence to the person who applied"))
