-- How the load was in the last two days: a row of queue_sample every few minutes, written by the replica that is first, and one of
-- node_sample for each node, to which all replicas add for how long they had it run jobs since the sample before.
create table queue_sample (
    taken timestamp(6) with time zone primary key,
    waiting bigint not null,
    oldest_millis bigint not null
);

create table node_sample (
    taken timestamp(6) with time zone not null,
    node varchar(255) not null,
    busy_millis bigint not null,
    primary key (taken, node)
);
