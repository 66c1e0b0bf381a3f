"""Who is in the demonstration: nobody real."""

import re
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.models import Contact, PersonalLink, Response, Succession, User
from hp.models.organisations import ContactRole, OrganisationKind
from tests.demo.ask import get_round, list_organisations, list_responses

# names of the City of Gothenburg's companies, the federation and the brands they are known by
REAL = (Path(__file__).parent / "data/real_companies.txt").read_text(encoding="utf-8").splitlines()


def test_sixty_five_are_asked_as_in_the_real_list(demo: Session) -> None:
    kinds = Counter(response.kind for response in list_responses(demo, "2023"))
    assert kinds == {
        OrganisationKind.COMMITTEE: 25,
        OrganisationKind.COMPANY: 39,
        OrganisationKind.FEDERATION: 1,
    }


def plain(name: str) -> str:
    """A company's name without what all have, so that none hides behind an ending."""
    return re.sub(r"\b(ab|staden|i göteborg)\b|[^\w]", "", name.casefold())


def test_no_real_company_is_in_it(demo: Session) -> None:
    assert len(REAL) > 40
    used = {plain(organisation.name) for organisation in list_organisations(demo)}
    assert used & {plain(name) for name in REAL} == set()


def test_no_name_points_to_the_real_city(demo: Session) -> None:
    names = " ".join(organisation.name for organisation in list_organisations(demo))
    assert not re.search("göte|hisingen|goth|älvstrand", names, re.IGNORECASE)


def test_companies_stand_in_clusters(demo: Session) -> None:
    clusters = Counter(
        response.cluster
        for response in list_responses(demo, "2023")
        if response.kind == OrganisationKind.COMPANY
    )
    assert "" not in clusters
    assert {"Energi", "Bostäder", "Hamn"} <= set(clusters)


def test_five_committees_of_2022_were_replaced_by_four(demo: Session) -> None:
    names = {organisation.id: organisation for organisation in list_organisations(demo)}
    rows = demo.scalars(select(Succession)).all()
    old = {names[row.predecessor_id].name for row in rows}
    new = {names[row.successor_id].name for row in rows}
    assert (len(rows), len(old), len(new)) == (8, 5, 4)
    earlier = {response.name for response in list_responses(demo, "2022")}
    current = {response.name for response in list_responses(demo, "2023")}
    assert (earlier - current, current - earlier) == (old, new)
    retired = {organisation.name for organisation in names.values() if organisation.retired_on}
    assert retired == old


def test_everybody_has_a_main_contact_and_one_a_colleague(demo: Session) -> None:
    contacts = demo.scalars(select(Contact)).all()
    assert Counter(c.organisation_id for c in contacts if c.role is ContactRole.MAIN) == Counter(
        organisation.id for organisation in list_organisations(demo)
    )
    assert sum(1 for contact in contacts if contact.role is not ContactRole.MAIN) == 1


def test_mail_goes_nowhere(demo: Session) -> None:
    addresses = [*demo.scalars(select(Contact.email)), *demo.scalars(select(User.email))]
    addresses.append(get_round(demo, "2023").contact_email)
    assert all(re.fullmatch(r"[a-z]+@[a-z-]+\.example", address) for address in addresses)
    assert len(set(addresses[:-2])) == len(addresses[:-2])


def test_contacts_are_called_by_their_role(demo: Session) -> None:
    for contact in demo.scalars(select(Contact)):
        assert contact.name in (f"{contact.function}n", f"{contact.function}en") or (
            contact.name.startswith("Administrativa") and contact.function.startswith("Admin")
        )


def test_every_contact_has_a_link_of_its_own(demo: Session) -> None:
    for name, also in (("2022", 1), ("2023", 1)):
        statement = select(func.count()).select_from(PersonalLink).join(Response)
        links = demo.scalar(statement.where(Response.round_id == get_round(demo, name).id))
        assert links == len(list_responses(demo, name)) + also


def test_nobody_can_sign_in_with_a_password(demo: Session) -> None:
    user = demo.scalars(select(User)).one()
    assert (user.email, user.password_hash) == ("samordnare@staden.example", "!")


@pytest.mark.parametrize("word", ["Anna Lindqvist", "Karin Berg", "Göteborg"])
def test_round_and_people_are_invented(demo: Session, word: str) -> None:
    round_ = get_round(demo, "2023")
    texts = [round_.sender_sv, round_.sender_en, round_.owner_sv, round_.contact_name]
    texts += demo.scalars(select(Contact.name))
    assert not [text for text in texts if word in text]
