"""Debian's Postfix, as a city runs it: STARTTLS, login, mailboxes, and mails that come back.

Each instance has its configuration, queue, ports and mailboxes in a folder of its own. What
Debian's package set up stays as it is.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from tests.mail.server import PASSWORD, USER, free_port, make_certificate

BOUNCES = "studsar@staden.example"
MOST_BYTES = 40_000  # of a mail
_SECONDS = 15  # that anything may take; it takes far less
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mail.staden.example
mydestination =
local_recipient_maps =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
biff = no
message_size_limit = {most_bytes}

smtpd_tls_chain_files = {folder}/localhost.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = staden.example
cyrus_sasl_config_path = {folder}/etc/sasl
smtpd_recipient_restrictions =
    check_recipient_access hash:{folder}/refused, permit_sasl_authenticated, reject
smtpd_hard_error_limit = 3
smtpd_error_sleep_time = 0

virtual_mailbox_base = {folder}/mail
virtual_mailbox_domains = regexp:{folder}/domains
virtual_mailbox_maps = regexp:{folder}/mailboxes
virtual_alias_maps = regexp:{folder}/aliases
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
"""
_SERVICES = """
{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
showq unix n - n - - showq
"""
_FILES = {
    # every domain is here, so that no mail of a test can leave this computer
    "domains": r"/./ here",
    "mailboxes": "if !/^gone@/\n/^studsar@/ bounces/\n/./ all/\nendif",
    # taken at the door, and found to lead nowhere afterwards
    "aliases": r"/^moved@(.+)$/ gone@$1",
    "etc/sasl/smtpd.conf": (
        "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n"
        "sasldb_path: {folder}/sasldb2"
    ),
}


def reason_to_skip() -> str:
    """Why there can be no Postfix here; empty where there can, or must: see `.ci/run`."""
    if sys.platform == "win32":
        return "there is no Postfix for Windows"
    is_installed = shutil.which("postfix") and shutil.which("saslpasswd2")
    if not is_installed and not os.environ.get("CI"):
        return "Postfix is not installed (on Debian: postfix and sasl2-bin)"
    return "" if os.geteuid() == 0 else "only root can start Postfix"


class Postfix:
    """A Postfix that runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._changes = 0

    @property
    def url(self) -> str:
        """HP_MAIL_URL for it, with the right password and the authority to trust."""
        login = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
        cafile = quote(str(self.folder / "localhost.pem"))
        return f"smtp://{login}@localhost:{self.port}?tls=starttls&cafile={cafile}"

    def start(self) -> None:
        """Set it up, and start it."""
        for name in ("etc", "etc/sasl", "queue", "data", "mail"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        shutil.chown(self.folder / "mail", 65534)
        make_certificate(self.folder)
        (self.folder / "etc/main.cf").write_text(
            _MAIN.format(folder=self.folder, most_bytes=MOST_BYTES)
        )
        (self.folder / "etc/master.cf").write_text(_SERVICES.format(port=f"127.0.0.1:{self.port}"))
        for name, content in _FILES.items():
            (self.folder / name).write_text(content.replace("{folder}", str(self.folder)) + "\n")
        self.refuse({})
        self._add_user()
        self._run("postfix", "-c", str(self.folder / "etc"), "start")

    def stop(self) -> None:
        """Stop it, with all its processes."""
        self._run("postfix", "-c", str(self.folder / "etc"), "stop")

    def refuse(self, answers: dict[str, str]) -> None:
        """What it says to mail for some recipients: `{"anna@x.example": "450 4.2.1 Later"}`."""
        lines = [f"{address} {answer}\n" for address, answer in answers.items()]
        (self.folder / "refused").write_text("".join(lines))
        self._run("postmap", "-c", str(self.folder / "etc"), f"hash:{self.folder / 'refused'}")
        # whole seconds tell Postfix that a table is new, and tests take less
        self._changes += 1
        os.utime(self.folder / "refused.db", (self._changes, self._changes))

    def empty(self) -> None:
        """Take away all mails."""
        for mailbox in (self.folder / "mail").iterdir():
            shutil.rmtree(mailbox)

    def read(self, expected: int, mailbox: str = "all") -> list[EmailMessage]:
        """The mails in a Maildir when there are as many as expected and no more on the way."""

        def files() -> list[Path]:
            return list((self.folder / "mail" / mailbox / "new").glob("*"))

        wait_until(lambda: len(files()) >= expected and self._is_idle(), self._log)
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files()]

    def _is_idle(self) -> bool:
        queues = ("maildrop", "incoming", "active", "deferred")
        return not any(
            path.is_file() for name in queues for path in (self.folder / "queue" / name).rglob("*")
        )

    def _add_user(self) -> None:
        user, _, realm = USER.partition("@")
        file = self.folder / "sasldb2"
        self._run("saslpasswd2", "-p", "-f", str(file), "-u", realm, user, words=PASSWORD)
        shutil.chown(file, "postfix")

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def _run(self, *command: str, words: str = "") -> None:
        with (self.folder / "log").open("ab") as log:
            ended = subprocess.run(
                command, input=words.encode(), stdout=log, stderr=log, check=False, timeout=60
            )
        assert ended.returncode == 0, f"{command}:\n{self._log()}"


@contextmanager
def running() -> Iterator[Postfix]:
    """A Postfix of one's own."""
    # not in pytest's folder, which is closed to the user that Postfix works as
    with TemporaryDirectory(prefix="hp-postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postfix = Postfix(folder)
        try:
            postfix.start()
            yield postfix
        finally:
            postfix.stop()


def wait_until(is_done: Callable[[], bool], explain: Callable[[], str]) -> None:
    """Wait for what another program does; fail with an explanation if it does not."""
    until = time.monotonic() + _SECONDS
    while not is_done():
        assert time.monotonic() < until, explain()
        time.sleep(0.05)
