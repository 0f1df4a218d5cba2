-- How far imports are, whose they are, and whether they are paused: then next_try is far ahead. since: when it was added or
-- resumed; attempts_before: how often it had been claimed then. rate: bytes a second, as its worker last measured it.
alter table checkpoint_import add column user_name varchar(128) default '' not null;

alter table checkpoint_import add column paused boolean default false not null;

alter table checkpoint_import add column since timestamp(6) with time zone default current_timestamp not null;

alter table checkpoint_import add column attempts_before integer default 0 not null;

alter table checkpoint_import add column rate bigint default 0 not null;

create index checkpoint_import_user on checkpoint_import (user_name, next_try);

-- expected: the digest that the bytes must have. borrowed: the bytes are in the store for another checkpoint only.
alter table checkpoint_import_file add column known_name varchar(255);

alter table checkpoint_import_file add column expected varchar(64);

alter table checkpoint_import_file add column bytes bigint default 0 not null;

alter table checkpoint_import_file add column total bigint;

alter table checkpoint_import_file add column borrowed boolean default false not null;

-- Each import, also after its end: ended, outcome and how many bytes it fetched are set then.
create table import_record (
    checkpoint_id uuid primary key references checkpoint (id) on delete cascade,
    user_name varchar(128) not null,
    created timestamp(6) with time zone not null,
    ended timestamp(6) with time zone,
    outcome varchar(16),
    bytes bigint default 0 not null
);

create index import_record_newest on import_record (created desc, checkpoint_id desc);

create index import_record_user on import_record (user_name, created desc, checkpoint_id desc);

update checkpoint_import set
    user_name = (select c.creator from checkpoint c where c.id = checkpoint_import.checkpoint_id),
    since = (select c.created from checkpoint c where c.id = checkpoint_import.checkpoint_id);

insert into import_record (checkpoint_id, user_name, created)
select c.id, c.creator, c.created from checkpoint c join checkpoint_import i on i.checkpoint_id = c.id;
