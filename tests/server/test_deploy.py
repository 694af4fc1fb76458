"""The files of deploy/ say what the commands and settings are; programs that can check them do so where they are."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from vafa.cli import _parser
from vafa.server.settings_table import SETTINGS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
NAMES = {each.name for each in SETTINGS}


class Repeated(dict):
    """A unit may repeat a key."""

    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def unit(path):
    parser = configparser.RawConfigParser(strict=False, dict_type=Repeated)
    parser.optionxform = str
    parser.read_string(path.read_text())
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened_and_runs_a_command_that_is_there(path):
    read = unit(path)
    if path.suffix == ".timer":
        assert read["Timer"]["Persistent"] == "yes"
        return
    service = read["Service"]
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == ("vafa", "yes", "strict")
    commands = re.findall(r"^ExecStart=/opt/vafa/\.venv/bin/vafa (.+)$", path.read_text(), re.M)
    assert commands
    for command in commands:
        assert _parser().parse_args(command.split()).command


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")
def test_systemd_finds_no_fault_in_the_units(tmp_path):
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/vafa/.venv/bin/vafa", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_setting_of_the_examples_is_one_of_ours():
    text = (DEPLOY / "vafa.env.example").read_text() + (DEPLOY / "container" / "compose.yml").read_text()
    text += (DEPLOY / "container" / "Containerfile").read_text()
    assert set(re.findall(r"\bVAFA_[A-Z_]+", text)) - NAMES == set()


@pytest.mark.parametrize("name", ["Caddyfile", "container/Caddyfile", "nginx.conf"])
def test_a_proxy_keeps_the_figures_inside(name):
    text = (DEPLOY / name).read_text()
    assert "/metrics" in text
    assert "404" in text
    assert text.count("{") == text.count("}")


def test_the_container_is_no_root_and_is_looked_after():
    text = (DEPLOY / "container" / "Containerfile").read_text()
    assert re.search(r"^USER 10001$", text, re.M)
    assert "HEALTHCHECK" in text
    assert 'CMD ["serve", "--host", "0.0.0.0"]' in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx")
def test_nginx_finds_no_fault(tmp_path):
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"\n\s+ssl_certificate\S* [^;]+;", "", text).replace(" ssl;", ";")
    (tmp_path / "nginx.conf").write_text(f"events {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
