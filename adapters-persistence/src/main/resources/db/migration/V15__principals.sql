-- Principals carry their kind: 'role:designer', 'user:ann' or '*'. What is there already was made open to the roles of its
-- creator, or, where they held none, to the creator alone. So a name that is not its creator's is a role's.
alter table checkpoint_access alter column principal set data type varchar(140);

alter table dataset_access alter column principal set data type varchar(140);

alter table model_access alter column principal set data type varchar(140);

update checkpoint_access set principal = case
    when principal = (select creator from checkpoint where id = checkpoint_id)
        and not exists (select 1 from user_role where user_name = principal and role_name = principal)
    then 'user:' || principal else 'role:' || principal end
where principal <> '*';

update dataset_access set principal = case
    when principal = (select creator from dataset where id = dataset_id)
        and not exists (select 1 from user_role where user_name = principal and role_name = principal)
    then 'user:' || principal else 'role:' || principal end
where principal <> '*';

update model_access set principal = case
    when principal = (select creator from model where id = model_id)
        and not exists (select 1 from user_role where user_name = principal and role_name = principal)
    then 'user:' || principal else 'role:' || principal end
where principal <> '*';
