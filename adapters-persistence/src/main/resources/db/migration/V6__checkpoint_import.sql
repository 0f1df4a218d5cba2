-- The digest tells equal files apart from others; the place, who else uses the bytes there.
alter table checkpoint_file add column sha256 varchar(64);

create index checkpoint_file_sha256 on checkpoint_file (sha256);

create index checkpoint_file_location on checkpoint_file (location);

-- The name as long as the checkpoint holds it, null once that is Disabled; nulls differ from each other.
alter table checkpoint_file add column held_name varchar(255);

update checkpoint_file set held_name = name
where checkpoint_id in (select id from checkpoint where status <> 'DISABLED');

alter table checkpoint_file drop constraint checkpoint_file_name;

alter table checkpoint_file add constraint checkpoint_file_name unique (type, held_name);

-- The imports that are not through. attempt is also the fencing token of a claim; a row whose time has come waits.
create table checkpoint_import (
    checkpoint_id uuid primary key references checkpoint (id) on delete cascade,
    attempt integer not null,
    claimed boolean not null,
    next_try timestamp(6) with time zone not null
);

create index checkpoint_import_order on checkpoint_import (next_try);

-- name, location and sha256 are there once the file is in the store.
create table checkpoint_import_file (
    checkpoint_id uuid not null references checkpoint_import (checkpoint_id) on delete cascade,
    position integer not null,
    url varchar(4096) not null,
    name varchar(255),
    location varchar(2048),
    sha256 varchar(64),
    primary key (checkpoint_id, position)
);
