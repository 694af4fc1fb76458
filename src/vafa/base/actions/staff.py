"""Who works for a club and in which role. The last owner stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base.errors import AlreadyStaff, BranchMissing, LastOwner, OwnerOfAll, UnknownStaff
from vafa.base.models import Club, Role, Staff, User


@transaction.atomic
def give_post(
    *, club: Club, email: str, name: str, role: str, language: str, now: datetime, store_id: UUID | None = None
) -> Staff:
    """In: a person by e-mail, known to us or not, and the branch the post is for (None: the whole club). Out: their
    post; someone unknown has no password yet. Refused: who has a post here already; an owner of one branch."""
    _check_branch(role, store_id)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(email=email, name=name, language=language, created_at=now)
        user.set_unusable_password()
        user.save(force_insert=True)
    post, made = Staff.objects.get_or_create(club=club, user=user, defaults={"role": role, "store_id": store_id})
    if not made:
        if post.ended_at is None:
            raise AlreadyStaff(email=email, role=post.role)
        post.role, post.store_id, post.ended_at = role, store_id, None
        post.save(update_fields=["role", "store_id", "ended_at"])
    return post


@transaction.atomic
def change_role(*, club: Club, post_id: UUID, role: str, store_id: UUID | None = None) -> Staff:
    """In: what the post is from now on, and for which branch. Refused: the last owner; an owner of one branch; a
    partner's seller of none."""
    _check_branch(role, store_id)
    post = _open_post(club, post_id)
    if role != Role.OWNER:
        _another_owner_stays(post)
    post.role, post.store_id = role, store_id
    post.save(update_fields=["role", "store_id"])
    return post


def _check_branch(role: str, store_id: UUID | None) -> None:
    """An owner has the whole club; a partner's seller stands in the partner's own branch."""
    if role == Role.OWNER and store_id is not None:
        raise OwnerOfAll
    if role == Role.PARTNER and store_id is None:
        raise BranchMissing


@transaction.atomic
def end_post(*, club: Club, post_id: UUID, now: datetime) -> Staff:
    """The person loses the club at once; what they did stays under their name."""
    post = _open_post(club, post_id)
    _another_owner_stays(post)
    post.ended_at = now
    post.save(update_fields=["ended_at"])
    return post


def choose_password(*, user: User, password: str) -> None:
    """Ends every link that was made for the old password."""
    user.set_password(password)
    user.save(update_fields=["password"])


def _open_post(club: Club, post_id: UUID) -> Staff:
    # The club's posts are locked together: two owners who end each other must not both succeed.
    posts = {post.id: post for post in Staff.objects.select_for_update().filter(club=club, ended_at=None)}
    if post_id not in posts:
        raise UnknownStaff(staff=str(post_id))
    return posts[post_id]


def _another_owner_stays(post: Staff) -> None:
    owners = Staff.objects.filter(club_id=post.club_id, role=Role.OWNER, ended_at=None)
    if post.role == Role.OWNER and not owners.exclude(id=post.id).exists():
        raise LastOwner(staff=str(post.id))
