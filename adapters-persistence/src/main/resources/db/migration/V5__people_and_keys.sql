alter table app_user add column password_hash varchar(255);

-- A role that goes is taken off its users, also off those who get it at the same moment.
delete from user_role where role_name not in (select name from app_role);

alter table user_role add constraint user_role_exists foreign key (role_name) references app_role (name) on delete cascade;

create index user_role_of on user_role (role_name, user_name);

alter table api_key add column bound boolean default false not null;

alter table api_key add column origin varchar(16) default 'SETTINGS' not null;

create index api_key_user on api_key (user_name);
