-- The GPU nodes that were added while the service runs. One that is removed stays for a while with its drain, until each replica
-- has seen that. version: another one after each change. instance_types: patterns, between line feeds; empty: those of the settings.
create table gpu_node (
    name varchar(255) primary key,
    url varchar(2000) not null,
    instance_types varchar not null,
    models_dir varchar(1000),
    user_name varchar(128) not null,
    added timestamp(6) with time zone default current_timestamp not null,
    version uuid not null,
    removed timestamp(6) with time zone
);
