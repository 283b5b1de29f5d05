-- One text for both databases. {key} is text ordered by code point; ids are uuid (16 bytes),
-- times bigint (microseconds since 1970, UTC), documents text (JSON).

create table frameworks (
    id {key} primary key,
    document text not null
);

create table rule_sets (
    id {key} primary key,
    framework {key} not null references frameworks (id),
    document text not null
);

create table institutions (
    id uuid primary key,
    identifier {key} not null unique,
    sector text not null,
    registration text not null,
    settings text not null,
    name_nl {key} not null,
    name_en {key} not null,
    created_at bigint not null,
    archived_at bigint
);

-- Every code by which an institution goes, its own and those from before.
create table institution_identifiers (
    identifier {key} primary key,
    institution_id uuid not null references institutions (id)
);
create index institution_identifiers_institution on institution_identifiers (institution_id);

create table issuer_groups (
    id uuid primary key,
    institution_id uuid not null references institutions (id),
    visibility text not null,
    settings text not null,
    name_nl {key} not null,
    name_en {key} not null,
    created_at bigint not null,
    archived_at bigint
);
create unique index issuer_groups_name_nl on issuer_groups (institution_id, name_nl) where archived_at is null and name_nl <> '';
create unique index issuer_groups_name_en on issuer_groups (institution_id, name_en) where archived_at is null and name_en <> '';

create table issuers (
    id uuid primary key,
    group_id uuid not null references issuer_groups (id),
    institution_id uuid not null references institutions (id),
    settings text not null,
    name_nl {key} not null,
    name_en {key} not null,
    created_at bigint not null,
    archived_at bigint
);
create unique index issuers_name_nl on issuers (group_id, name_nl) where archived_at is null and name_nl <> '';
create unique index issuers_name_en on issuers (group_id, name_en) where archived_at is null and name_en <> '';
create index issuers_institution on issuers (institution_id);

create table badge_classes (
    id uuid primary key,
    issuer_id uuid not null references issuers (id),
    group_id uuid not null references issuer_groups (id),
    institution_id uuid not null references institutions (id),
    state text not null,
    kind text not null,
    name {key} not null,
    draft text not null,
    settings text not null,
    version_id uuid,
    revision bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index badge_classes_issuer on badge_classes (issuer_id);
create index badge_classes_institution on badge_classes (institution_id, state, name);
create index badge_classes_listed on badge_classes (state, name, id);

create table badge_class_versions (
    id uuid primary key,
    class_id uuid not null references badge_classes (id),
    number bigint not null,
    content text not null,
    published_at bigint not null,
    unique (class_id, number)
);

-- Folded words and stems of published classes, for search in Dutch and English alike.
create table search_terms (
    term {key} not null,
    class_id uuid not null references badge_classes (id),
    weight bigint not null,
    primary key (term, class_id)
);
create index search_terms_class on search_terms (class_id);

create table persons (
    id uuid primary key,
    name text not null,
    mail text,
    language text not null,
    created_at bigint not null,
    erased_at bigint
);

-- Who a pseudonym in the audit trail is; erased with the person.
create table pseudonyms (
    person_id uuid primary key references persons (id),
    pseudonym uuid not null unique
);

create table accounts (
    id uuid primary key,
    person_id uuid not null references persons (id),
    kind text not null,
    issuer {key} not null,
    subject {key} not null,
    home_organisation text,
    acr text,
    created_at bigint not null,
    seen_at bigint not null,
    unique (issuer, subject)
);
create index accounts_person on accounts (person_id);

create table identifiers (
    person_id uuid not null references persons (id),
    kind text not null,
    value {key} not null,
    verified_at bigint not null,
    expires_at bigint,
    primary key (person_id, kind, value)
);
create index identifiers_value on identifiers (kind, value);

create table name_assurances (
    id uuid primary key,
    person_id uuid not null references persons (id),
    name text not null,
    source text not null,
    vouched_by text not null,
    acr text,
    verified_at bigint not null,
    expires_at bigint,
    chosen boolean not null
);
create index name_assurances_person on name_assurances (person_id);

create table roles (
    id uuid primary key,
    person_id uuid not null references persons (id),
    role text not null,
    node_kind text not null,
    node_id uuid not null,
    institution_id uuid references institutions (id),
    group_id uuid references issuer_groups (id),
    issuer_id uuid references issuers (id),
    class_id uuid references badge_classes (id),
    granted_at bigint not null,
    ends_at bigint
);
create unique index roles_once on roles (person_id, role, node_id);
create index roles_person on roles (person_id);
create index roles_node on roles (node_id);

-- A role promised to whoever proves a mail address (`insigne operator add`, a new institution's
-- first admin). `node_id` is the institution, or the nil id for the platform.
create table promised_roles (
    mail {key} not null,
    role text not null,
    node_id uuid not null,
    institution_id uuid references institutions (id),
    created_at bigint not null,
    primary key (mail, role, node_id)
);

create table sessions (
    token_hash bytea primary key,
    person_id uuid not null references persons (id),
    kind text not null,
    csrf text not null,
    strong boolean not null,
    id_token text,
    provider text not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);
create index sessions_person on sessions (person_id);

-- Sign-ins under way: one use each.
create table sign_ins (
    state_hash bytea primary key,
    provider text not null,
    nonce text not null,
    pkce_verifier text not null,
    browser_hash bytea not null,
    return_to text not null,
    acr_values text,
    person_id uuid,
    created_at bigint not null,
    expires_at bigint not null
);

-- Security counters that survive a restart.
create table counters (
    name {key} not null,
    window_start bigint not null,
    count bigint not null,
    primary key (name, window_start)
);

create table terms (
    id uuid primary key,
    institution_id uuid references institutions (id),
    kind text not null,
    version bigint not null,
    text_nl text not null,
    text_en text not null,
    published_at bigint not null
);
create unique index terms_version on terms (institution_id, kind, version);

create table terms_accepted (
    person_id uuid not null references persons (id),
    terms_id uuid not null references terms (id),
    accepted_at bigint not null,
    withdrawn_at bigint,
    primary key (person_id, terms_id)
);

create table award_files (
    id uuid primary key,
    class_id uuid not null references badge_classes (id),
    person_id uuid not null references persons (id),
    name text not null,
    total bigint not null,
    ready bigint not null,
    created_at bigint not null,
    batch_id uuid
);

create table award_file_rows (
    file_id uuid not null references award_files (id),
    number bigint not null,
    recipient text not null,
    status text not null,
    problems text not null,
    primary key (file_id, number)
);
create index award_file_rows_status on award_file_rows (file_id, status, number);

create table batches (
    id uuid primary key,
    class_id uuid not null references badge_classes (id),
    version_id uuid not null references badge_class_versions (id),
    institution_id uuid not null references institutions (id),
    created_by uuid not null references persons (id),
    source text not null,
    state text not null,
    total bigint not null,
    stored bigint not null,
    note text,
    form_key {key} not null unique,
    file_id uuid,
    due_at bigint not null,
    created_at bigint not null,
    finished_at bigint
);
create index batches_class on batches (class_id, created_at);

create table direct_awards (
    id uuid primary key,
    batch_id uuid not null references batches (id),
    class_id uuid not null references badge_classes (id),
    version_id uuid not null references badge_class_versions (id),
    institution_id uuid not null references institutions (id),
    number bigint not null,
    mail_key {key},
    eppn_key {key},
    recipient text not null,
    state text not null,
    blocks boolean not null,
    reason text,
    token_hash bytea not null unique,
    awarded_at bigint not null,
    sent_at bigint,
    ends_at bigint not null,
    ended_at bigint,
    claimed_by uuid,
    unique (batch_id, number)
);
create unique index direct_awards_open_mail on direct_awards (class_id, mail_key) where blocks and eppn_key is null;
create unique index direct_awards_open_eppn on direct_awards (class_id, eppn_key) where blocks;
create index direct_awards_mail on direct_awards (mail_key);
create index direct_awards_eppn on direct_awards (eppn_key);
create index direct_awards_batch on direct_awards (batch_id, state);
create index direct_awards_ends on direct_awards (state, ends_at);

create table claim_codes (
    award_id uuid not null references direct_awards (id),
    person_id uuid not null references persons (id),
    code_hash bytea not null,
    expires_at bigint not null,
    tries bigint not null,
    used_at bigint,
    primary key (award_id, person_id)
);

-- Addresses that asked for no more mails, as hashes.
create table no_more_mails (
    mail_hash bytea primary key,
    created_at bigint not null
);

create table outbox (
    id uuid primary key,
    message_id {key} not null unique,
    award_id uuid references direct_awards (id),
    kind text not null,
    recipient text,
    subject text,
    html text,
    body text,
    state text not null,
    attempts bigint not null,
    next_at bigint not null,
    leased_until bigint,
    last_error text,
    created_at bigint not null,
    sent_at bigint
);
create index outbox_due on outbox (state, next_at);
create index outbox_award on outbox (award_id);

create table delivery_events (
    award_id uuid not null references direct_awards (id),
    at bigint not null,
    state text not null,
    reason text,
    primary key (award_id, at, state)
);

create table jobs (
    id uuid primary key,
    kind text not null,
    payload text not null,
    state text not null,
    unique_key {key} unique,
    run_at bigint not null,
    attempts bigint not null,
    leased_until bigint,
    last_error text,
    created_at bigint not null,
    finished_at bigint
);
create index jobs_due on jobs (state, run_at);

create table signing_keys (
    id uuid primary key,
    issuer_id uuid not null references issuers (id),
    algorithm text not null,
    state text not null,
    public_jwk text not null,
    sealed_private bytea not null,
    master_key text not null,
    created_at bigint not null,
    compromised_since bigint
);
create unique index signing_keys_active on signing_keys (issuer_id, algorithm) where state = 'active';

create table status_lists (
    id uuid primary key,
    issuer_id uuid not null references issuers (id),
    length bigint not null,
    taken bigint not null,
    created_at bigint not null
);
create index status_lists_issuer on status_lists (issuer_id);

create table assertions (
    id uuid primary key,
    class_id uuid not null references badge_classes (id),
    version_id uuid not null references badge_class_versions (id),
    issuer_id uuid not null references issuers (id),
    institution_id uuid not null references institutions (id),
    person_id uuid references persons (id),
    award_id uuid unique references direct_awards (id),
    awarded_by uuid,
    name text,
    grade text,
    narrative text,
    evidence text,
    awarded_at bigint not null,
    valid_from bigint not null,
    valid_until bigint,
    revoked_at bigint,
    revocation_category text,
    revocation_reason text,
    public_choices text,
    archived_at bigint,
    salt text not null,
    status_list_id uuid not null references status_lists (id),
    status_index bigint not null,
    seen_at bigint,
    unique (status_list_id, status_index)
);
create index assertions_person on assertions (person_id);
create index assertions_class on assertions (class_id, valid_from);
create index assertions_version on assertions (version_id);

create table editions (
    id uuid primary key,
    assertion_id uuid not null references assertions (id),
    kind text not null,
    format text not null,
    body text not null,
    key_id uuid not null references signing_keys (id),
    created_at bigint not null
);
create unique index editions_once on editions (assertion_id, kind, format);

-- Append only.
create table audit (
    id uuid not null,
    note bigint not null,
    at bigint not null,
    actor text not null,
    pseudonym uuid,
    action text not null,
    institution_id uuid,
    node_kind text,
    node_id uuid,
    thing_kind text,
    thing_id uuid,
    before text,
    after text,
    primary key (id, note)
);
create index audit_institution on audit (institution_id, at);
create index audit_thing on audit (thing_id, at);
-- What was done to the platform itself, among every sign-in and claim: `platform_audit`.
create index audit_platform on audit (at, id, note) where
    (action = 'platform.run' or (action = 'node.create-below' and institution_id is null) or (action = 'sign-in' and thing_kind = 'role'));
