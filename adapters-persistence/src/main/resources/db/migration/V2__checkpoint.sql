create table checkpoint (
    id uuid primary key,
    type varchar(32) not null,
    status varchar(16) not null,
    origin varchar(16) not null,
    location varchar(2048) not null,
    uploads varchar not null,
    params varchar not null,
    creator varchar(128) not null,
    created timestamp(6) with time zone not null
);

create index checkpoint_newest on checkpoint (created desc, id desc);

create index checkpoint_origin on checkpoint (origin);

-- The unique constraint is what keeps a file name to one checkpoint of its type.
create table checkpoint_file (
    checkpoint_id uuid not null references checkpoint (id) on delete cascade,
    position integer not null,
    type varchar(32) not null,
    name varchar(255) not null,
    location varchar(2048) not null,
    primary key (checkpoint_id, position),
    constraint checkpoint_file_name unique (type, name)
);

-- To whom a checkpoint is open: names of roles and users, or '*'.
create table checkpoint_access (
    checkpoint_id uuid not null references checkpoint (id) on delete cascade,
    principal varchar(128) not null,
    primary key (checkpoint_id, principal)
);

create index checkpoint_access_principal on checkpoint_access (principal, checkpoint_id);
