-- Internal tags of an institution, and on which of its classes they are.
create table tags (
    id uuid primary key,
    institution_id uuid not null references institutions (id),
    name text not null,
    folded {key} not null,
    created_at bigint not null,
    archived_at bigint
);
create unique index tags_name on tags (institution_id, folded);

create table class_tags (
    class_id uuid not null references badge_classes (id),
    tag_id uuid not null references tags (id),
    primary key (class_id, tag_id)
);
create index class_tags_tag on class_tags (tag_id);

-- Whether anything was issued below a node, and what goes with a node.
create index tree_classes_of_group on badge_classes (group_id);
create index tree_edubadges_of_issuer on assertions (issuer_id);
create index tree_edubadges_of_institution on assertions (institution_id);
create index tree_batches_of_institution on batches (institution_id);
create index tree_roles_of_institution on roles (institution_id);
