-- A role offered by mail, at a node of the tree, to whoever proves the address by a staff sign-in.
create table invitations (
    id uuid primary key,
    mail {key} not null,
    role text not null,
    node_kind text not null,
    node_id uuid not null,
    institution_id uuid not null references institutions (id),
    group_id uuid references issuer_groups (id),
    issuer_id uuid references issuers (id),
    class_id uuid references badge_classes (id),
    invited_by uuid not null references persons (id),
    role_ends_at bigint,
    created_at bigint not null,
    sent_at bigint not null,
    expires_at bigint not null,
    -- The newest mail about it; its row may be gone by then.
    mail_id uuid not null,
    accepted_at bigint,
    accepted_by uuid references persons (id)
);
create unique index invitations_once on invitations (node_id, mail, role) where accepted_at is null;
create index invitations_mail on invitations (mail);
create index invitations_institution on invitations (institution_id, expires_at);

-- Who has a role anywhere at an institution.
create index roles_institution on roles (institution_id, person_id);

-- The folded name, to sort and search by; each sign-in writes it anew.
alter table persons add column name_key {key} not null default '';
update persons set name_key = lower(name);
