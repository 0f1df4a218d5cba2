-- The options that a user has set for generations, each value as JSON.
create table generation_option (
    user_name varchar(128) not null references app_user (name) on delete cascade,
    name varchar(100) not null,
    content varchar not null,
    primary key (user_name, name)
);

-- The present job of a user is looked for several times a second, while it is in progress.
create index inference_job_user_status on inference_job (user_name, status, inference_type, created, id);
