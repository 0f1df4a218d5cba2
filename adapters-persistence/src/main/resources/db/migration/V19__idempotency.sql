-- Requests with an Idempotency-Key. digest: of the request. subject: the id of what it creates or starts. token: who works
-- on it, until lease_until. answer: null until there is one, and where it is made of the subject whenever it is asked for.
create table idempotency_record (
    user_name varchar(128) not null,
    operation varchar(255) not null,
    key_value varchar(255) not null,
    digest varchar(64) not null,
    subject uuid not null,
    token uuid not null,
    lease_until timestamp(6) with time zone not null,
    answer varchar,
    created timestamp(6) with time zone default current_timestamp not null,
    primary key (user_name, operation, key_value)
);

create index idempotency_record_created on idempotency_record (created);
