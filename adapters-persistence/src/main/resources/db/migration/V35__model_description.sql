-- What the files of checkpoints are, by their headers, as JSON. A file without a row was not read. The position is that of the file.
create table model_description (
    checkpoint_id uuid not null references checkpoint (id) on delete cascade,
    position integer not null,
    description varchar(16384) not null,
    primary key (checkpoint_id, position)
);
