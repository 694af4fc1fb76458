from typing import Any

from django.db.backends.sqlite3 import base

from vafa.base.sqlite import turnstile


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entered: turnstile.Turnstile | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            entering = turnstile.of(str(self.settings_dict["NAME"]))
            entering.enter()
            self._entered = entering
        try:
            self.cursor().execute("BEGIN IMMEDIATE")
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        if self._entered is not None:
            entered, self._entered = self._entered, None
            entered.leave()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave()
