import pytest

from hp import i18n
from hp.mail.reasons import explain


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.1 <anna@hamnen.example>: User unknown", "There is no such address."),
        ("5.1.0 550 Address rejected", "There is no such address."),
        ("550 5.1.2 Host unknown", "There is no such domain, or it takes no mail."),
        ("5.1.10 550 null MX", "There is no such domain, or it takes no mail."),
        ("550 5.2.1 Disabled", "The mailbox is closed."),
        ("452 4.2.2 Over quota", "The mailbox is full."),
        ("550 5.2.0 ?", "The mailbox takes no mail."),
        ("552 5.3.4 Too big", "The mail is too big"),
        ("4.4.7 expired", "The recipient’s mail server could not be reached for a long time."),
        ("451 4.4.1 no answer", "The recipient’s mail server could not be reached."),
        ("550 5.7.1 Blocked, see 10.5.1.1", "The recipient’s mail server does not trust mail"),
        ("451 4.7.1 Greylisted", "The recipient’s mail server has not taken the mail so far."),
        ("450 4.1.1 Unverified", "The recipient’s mail server has not taken the mail so far."),
        ("421 4.3.2 Closing", "The recipient’s mail server has not taken the mail so far."),
        ("5.0.0 unspecified", "The recipient’s mail server did not take the mail."),
    ],
)
def test_it_says_plainly_what_a_status_code_means(words: str, reason: str) -> None:
    with i18n.speaking("en"):
        assert explain(words).startswith(reason)


@pytest.mark.parametrize("words", ["", "550 No such user", "Connection refused", "see 10.5.1.1"])
def test_it_makes_nothing_up_where_there_is_no_code(words: str) -> None:
    assert explain(words) == ""
