"""The models and their migrations say the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def missing_migrations(folder, *, path=()):
    """In a process of its own: this one may have no Django, or have it on another database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "vafa.settings",
        "VAFA_DATA": str(folder),
        "DATABASE_URL": f"sqlite://{folder}/vafa.sqlite3",
        "PYTHONPATH": os.pathsep.join(map(str, path)),
    }
    command = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_no_migration_is_missing(tmp_path):
    done = missing_migrations(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_missing_migration_is_seen(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "__pycache__"))
    models = tmp_path / "src" / "vafa" / "base" / "models.py"
    models.write_text(
        models.read_text().replace("    slug = ", "    planted = models.IntegerField(null=True)\n    slug = ", 1)
    )
    done = missing_migrations(tmp_path, path=[tmp_path / "src"])
    assert done.returncode == 1
    assert "Add field planted to club" in done.stdout
