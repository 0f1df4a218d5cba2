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
    checkpoint_id uuid not null references checkpoint (id) on delete cascade,
    primary key (field, term, checkpoint_id)
);

create index checkpoint_term_checkpoint on checkpoint_term (checkpoint_id, field);

-- The names of before. Other characters than those of ASCII, which databases count in two ways, are added when the files are read.
insert into checkpoint_term (field, term, checkpoint_id)
select distinct 'NAME', substring(f.stem from p.start for p.length), f.checkpoint_id
from checkpoint_file f
cross join (
    select 10 * tens.d + ones.d as start, lengths.d as length
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18), (19), (20),
        (21), (22), (23), (24), (25)) as tens(d)
    cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as ones(d)
    cross join (values (2), (3)) as lengths(d)) p
where p.start + p.length - 1 <= char_length(f.stem)
    and regexp_replace(substring(f.stem from p.start for p.length), '[^ -~]', '') = substring(f.stem from p.start for p.length);
