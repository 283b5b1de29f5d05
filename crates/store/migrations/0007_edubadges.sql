-- What happens to edubadges after they were issued, and an audit trail that can be searched by node.

-- Which part of the tree a row is about, and where it stands among the rows of its place.
alter table audit add column group_id uuid;
alter table audit add column issuer_id uuid;
alter table audit add column class_id uuid;
alter table audit add column place bigint not null default 0;
update audit set place = at + note;
update audit set class_id = node_id where node_kind = 'badge-class';
update audit set class_id = (select x.class_id from assertions x where x.id = audit.thing_id)
    where class_id is null and thing_kind = 'edubadge' and action <> 'edubadge.share';
update audit set issuer_id = node_id where node_kind = 'issuer';
update audit set group_id = node_id where node_kind = 'issuer-group';
update audit set institution_id = (select c.institution_id from badge_classes c where c.id = audit.class_id),
    issuer_id = (select c.issuer_id from badge_classes c where c.id = audit.class_id) where class_id is not null;
update audit set group_id = (select s.group_id from issuers s where s.id = audit.issuer_id) where issuer_id is not null;
drop index audit_institution;
create index audit_institution on audit (institution_id, place, id);

-- Edubadges revoked together, for one reason.
create table revocations (
    id uuid primary key,
    class_id uuid not null references badge_classes (id),
    institution_id uuid not null references institutions (id),
    revoked_by uuid,
    revoked_at bigint not null,
    category text not null,
    reason text not null,
    count bigint not null,
    undone_at bigint,
    undone_by uuid,
    reissued bigint
);
create index revocations_class on revocations (class_id, revoked_at);
create index revocations_institution on revocations (institution_id, revoked_at);

alter table assertions add column revocation_id uuid references revocations (id);
create index assertions_revocation on assertions (revocation_id);

-- The edubadge in whose place this one was issued: one for one.
alter table assertions add column replaces_id uuid references assertions (id);
create unique index assertions_replaces on assertions (replaces_id);

-- How staff find the holder: as it was at issuance. `search` is name, address and EPPN, folded.
alter table assertions add column mail text;
alter table assertions add column eppn text;
alter table assertions add column search {key} not null default '';
alter table assertions add column holder {key} not null default '';
update assertions set mail = (select p.mail from persons p where p.id = assertions.person_id),
    holder = coalesce((select lower(p.name) from persons p where p.id = assertions.person_id), '');
update assertions set search = holder || ' ' || coalesce(lower(mail), '');
drop index assertions_class;
create index assertions_class on assertions (class_id, valid_from, id);
create index assertions_institution on assertions (institution_id, valid_from, id);
create index assertions_ends on assertions (institution_id, valid_until);

-- What a learner says is wrong with an edubadge.
create table corrections (
    id uuid primary key,
    assertion_id uuid not null references assertions (id),
    class_id uuid not null references badge_classes (id),
    institution_id uuid not null references institutions (id),
    person_id uuid references persons (id),
    state text not null,
    text text not null,
    answer text,
    asked_at bigint not null,
    decided_at bigint,
    decided_by uuid
);
create unique index corrections_open on corrections (assertion_id) where state = 'open';
create index corrections_assertion on corrections (assertion_id, asked_at);
create index corrections_class on corrections (class_id, state, asked_at);
create index corrections_institution on corrections (institution_id, state, asked_at);
create index corrections_decided on corrections (decided_at);
