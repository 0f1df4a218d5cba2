-- Secrets for imports from hosts, encrypted with a key that is not in the database. owner: null for the imports of all users, and
-- owner_key is empty then, since nulls differ from each other.
create table import_credential (
    id uuid primary key,
    host varchar(300) not null,
    owner varchar(128) references app_user (name) on delete cascade,
    owner_key varchar(128) not null,
    kind varchar(16) not null,
    parameter varchar(64) not null,
    secret varchar(8192) not null,
    created timestamp(6) with time zone not null,
    last_used timestamp(6) with time zone,
    constraint import_credential_host unique (owner_key, host)
);

create index import_credential_owner on import_credential (owner);
