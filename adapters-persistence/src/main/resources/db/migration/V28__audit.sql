-- Who changed what, and who read what belongs to others; each entry in the transaction of its change. Users and subjects are
-- kept by name, as entries outlive them. user_name is null for the commands of the installation's own machine.
create table audit_entry (
    id uuid primary key,
    created timestamp(6) with time zone not null,
    user_name varchar(128),
    key_name varchar(64),
    request_id varchar(64),
    action varchar(32) not null,
    subject_type varchar(32) not null,
    subject varchar(300) not null,
    details varchar(1000) not null,
    address varchar(64)
);

-- Each filter of the list has an index in the order of the list.
create index audit_entry_created on audit_entry (created, id);

create index audit_entry_user on audit_entry (user_name, created, id);

create index audit_entry_action on audit_entry (action, created, id);

create index audit_entry_subject on audit_entry (subject, created, id);

create index audit_entry_subject_type on audit_entry (subject_type, created, id);
