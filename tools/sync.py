"""Fill .venv with the locked packages: `python3 tools/sync.py demo|dev`.

Runs on whatever python3 is there, also one that is too old for Vafa: keep the syntax plain.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
# uv gets a folder of its own: an exact sync of .venv may remove what the lock does not name, so uv itself.
OWN_UV = ".uv"


def uv_command():
    found = shutil.which("uv")
    if found:
        return found
    own = os.path.join(OWN_UV, "bin", "uv")
    if not os.path.exists(own):
        _install_uv()
    return own


def _install_uv():
    made = subprocess.call([sys.executable, "-m", "venv", OWN_UV])
    if made != 0:
        sys.exit("python3 cannot make a virtual environment. Install your system's python3-venv package, or uv.")
    with open(os.path.join(OWN_UV, ".gitignore"), "w") as file:
        file.write("*\n")
    pip = [os.path.join(OWN_UV, "bin", "python"), "-m", "pip", "install", "--quiet", "uv"]
    if subprocess.call(pip) != 0:
        sys.exit("pip could not install uv: is a package index within reach?")


def sync_command(uv, group):
    command = [uv, "sync", "--frozen", "--group", group]
    if group == "demo":
        # The tests' packages may be there already; taking them away would only make `make test` fetch them again.
        command.append("--inexact")
    if sys.version_info >= OLDEST and not os.path.exists(os.path.join(".venv", "pyvenv.cfg")):
        command += ["--python", sys.executable]
    return command


def main(group):
    environment = {name: value for name, value in os.environ.items() if name != "UV_PROJECT_ENVIRONMENT"}
    if subprocess.call(sync_command(uv_command(), group), env=environment) == 0:
        return
    if sys.version_info < OLDEST:
        sys.exit("Vafa needs Python 3.11 or newer: python3 is %d.%d and uv found no other." % sys.version_info[:2])
    sys.exit("uv could not install the locked packages: its own words are above.")


if __name__ == "__main__":
    main(sys.argv[1])
