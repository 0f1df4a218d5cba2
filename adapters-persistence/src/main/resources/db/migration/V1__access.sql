-- Runs on PostgreSQL and on H2 in its PostgreSQL mode, as do all files beside it.
create table app_user (
    name varchar(128) primary key,
    creator varchar(128) not null,
    created timestamp(6) with time zone not null
);

create table user_role (
    user_name varchar(128) not null references app_user (name) on delete cascade,
    role_name varchar(128) not null,
    primary key (user_name, role_name)
);

create table app_role (
    name varchar(128) primary key,
    creator varchar(128) not null,
    created timestamp(6) with time zone not null
);

create table role_permission (
    role_name varchar(128) not null references app_role (name) on delete cascade,
    permission varchar(64) not null,
    primary key (role_name, permission)
);

create table api_key (
    name varchar(128) primary key,
    hash varchar(64) not null unique,
    user_name varchar(128) not null
);
