-- Keys that were there before have no date. last_used: written at most once a minute. After a rotation the previous secret
-- works until previous_until.
alter table api_key add column created timestamp(6) with time zone;

alter table api_key alter column created set default current_timestamp;

alter table api_key add column expires timestamp(6) with time zone;

alter table api_key add column last_used timestamp(6) with time zone;

alter table api_key add column previous_hash varchar(64);

alter table api_key add column previous_until timestamp(6) with time zone;

create unique index api_key_previous on api_key (previous_hash);
