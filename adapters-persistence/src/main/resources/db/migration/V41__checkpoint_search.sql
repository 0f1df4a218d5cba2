-- What is written about checkpoints.
create table checkpoint_note (
    checkpoint_id uuid primary key references checkpoint (id) on delete cascade,
    notes varchar(4000) not null
);

-- By what checkpoints are searched. field: NAME, then the term is two or three characters that follow each other in a file's stem;
-- FAMILY, KIND and BASE, by the descriptions of the files; TAG.
create table checkpoint_term (
    field varchar(8) not null,
    term varchar(200) not null,
    checkpoint_id uuid not null references checkpoint (id) on delete cascade
);

-- Where the parts of a name can be.
create table name_part (
    start integer not null,
    length integer not null,
    primary key (start, length)
);

insert into name_part (start, length)
select 10 * tens.d + ones.d, lengths.d
from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18), (19), (20), (21),
    (22), (23), (24), (25)) as tens(d)
cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as ones(d)
cross join (values (2), (3)) as lengths(d);

-- The names of before, each part where it is first in them, which is faster than to sort all parts. Other characters than those of
-- ASCII, which databases count in two ways, are added when the files are read.
insert into checkpoint_term (field, term, checkpoint_id)
select 'NAME', substring(f.stem from p.start for p.length), f.checkpoint_id
from (
    select checkpoint_id, position as place, stem, regexp_replace(stem, '[^ -~]', '') = stem as is_ascii from checkpoint_file) f
join name_part p on p.start < char_length(f.stem)
where p.start + p.length - 1 <= char_length(f.stem)
    and (f.is_ascii
        or regexp_replace(substring(f.stem from p.start for p.length), '[^ -~]', '') = substring(f.stem from p.start for p.length))
    and position(substring(f.stem from p.start for p.length) in f.stem) = p.start
    and not exists (
        select 1 from checkpoint_file o
        where o.checkpoint_id = f.checkpoint_id and o.position < f.place
            and position(substring(f.stem from p.start for p.length) in o.stem) > 0);

drop table name_part;

-- Their indexes are built at once, which is faster than to keep them in order.
alter table checkpoint_term add primary key (field, term, checkpoint_id);

create index checkpoint_term_checkpoint on checkpoint_term (checkpoint_id, field);
