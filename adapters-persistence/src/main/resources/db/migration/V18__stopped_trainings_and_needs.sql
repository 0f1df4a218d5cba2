-- The trainings that were stopped while they were queued or ran, until what they had saved is a checkpoint. Without a
-- reference to the job, which may be deleted before. lease_until: when it may be claimed.
create table stopped_training (
    job_id uuid primary key,
    backend varchar(64) not null,
    user_name varchar(128) not null,
    output varchar(2048) not null,
    output_name varchar(255) not null,
    stopped timestamp(6) with time zone default current_timestamp not null,
    attempt integer default 0 not null,
    lease_until timestamp(6) with time zone not null
);

create index stopped_training_due on stopped_training (backend, lease_until);

create index stopped_training_age on stopped_training (stopped);

-- need: made of what the job needs of a node, so that the different needs are found along an index. Jobs that have a value of
-- their own, because they are there already or another release adds them, are given the right one when they are found.
alter table inference_queue add column need uuid;

update inference_queue set need = job_id;

alter table inference_queue alter column need set default gen_random_uuid();

alter table inference_queue alter column need set not null;

create index inference_queue_need on inference_queue (need, unservable_since);
