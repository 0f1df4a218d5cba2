-- The jobs at compute that tells of their end later, from their start to their end, and no others, so it stays small.
-- result and failure: where compute said that it will put them; null until it has taken the job. look: when the job comes up.
create table inference_invocation (
    job_id uuid primary key references inference_job (id) on delete cascade,
    endpoint_id uuid not null,
    result varchar(2048),
    failure varchar(2048),
    look timestamp(6) with time zone not null
);

create index inference_invocation_look on inference_invocation (look);

create index inference_invocation_endpoint on inference_invocation (endpoint_id);
