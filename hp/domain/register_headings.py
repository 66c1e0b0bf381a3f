"""Which column of somebody's list is what: headings as people spell them, Swedish and English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LOOKED_AT = 30  # rows, for the one with the headings

# field: the heading that our own files have, then other spellings (see `_simplify`)
ORGANISATION_FIELDS = {
    "name": "namn organisation organisationer organisationsnamn nämnd nämnder nämndbolag "
    "nämndellerbolag nämndochbolag nämnderochbolag nämnderbolag bolag bolagsnamn förvaltning "
    "förvaltningar förvaltningbolag nämndförvaltning verksamhet name organisationname "
    "organization committee company",
    "kind": "typ organisationstyp typavorganisation slag kategori kind type",
    "cluster": "tillhörighet kluster koncern grupp sektor cluster group",
    "answered_by": "svarasav besvarasav svarlämnasav svaretlämnasav answeredby",
    "answers_for": "svararför svararäven svararävenför svararocksåför besvararför lämnarsvarför "
    "svarförandra answersfor answersalsofor",
    "retired_on": "upphörd upphörde upphördatum upphördedatum avvecklad avslutad nedlagd retired "
    "retiredon",
    "contact": "kontaktperson kontakt kontakter kontaktpersoner kontaktnamn kontaktpersonnamn "
    "namnkontakt namnkontaktperson namnpåkontaktperson kontaktpersonensnamn person svarande "
    "contact contactperson contactname",
    "first_name": "förnamn firstname givenname",
    "last_name": "efternamn lastname surname",
    "function": "funktion roll titel befattning tjänstetitel tjänst yrkesroll function title role "
    "position jobtitle",
    "email": "epost epostadress epostadresser mejl mejladress mail mailadress email emailaddress "
    "eadress epostkontakt epostkontaktperson kontaktepost mejlkontakt mailkontakt "
    "epostadresskontakt epostadresskontaktperson mailadresskontakt",
    "language": "språk mejlspråk language",
    "role": "kontaktroll kontakttyp typavkontakt kontaktensroll contactrole",
}
SUCCESSION_FIELDS = {
    "predecessor": "föregångare föregångaren tidigarenamn tidigarenämnd gammalnämnd gammal "
    "predecessor",
    "successor": "efterföljare efterföljaren efterträdare nynämnd ny successor",
    "took_over_on": "datum övertogden övertagande fråndatum frånochmed från gällerfrån date "
    "tookoveron",
}
# what a list calls itself by when "Namn" means the person
_NAMES_OF_PERSONS = ("namn", "name")
_KINDS = {"nämnd", "bolag", "förvaltning", "committee", "company"}  # headings and contents both


@dataclass(frozen=True, slots=True)
class Headings:
    """The row (from 0) of the headings, its columns by field, and what nobody could place."""

    is_successions: bool
    row: int
    columns: dict[str, int]
    texts: dict[str, str]  # by field, as the file has them
    ignored: list[str] = field(default_factory=list)


def find_headings(rows: Sequence[Sequence[str]]) -> Headings | None:
    """The headings of a table: the row among the first in which most are known, or None.

    A list of organisations has at least their name, one of successions both of its names.
    """
    found = [_place(y, row) for y, row in enumerate(rows[:LOOKED_AT])]
    usable = [one for one in found if one is not None and not _is_data(rows, one)]
    return max(usable, key=lambda headings: len(headings.columns), default=None)


def _is_data(rows: Sequence[Sequence[str]], headings: Headings) -> bool:
    """Whether "Hamnen AB;bolag" has been taken for headings, in a list that has none."""
    x = headings.columns.get("name")
    if x is None or len(headings.columns) > 1 or not headings.ignored:
        return False
    below = {_simplify(row[x]) for row in rows[headings.row + 1 :] if x < len(row)}
    return not below or bool(below & _KINDS)


def _place(y: int, row: Sequence[str]) -> Headings | None:
    for fields in (SUCCESSION_FIELDS, ORGANISATION_FIELDS):
        columns, ignored = _sort(row, fields)
        if "name" in columns or {"predecessor", "successor"} <= set(columns):
            texts = {name: " ".join(row[x].split()) for name, x in columns.items()}
            return Headings(fields is SUCCESSION_FIELDS, y, columns, texts, ignored)
    return None


def _sort(row: Sequence[str], fields: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    spellings = {word: name for name, words in fields.items() for word in words.split()}
    simple = [_simplify(text) for text in row]
    if _has_both_names(simple, spellings):
        spellings |= dict.fromkeys(_NAMES_OF_PERSONS, "contact")
    columns: dict[str, int] = {}
    ignored = []
    for x, word in enumerate(simple):
        place = spellings.get(word)
        if place and place not in columns:
            columns[place] = x
        elif row[x].strip():
            ignored.append(" ".join(row[x].split()))
    return columns, ignored


def _has_both_names(words: Sequence[str], spellings: dict[str, str]) -> bool:
    """Whether there is a column for the organisation beside one that is just "Namn"."""
    names = {word for word in words if spellings.get(word) == "name"}
    return bool(names - set(_NAMES_OF_PERSONS)) and bool(names & set(_NAMES_OF_PERSONS))


def _simplify(text: str) -> str:
    """Letters alone, small, without what stands in brackets: "E-post (obl.) *" is "epost"."""
    outside = re.sub(r"\([^)]*\)", "", text)
    return re.sub(r"[\W\d_]", "", outside).casefold()
