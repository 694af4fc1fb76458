"""The one table of who may do what: actors × routes. A route without a row is refused, and fails the build.

A console route carries its club in the path (`club`): the signed-in person's post in that club decides, and a club
without one is not found. An API route names the scope its key needs. On a phone handed to a counter the post is that
of whoever has typed their PIN, and the counter is all it opens.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from vafa.base.models import CounterPhone, Role, Staff, User
from vafa.doors.look import at_counter

ANYONE: Final = "anyone"
SIGNED_IN: Final = "signed in"
A_KEY: Final = "a key"
A_PHONE: Final = "a phone handed to a counter"
OWNER, MANAGER, CASHIER, ANALYST = Role.OWNER.value, Role.MANAGER.value, Role.CASHIER.value, Role.ANALYST.value
MARKETER, AUDITOR, PARTNER = Role.MARKETER.value, Role.AUDITOR.value, Role.PARTNER.value

PUBLIC = frozenset({ANYONE})
OWN_ACCOUNT = frozenset({SIGNED_IN})
ANY_KEY = frozenset({A_KEY})
RUN = frozenset({OWNER, MANAGER})
WRITE = RUN | {MARKETER}
"""Who writes drafts: of rules, rewards, offers and benefits. Nothing of it holds before somebody of RUN lets it."""
CHECK = RUN | {AUDITOR}
SEE = frozenset({OWNER, MANAGER, ANALYST, MARKETER, AUDITOR})
EVERYONE = SEE | {CASHIER}
ROLES = EVERYONE | {PARTNER}
OWNERS = frozenset({OWNER})
AT_COUNTER = frozenset({OWNER, MANAGER, CASHIER, PARTNER})
COUNTER_PHONE = frozenset({A_PHONE})


def scope(name: str) -> frozenset[str]:
    return frozenset({f"scope {name}"})


TABLE: Final[dict[str, frozenset[str]]] = {
    "home": PUBLIC,
    "styleguide": PUBLIC,
    "styleguide_overview": PUBLIC,
    "states": PUBLIC,
    "picture": PUBLIC,
    "health_live": PUBLIC,
    "health_ready": PUBLIC,
    "metrics": PUBLIC,
    "setup:first_run": PUBLIC,
    "setup:preview": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "account_email": OWN_ACCOUNT,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_index": OWN_ACCOUNT,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_view_recovery_codes": OWN_ACCOUNT,
    "mfa_download_recovery_codes": OWN_ACCOUNT,
    "mfa_list_webauthn": OWN_ACCOUNT,
    "mfa_add_webauthn": OWN_ACCOUNT,
    "mfa_edit_webauthn": OWN_ACCOUNT,
    "mfa_remove_webauthn": OWN_ACCOUNT,
    "mfa_reauthenticate_webauthn": OWN_ACCOUNT,
    "mfa_login_webauthn": PUBLIC,
    "usersessions_list": OWN_ACCOUNT,
    "console:choose": OWN_ACCOUNT,
    "console:set_password": PUBLIC,
    "console:overview": SEE,
    "console:members": EVERYONE,
    "console:members_csv": RUN,
    "console:member": EVERYONE,
    "console:ledger": EVERYONE,
    "console:profile": RUN,
    "console:consent": RUN,
    "console:add_card": RUN,
    "console:end_card": RUN,
    "console:adjust": RUN,
    "console:undo_adjustment": RUN,
    "console:merge": RUN,
    "console:undo_merge": RUN,
    "console:approvals": CHECK,
    "console:approve": RUN,
    "console:refuse": RUN,
    "console:member_rewards": RUN,
    "console:rewards": SEE,
    "console:new_reward": WRITE,
    "console:reward": WRITE,
    "console:put_picture": WRITE,
    "console:take_picture_off": WRITE,
    "console:list_reward": RUN,
    "console:take_off_reward": RUN,
    "console:reward_queue": RUN,
    "console:hand_over": RUN,
    "console:send_reward": RUN,
    "console:give_back_reward": RUN,
    "console:ways_to_pay": OWNERS,
    "console:household": RUN,
    "console:open_household": RUN,
    "console:join_household": RUN,
    "console:let_draw": RUN,
    "console:leave_household": RUN,
    "console:offers": SEE,
    "console:new_offer": WRITE,
    "console:offer": WRITE,
    "console:list_offer": RUN,
    "console:end_offer": RUN,
    "console:benefits": SEE,
    "console:new_benefit": WRITE,
    "console:take_off_benefit": RUN,
    "console:claim_benefit": RUN,
    "console:put_back_claim": RUN,
    "console:disputes": RUN,
    "console:decide_dispute": RUN,
    "console:vouchers": SEE,
    "console:batch": SEE,
    "console:new_batch": RUN,
    "console:bring_pool": RUN,
    "console:stop_batch": RUN,
    "console:batch_codes": RUN,
    "console:batch_sheet": RUN,
    "console:gift_cards": RUN,
    "console:stop_gift_card": RUN,
    "console:programme": SEE,
    "console:begin_draft": WRITE,
    "console:set_guard": OWNERS,
    "console:draft": SEE,
    "console:put_part": WRITE,
    "console:do_draft": WRITE,
    "console:replay_draft": SEE,
    "console:draft_people": SEE,
    "console:compare_draft": SEE,
    "console:try_draft": SEE,
    "console:publish_draft": RUN,
    "console:lapsed": SEE,
    "console:lapsed_csv": RUN,
    "console:top": SEE,
    "console:segment": SEE,
    "console:staff": OWNERS,
    "console:invite": OWNERS,
    "console:change_role": OWNERS,
    "console:end_post": OWNERS,
    "console:password_link": OWNERS,
    "console:club": OWNERS,
    "console:imports": RUN,
    "console:take_file": RUN,
    "console:import": RUN,
    "console:match_columns": RUN,
    "console:repair_import": RUN,
    "console:import_errors": RUN,
    "console:move_import": RUN,
    "console:exports": OWNERS,
    "console:make_export": OWNERS,
    "console:export_zip": OWNERS,
    "console:keys": OWNERS,
    "console:issue_key": OWNERS,
    "console:revoke_key": OWNERS,
    "console:audit": CHECK,
    "console:audit_csv": CHECK,
    "console:set_pin": OWNERS,
    "console:clear_pin": OWNERS,
    "console:counter": RUN,
    "console:ask_again": RUN,
    "console:take_back_phone": RUN,
    "console:add_favourite": RUN,
    "console:change_favourite": RUN,
    "console:drop_favourite": RUN,
    "console:open_branch": RUN,
    "console:rename_branch": RUN,
    "counter:choose": OWN_ACCOUNT,
    "counter:counter": AT_COUNTER,
    "counter:branch": AT_COUNTER,
    "counter:find": AT_COUNTER,
    "counter:member": AT_COUNTER,
    "counter:estimate": AT_COUNTER,
    "counter:record": AT_COUNTER,
    "counter:result": AT_COUNTER,
    "counter:undo": AT_COUNTER,
    "counter:amount": AT_COUNTER,
    "counter:enrol": AT_COUNTER,
    "counter:return": AT_COUNTER,
    "counter:page": AT_COUNTER,
    "counter:rewards": AT_COUNTER,
    "counter:hand_over_reward": AT_COUNTER,
    "counter:claim": AT_COUNTER,
    "counter:put_back": AT_COUNTER,
    "counter:choose_pin": AT_COUNTER,
    "counter:hand_over": RUN,
    "counter:take_back": RUN,
    "counter:pin": COUNTER_PHONE,
    "counter:leave": COUNTER_PHONE,
    "console:asked": RUN | {CASHIER},
    "console:decide_asked": RUN | {CASHIER},
    "console:settle_wrong_number": RUN | {CASHIER},
    "console:member_link": RUN | {CASHIER},
    "console:close_member_links": RUN | {CASHIER},
    "console:poster": RUN,
    "console:poster_pdf": RUN,
    "portal:join": PUBLIC,
    "portal:asked": PUBLIC,
    "portal:member": PUBLIC,
    "portal:dispute": PUBLIC,
    "portal:leave_household": PUBLIC,
    "portal:close": PUBLIC,
    "portal:not_mine": PUBLIC,
    "portal:stop": PUBLIC,
    "portal:code": PUBLIC,
    "api:api-root": PUBLIC,
    "api:openapi": PUBLIC,
    "api:unknown": PUBLIC,
    "api:me": ANY_KEY,
    "api:programme": ANY_KEY,
    "api:member": scope("members:read"),
    "api:find_member": scope("members:read"),
    "api:consents": scope("members:read"),
    "api:join_member": scope("members:write"),
    "api:join_members": scope("members:write"),
    "api:change_member": scope("members:write"),
    "api:add_card": scope("members:write"),
    "api:end_card": scope("members:write"),
    "api:give_consent": scope("members:write"),
    "api:merge": scope("members:write"),
    "api:household": scope("members:read"),
    "api:open_household": scope("members:write"),
    "api:join_household": scope("members:write"),
    "api:let_draw": scope("members:write"),
    "api:leave_household": scope("members:write"),
    "api:undo_merge": scope("members:write"),
    "api:record": scope("activities:write"),
    "api:record_batch": scope("activities:write"),
    "api:tell_step": scope("activities:write"),
    "api:units": scope("units:read"),
    "api:balances": scope("units:read"),
    "api:movements": scope("units:read"),
    "api:activity": scope("units:read"),
    "api:explain": scope("units:read"),
    "api:adjust": scope("units:adjust"),
    "api:quote": scope("quotes"),
    "api:choose_pin": scope("members:write"),
    "api:quote_basket": scope("quotes"),
    "api:hold": scope("units:spend"),
    "api:checkout": scope("units:spend"),
    "api:capture": scope("units:spend"),
    "api:release": scope("units:spend"),
    "api:redeem": scope("units:spend"),
    "api:redemption": scope("units:spend"),
    "api:hand_over": scope("units:spend"),
    "api:give_back": scope("units:spend"),
    "api:gift_card": scope("units:spend"),
    "api:transfer": scope("units:spend"),
    "api:dispute": scope("units:spend"),
    "api:disputes": scope("rewards:read"),
    "api:decide_dispute": scope("rewards:write"),
    "api:rewards": scope("rewards:read"),
    "api:member_rewards": scope("rewards:read"),
    "api:member_redemptions": scope("rewards:read"),
    "api:member_vouchers": scope("rewards:read"),
    "api:member_benefits": scope("rewards:read"),
    "api:claim_benefit": scope("units:spend"),
    "api:put_back_claim": scope("units:spend"),
    "api:offers": scope("rewards:read"),
    "api:batches": scope("rewards:read"),
    "api:write_reward": scope("rewards:write"),
    "api:change_reward": scope("rewards:write"),
    "api:put_picture": scope("rewards:write"),
    "api:list_reward": scope("rewards:write"),
    "api:take_off_reward": scope("rewards:write"),
    "api:write_benefit": scope("rewards:write"),
    "api:take_off_benefit": scope("rewards:write"),
    "api:write_offer": scope("rewards:write"),
    "api:change_offer": scope("rewards:write"),
    "api:list_offer": scope("rewards:write"),
    "api:take_off_offer": scope("rewards:write"),
    "api:assign_offer": scope("rewards:write"),
    "api:make_batch": scope("rewards:write"),
    "api:bring_pool": scope("rewards:write"),
    "api:stop_batch": scope("rewards:write"),
    "api:batch_codes": scope("rewards:write"),
    "api:sell_gift_card": scope("money:issue"),
    "api:top_up_gift_card": scope("money:issue"),
    "api:refund_gift_card": scope("money:issue"),
    "api:top_up": scope("money:issue"),
}


BRANCH: Final = frozenset(
    {
        *(name for name, allowed in TABLE.items() if name.startswith("counter:")),
        *(f"console:{name}" for name in (
            "overview", "members", "member", "ledger", "profile", "consent", "add_card", "end_card", "adjust",
            "undo_adjustment", "member_rewards", "household", "open_household", "join_household", "let_draw",
            "leave_household", "rewards", "reward_queue", "hand_over", "send_reward", "give_back_reward",
            "claim_benefit", "put_back_claim", "offers", "benefits", "programme", "draft", "replay_draft",
            "compare_draft", "try_draft", "asked", "decide_asked", "settle_wrong_number", "member_link",
            "close_member_links", "poster", "poster_pdf",
        )),
    }
)  # fmt: skip
"""What a post in one branch opens, where its role does: what is done with members there, and the branch's own figures.
What is of the whole club (lists to take along, staff, keys, imports, publishing, agreeing) it does not."""


class PermissionMiddleware:
    """Asks the table before any view runs, and puts the club and the post on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        if request.resolver_match.app_names[:1] == ["api"]:
            return None  # the key is judged by doors/api/keys.py, against the same table
        if name not in TABLE:
            raise ImproperlyConfigured(f"the route {name} has no row in the permission table")
        allowed = TABLE[name]
        if phone := at_counter.phone_of(request):
            return _on_phone(request, phone, name, kwargs)
        if allowed == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if allowed == OWN_ACCOUNT:
            return None
        if allowed == COUNTER_PHONE:
            return redirect("counter:counter", kwargs["club"])
        post = post_of(request, kwargs.pop("club"))
        if not opens(post, name):
            raise PermissionDenied
        request.staff, request.club = post, post.club  # type: ignore[attr-defined]
        return None


def _on_phone(request: HttpRequest, phone: CounterPhone, name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """A phone of a counter opens its club's counter, and what is open to all but signing in."""
    allowed, slug = TABLE[name], phone.club.slug
    if name == "home" or name == "counter:choose" or name.startswith(_SIGNING_IN):
        return redirect("counter:counter", slug)
    if allowed == PUBLIC:
        return None
    if not name.startswith("counter:"):
        raise PermissionDenied
    if kwargs.pop("club") != slug:
        raise Http404
    request.club, request.phone = phone.club, phone  # type: ignore[attr-defined]
    if allowed == COUNTER_PHONE:
        return None
    post = at_counter.at_work(request, phone)
    if post is None:
        return redirect(at_counter.pin_page(request, slug))
    if not opens(post, name):
        raise PermissionDenied
    request.staff = post  # type: ignore[attr-defined]
    return None


_SIGNING_IN = ("account_", "mfa_", "usersessions_")


def post_of(request: HttpRequest, slug: str) -> Staff:
    """The person's post in a club; to anyone without one the club does not exist."""
    assert isinstance(request.user, User)
    posts = Staff.objects.select_related("club").filter(user=request.user, club__slug=slug, ended_at=None)
    post = posts.first()
    if post is None:
        raise Http404
    return post


def may(role: str, route: str) -> bool:
    """May someone of this role open the route?"""
    return role in TABLE[route]


def opens(post: Staff, route: str) -> bool:
    """Does this post open the route? Also for hiding what would be refused."""
    return may(post.role, route) and (post.store_id is None or route in BRANCH)
