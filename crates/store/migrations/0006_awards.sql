-- How often the claim link was made anew (it dies with the address that it was sent to), how often
-- the mail was sent again, and to whom the awarder gave an award that somebody said was theirs.
alter table direct_awards add column link bigint not null default 0;
alter table direct_awards add column round bigint not null default 0;
alter table direct_awards add column given_to uuid;
create index direct_awards_given on direct_awards (given_to) where given_to is not null;
create index direct_awards_sent on direct_awards (state, sent_at);
create index direct_awards_blocking on direct_awards (class_id, awarded_at, id) where blocks;

-- Last and first name, address and EPPN, folded: what a list is searched in and sorted by.
alter table direct_awards add column search text not null default '';

-- "This award is mine."
create table pleas (
    id uuid primary key,
    award_id uuid not null references direct_awards (id),
    person_id uuid not null references persons (id),
    text text not null,
    state text not null,
    reason text,
    created_at bigint not null,
    decided_at bigint,
    decided_by uuid,
    unique (award_id, person_id)
);
create index pleas_open on pleas (created_at, id) where state = 'open';
create index pleas_decided on pleas (decided_at);
