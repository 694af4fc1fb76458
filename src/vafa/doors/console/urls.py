from django.urls import URLPattern, path

from vafa.doors.console.views import (
    adjust,
    approvals,
    audit,
    cards,
    choose,
    consent,
    keys,
    lapsed,
    member,
    members,
    merging,
    overview,
    password,
    profile,
    segment,
    staff,
)

app_name = "console"

_CLUB = "<slug:club>/"
_MEMBER = "<slug:club>/members/<uuid:member_id>/"

urlpatterns: list[URLPattern] = [
    path("", choose.choose, name="choose"),
    path("welcome/<uuid:user_id>/<str:token>/", password.set_password, name="set_password"),
    path(_CLUB, overview.overview, name="overview"),
    path(f"{_CLUB}lapsed/", lapsed.lapsed, name="lapsed"),
    path(f"{_CLUB}lapsed.csv", lapsed.lapsed_csv, name="lapsed_csv"),
    path(f"{_CLUB}top/", lapsed.top, name="top"),
    path(f"{_CLUB}members/", members.members, name="members"),
    path(f"{_CLUB}members.csv", members.members_csv, name="members_csv"),
    path(_MEMBER, member.member, name="member"),
    path(f"{_MEMBER}ledger/", member.ledger, name="ledger"),
    path(f"{_MEMBER}adjust/", adjust.adjust, name="adjust"),
    path(f"{_MEMBER}adjust/<uuid:activity_id>/undo/", adjust.undo_adjustment, name="undo_adjustment"),
    path(f"{_MEMBER}profile/", profile.profile, name="profile"),
    path(f"{_MEMBER}consent/", consent.consent, name="consent"),
    path(f"{_MEMBER}cards/", cards.add_card, name="add_card"),
    path(f"{_MEMBER}cards/<uuid:card_id>/end/", cards.end_card, name="end_card"),
    path(f"{_MEMBER}merge/", merging.merge, name="merge"),
    path(f"{_MEMBER}merge/<uuid:merge_id>/undo/", merging.undo_merge, name="undo_merge"),
    path(f"{_CLUB}groups/<slug:code>/", segment.segment, name="segment"),
    path(f"{_CLUB}approvals/", approvals.approvals, name="approvals"),
    path(f"{_CLUB}approvals/<uuid:approval_id>/approve/", approvals.approve, name="approve"),
    path(f"{_CLUB}approvals/<uuid:approval_id>/refuse/", approvals.refuse, name="refuse"),
    path(f"{_CLUB}staff/", staff.staff, name="staff"),
    path(f"{_CLUB}staff/invite/", staff.invite, name="invite"),
    path(f"{_CLUB}staff/<uuid:post_id>/role/", staff.change_role, name="change_role"),
    path(f"{_CLUB}staff/<uuid:post_id>/end/", staff.end_post, name="end_post"),
    path(f"{_CLUB}staff/<uuid:post_id>/link/", staff.password_link, name="password_link"),
    path(f"{_CLUB}keys/", keys.keys, name="keys"),
    path(f"{_CLUB}keys/issue/", keys.issue_key, name="issue_key"),
    path(f"{_CLUB}keys/<str:key_id>/revoke/", keys.revoke_key, name="revoke_key"),
    path(f"{_CLUB}audit/", audit.audit, name="audit"),
]
