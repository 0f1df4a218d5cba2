create table endpoint (
    id uuid primary key,
    name varchar(63) not null constraint endpoint_name unique,
    type varchar(16) not null,
    instance_type varchar(128) not null,
    initial_instances integer not null,
    min_instances integer not null,
    max_instances integer not null,
    autoscaling boolean not null,
    running integer not null,
    creator varchar(128) not null,
    backend varchar(64) not null,
    status varchar(16) not null,
    error varchar,
    created timestamp(6) with time zone not null,
    ended timestamp(6) with time zone
);

create index endpoint_newest on endpoint (created desc, id desc);

create index endpoint_serving on endpoint (type, status);

create index endpoint_backend on endpoint (backend);

create table endpoint_role (
    endpoint_id uuid not null references endpoint (id) on delete cascade,
    position integer not null,
    role_name varchar(128) not null,
    primary key (endpoint_id, position)
);

create index endpoint_role_name on endpoint_role (role_name, endpoint_id);
