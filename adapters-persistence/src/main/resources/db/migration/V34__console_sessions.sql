-- Browsers that are signed in at the console. Only hashes are kept: of the token, and of what the user signed in with. No reference to
-- app_user: a session of a deleted user is of no use, and goes when it expires.
create table console_session (
    hash varchar(64) primary key,
    user_name varchar(128) not null,
    credential_hash varchar(64) not null,
    expires timestamp(6) with time zone not null
);

create index console_session_expires on console_session (expires);

create index console_session_user on console_session (user_name, expires);
