import os
from pathlib import Path

from vafa import translations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vafa.settings")
translations.compile_catalogues(Path(__file__).parent / "locale")

from django.core.asgi import get_asgi_application  # noqa: E402  # settings come first

application = get_asgi_application()
