from django.urls import URLPattern, path

from vafa.doors.counter.views import enrolling, entering, finding, recording, returning, rewarding

app_name = "counter"

_CLUB = "<slug:club>/"
_MEMBER = "<slug:club>/m/<uuid:member_id>/"
_RECEIPT = "<slug:club>/m/<uuid:member_id>/r/<uuid:activity_id>/"

urlpatterns: list[URLPattern] = [
    path("", entering.choose, name="choose"),
    path(_CLUB, finding.counter, name="counter"),
    path(f"{_CLUB}branch/", entering.branch, name="branch"),
    path(f"{_CLUB}phone/", entering.hand_over, name="hand_over"),
    path(f"{_CLUB}phone/back/", entering.take_back, name="take_back"),
    path(f"{_CLUB}pin/", entering.pin, name="pin"),
    path(f"{_CLUB}pin/leave/", entering.leave, name="leave"),
    path(f"{_CLUB}find/", finding.find, name="find"),
    path(f"{_CLUB}amount/", recording.amount, name="amount"),
    path(f"{_CLUB}enrol/", enrolling.enrol, name="enrol"),
    path(_MEMBER, recording.member, name="member"),
    path(f"{_MEMBER}estimate/", recording.estimate, name="estimate"),
    path(f"{_MEMBER}record/", recording.record, name="record"),
    path(f"{_MEMBER}return/", returning.give_back, name="return"),
    path(f"{_MEMBER}rewards/", rewarding.rewards, name="rewards"),
    path(f"{_MEMBER}benefits/<uuid:benefit_id>/claim/", rewarding.claim, name="claim"),
    path(f"{_MEMBER}benefits/claims/<uuid:claim_id>/back/", rewarding.put_back, name="put_back"),
    path(f"{_MEMBER}rewards/<uuid:redemption_id>/handed/", rewarding.hand_over, name="hand_over_reward"),
    path(f"{_MEMBER}pin/", rewarding.choose_pin, name="choose_pin"),
    path(f"{_MEMBER}page/", recording.page, name="page"),
    path(_RECEIPT, recording.result, name="result"),
    path(f"{_RECEIPT}undo/", returning.undo, name="undo"),
]
