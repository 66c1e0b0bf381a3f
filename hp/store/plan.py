"""A round's own copy of the plan: its texts, areas and activities."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hp.database import AnyRow
from hp.models import Activity, Area, Round

_ROUND = select(*Round.__table__.columns).where(Round.id == bindparam("round_id"))
_ACTIVITIES = (
    select(
        *(c for c in Activity.__table__.columns if c.name not in ("id", "round_id", "area_id")),
        *(
            Area.__table__.c[f"{f}_{x}"].label(f"area_{f}_{x}")
            for f in ("name", "short")
            for x in ("sv", "en")
        ),
        Area.position.label("area"),
    )
    .join(Area, Area.id == Activity.area_id)
    .where(Activity.round_id == bindparam("round_id"))
    .order_by(Activity.number)
)


def get_round(session: Session, round_id: int) -> AnyRow:
    """A round's own columns."""
    return session.connection().execute(_ROUND, {"round_id": round_id}).one()


def list_activities(session: Session, round_id: int) -> Sequence[AnyRow]:
    """A round's activities in order, each with its area's position (`area`) and names."""
    return session.connection().execute(_ACTIVITIES, {"round_id": round_id}).all()
