create table dataset (
    id uuid primary key,
    name varchar(128) not null constraint dataset_name unique,
    prefix varchar(1024) not null,
    location varchar(2048) not null,
    status varchar(16) not null,
    params varchar not null,
    creator varchar(128) not null,
    created timestamp(6) with time zone not null
);

-- One for each way to list: all, and those of a status.
create index dataset_newest on dataset (created desc, id desc);

create index dataset_status on dataset (status, created desc, id desc);

create table dataset_item (
    dataset_id uuid not null references dataset (id) on delete cascade,
    position integer not null,
    file varchar(512) not null,
    name varchar not null,
    type varchar not null,
    params varchar not null,
    status varchar(16) not null,
    primary key (dataset_id, position),
    constraint dataset_item_file unique (dataset_id, file)
);

-- To whom a dataset is open: names of roles and users, or '*'.
create table dataset_access (
    dataset_id uuid not null references dataset (id) on delete cascade,
    principal varchar(128) not null,
    primary key (dataset_id, principal)
);

create index dataset_access_principal on dataset_access (principal, dataset_id);

-- The list of checkpoints, narrowed to a type or a status.
create index checkpoint_type on checkpoint (type, created desc, id desc);

create index checkpoint_status on checkpoint (status, created desc, id desc);
