-- A learner asks for an edubadge. `name`, `mail` and `search` (both, folded) are those of the moment
-- of asking: lists show and find them. All that is personal is empty a year after the end.
create table requests (
    id uuid primary key,
    class_id uuid not null references badge_classes (id),
    institution_id uuid not null references institutions (id),
    person_id uuid references persons (id),
    state text not null,
    name text not null,
    mail text,
    search {key} not null,
    motivation text,
    evidence text,
    reason text,
    requested_at bigint not null,
    decided_at bigint,
    decided_by uuid,
    version_id uuid references badge_class_versions (id),
    assertion_id uuid references assertions (id)
);
create unique index requests_open on requests (class_id, person_id) where state = 'open';
create index requests_class on requests (class_id, state, requested_at);
create index requests_institution on requests (institution_id, state, requested_at);
create index requests_person on requests (person_id);
create index requests_ended on requests (decided_at);
create index requests_new on requests (requested_at);

-- How somebody wants to hear of new requests: for one class, or (the nil id) for every other one.
create table request_mails (
    person_id uuid not null references persons (id),
    class_id uuid not null,
    frequency text not null,
    primary key (person_id, class_id)
);
