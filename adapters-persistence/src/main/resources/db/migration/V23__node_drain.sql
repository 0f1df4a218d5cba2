-- The nodes that take no new jobs until they are resumed, whether they are configured at present or not.
create table node_drain (
    node varchar(255) primary key,
    since timestamp(6) with time zone default current_timestamp not null,
    user_name varchar(128) not null
);
