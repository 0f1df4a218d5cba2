-- What users have used: totals of the jobs that ended on a day in UTC. Users, models and endpoints are kept by name, as usage outlives
-- them. A row of each node, so that the ends of jobs on different nodes do not wait for each other; empty where no node had
-- the job.
create table usage_day (
    on_day date not null,
    user_name varchar(128) not null,
    model varchar(255) not null,
    endpoint_name varchar(63) not null,
    node varchar(255) not null,
    succeeded bigint not null,
    failed bigint not null,
    canceled bigint not null,
    images bigint not null,
    compute_millis bigint not null,
    primary key (on_day, user_name, model, endpoint_name, node)
);

-- How long nodes have worked on the job in attempts that are over.
alter table inference_queue add column node_millis bigint default 0 not null;
