"""Run by Alembic, on the connection that `hp.migrations.upgrade` hands over."""

from alembic import context

from hp.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,  # the caller has begun and commits
)
context.run_migrations()
