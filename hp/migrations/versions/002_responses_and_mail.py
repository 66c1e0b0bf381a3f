"""Responses with their history, and mail"""

import sqlalchemy as sa
from alembic import op


revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mailings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('token', sa.Text(), nullable=True),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_mailings_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_mailings_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailings')),
    sa.UniqueConstraint('token', name=op.f('uq_mailings_token'))
    )
    with op.batch_alter_table('mailings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mailings_round_id'), ['round_id'], unique=False)

    op.create_table('schedule_runs',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['mailing_id'], ['mailings.id'], name=op.f('fk_schedule_runs_mailing_id')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_schedule_runs_round_id')),
    sa.PrimaryKeyConstraint('round_id', 'day', name=op.f('pk_schedule_runs')),
    sa.UniqueConstraint('mailing_id', name=op.f('uq_schedule_runs_mailing_id'))
    )

    op.create_table('responses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    sa.Column('cluster', sa.Text(), nullable=False),
    sa.Column('status', sa.String(20), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('marks', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_marks', sa.Text(), nullable=True),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('excused_reason', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answers_for_others', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['responses.id'], name=op.f('fk_responses_answered_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_responses_organisation_id')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_responses_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_responses')),
    sa.UniqueConstraint('round_id', 'organisation_id', name=op.f('uq_responses_round_id_organisation_id'))
    )
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_responses_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index('ix_responses_counts', ['round_id', 'status', 'kind', 'submitted_marks', 'answered_by_id'], unique=False)
        batch_op.create_index('ix_responses_matrix', ['round_id', 'kind', 'sort_key', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_responses_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_responses_submission_id'), ['submission_id'], unique=False)

    op.create_table('answer_origins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(20), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('is_confirmed', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_answer_origins_response_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_answer_origins_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_origins'))
    )
    with op.batch_alter_table('answer_origins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_origins_response_id'), ['response_id'], unique=False)

    op.create_table('answer_versions',
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('value', sa.String(20), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('origin_id', sa.Integer(), nullable=True),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_answer_versions_contact_id')),
    sa.ForeignKeyConstraint(['origin_id'], ['answer_origins.id'], name=op.f('fk_answer_versions_origin_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_answer_versions_response_id')),
    sa.PrimaryKeyConstraint('response_id', 'number', 'version', name=op.f('pk_answer_versions'))
    )

    op.create_table('answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('value', sa.String(20), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('origin_id', sa.Integer(), nullable=True),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_answers_contact_id')),
    sa.ForeignKeyConstraint(['origin_id'], ['answer_origins.id'], name=op.f('fk_answers_origin_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_answers_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers')),
    sa.UniqueConstraint('response_id', 'number', name=op.f('uq_answers_response_id_number'))
    )

    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('response_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('about_contact_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('about_user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['about_contact_id'], ['contacts.id'], name=op.f('fk_events_about_contact_id')),
    sa.ForeignKeyConstraint(['about_user_id'], ['users.id'], name=op.f('fk_events_about_user_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_events_contact_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_events_organisation_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_events_response_id')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_events_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_events_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('ix_events_organisation_id_at', ['organisation_id', 'at'], unique=False)
        batch_op.create_index('ix_events_response_id_at', ['response_id', 'at'], unique=False)

    op.create_table('personal_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_personal_links_contact_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['contacts.id'], name=op.f('fk_personal_links_invited_by_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_personal_links_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_links'))
    )
    with op.batch_alter_table('personal_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_personal_links_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_personal_links_response_id'), ['response_id'], unique=False)

    op.create_table('submissions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.Text(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('function', sa.Text(), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(20), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_submissions_contact_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_submissions_response_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_submissions_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
    sa.UniqueConstraint('receipt', name=op.f('uq_submissions_receipt')),
    sa.UniqueConstraint('response_id', 'ordinal', name=op.f('uq_submissions_response_id_ordinal'))
    )

    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('user_link_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('to_name', sa.Text(), nullable=False),
    sa.Column('to_email', sa.Text(), nullable=False),
    sa.Column('reply_to', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('calendar', sa.Text(), nullable=False),
    sa.Column('state', sa.String(20), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('data_began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_messages_contact_id')),
    sa.ForeignKeyConstraint(['link_id'], ['personal_links.id'], name=op.f('fk_messages_link_id')),
    sa.ForeignKeyConstraint(['mailing_id'], ['mailings.id'], name=op.f('fk_messages_mailing_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['messages.id'], name=op.f('fk_messages_replaces_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_messages_response_id')),
    sa.ForeignKeyConstraint(['user_link_id'], ['user_links.id'], name=op.f('fk_messages_user_link_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('message_id', name=op.f('uq_messages_message_id')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_messages_replaces_id'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_messages_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_messages_mailing_id'), ['mailing_id'], unique=False)
        batch_op.create_index('ix_messages_queue', ['state', 'not_before'], unique=False)
        batch_op.create_index(batch_op.f('ix_messages_response_id'), ['response_id'], unique=False)

    op.create_table('submitted_answers',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('value', sa.String(20), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('origin_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['origin_id'], ['answer_origins.id'], name=op.f('fk_submitted_answers_origin_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_submitted_answers_submission_id')),
    sa.PrimaryKeyConstraint('submission_id', 'number', name=op.f('pk_submitted_answers'))
    )

    op.create_table('change_requests',
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_change_requests_submission_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_change_requests_user_id')),
    sa.PrimaryKeyConstraint('submission_id', 'number', name=op.f('pk_change_requests'))
    )

    op.create_table('promise_news',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(20), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_promise_news_contact_id')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_promise_news_response_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_promise_news_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise_news'))
    )
    with op.batch_alter_table('promise_news', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promise_news_response_id'), ['response_id'], unique=False)

    op.create_table('documents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=True),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('proposed_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    *(sa.ForeignKeyConstraint([column], [target], name=op.f(f'fk_documents_{column}')) for column, target in (('round_id', 'rounds.id'), ('response_id', 'responses.id'), ('submission_id', 'submissions.id'), ('proposed_id', 'responses.id'), ('user_id', 'users.id'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents'))
    )
    with op.batch_alter_table('documents', schema=None) as batch_op:
        for column in ('response_id', 'round_id', 'user_id'):
            batch_op.create_index(batch_op.f(f'ix_documents_{column}'), [column], unique=False)

    op.create_table('masks',
    *(sa.Column(name, sa.Integer(), nullable=False) for name in ('id', 'response_id', 'event_id', 'number')),
    *(sa.Column(name, sa.Text(), nullable=False) for name in ('reason', 'mails', 'token')),
    sa.Column('scrubbed_at', sa.DateTime(timezone=True), nullable=True),
    *(sa.ForeignKeyConstraint([column], [target], name=op.f(f'fk_masks_{column}')) for column, target in (('response_id', 'responses.id'), ('event_id', 'events.id'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_masks')),
    *(sa.UniqueConstraint(name, name=op.f(f'uq_masks_{name}')) for name in ('event_id', 'token'))
    )
