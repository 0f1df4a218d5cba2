-- The hashes by which models are named elsewhere; auto_v2 is the beginning of sha256. A file without a row was not read. The position
-- is that of the file.
create table model_hash (
    checkpoint_id uuid not null references checkpoint (id) on delete cascade,
    position integer not null,
    sha256 varchar(64) not null,
    auto_v2 varchar(10) not null,
    auto_v3 varchar(12),
    legacy varchar(8) not null,
    primary key (checkpoint_id, position)
);

create index model_hash_auto_v2 on model_hash (auto_v2);

create index model_hash_auto_v3 on model_hash (auto_v3);

create index model_hash_legacy on model_hash (legacy);

-- The checkpoints whose files are to be read in the background, and no others. attempt is also the fencing token of a claim; a row
-- whose time has come waits. tries: how often it was claimed since it was added last.
create table model_reading (
    checkpoint_id uuid primary key references checkpoint (id) on delete cascade,
    attempt integer not null,
    tries integer not null,
    claimed boolean not null,
    next_try timestamp(6) with time zone not null
);

create index model_reading_order on model_reading (next_try);

create index model_reading_newest on model_reading (tries, next_try);

-- Those that were stored before.
insert into model_reading (checkpoint_id, attempt, tries, claimed, next_try)
select id, 0, 0, false, current_timestamp from checkpoint where status = 'ACTIVE' and origin = 'STORE';
