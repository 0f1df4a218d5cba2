-- What users may use, for a user or for all with a role; null: not limited.
create table quota (
    holder varchar(160) primary key,
    user_name varchar(128) unique references app_user (name) on delete cascade,
    role_name varchar(128) unique references app_role (name) on delete cascade,
    gpu_seconds_per_day integer,
    jobs_waiting integer,
    jobs_per_minute integer
);

-- What users who have a quota have used in their last day and minute, as numbers since 1970 in UTC.
create table quota_use (
    user_name varchar(128) primary key,
    on_day bigint default 0 not null,
    gpu_millis bigint default 0 not null,
    in_minute bigint default 0 not null,
    jobs integer default 0 not null
);

-- Since when the job's node has it.
alter table inference_queue add column node_since timestamp(6) with time zone;
