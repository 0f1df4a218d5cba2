-- attempt: also the fencing token of a claim. lease_until: until when nobody else may take a Creating one.
-- checkpoint_id: null until it is Complete; the model goes with its checkpoint.
create table model (
    id uuid primary key,
    name varchar(128) not null,
    type varchar(32) not null,
    status varchar(16) not null,
    file varchar(255) not null,
    upload_id varchar(1024) not null,
    upload_parts integer not null,
    output varchar(2048) not null,
    params varchar not null,
    error varchar,
    creator varchar(128) not null,
    created timestamp(6) with time zone not null,
    attempt integer not null,
    lease_until timestamp(6) with time zone,
    checkpoint_id uuid references checkpoint (id) on delete cascade
);

create index model_newest on model (created desc, id desc);

create index model_type on model (type, created desc, id desc);

create index model_checkpoint on model (checkpoint_id);

-- To whom a model is open: names of roles and users, or '*'.
create table model_access (
    model_id uuid not null references model (id) on delete cascade,
    principal varchar(128) not null,
    primary key (model_id, principal)
);

create index model_access_principal on model_access (principal, model_id);
