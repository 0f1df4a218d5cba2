-- Whether anything is left that a deleted user made is asked before the name is given again. Jobs and trainings have
-- their indexes by user already.
create index checkpoint_creator on checkpoint (creator);

create index dataset_creator on dataset (creator);

create index model_creator on model (creator);

create index endpoint_creator on endpoint (creator);

create index merge_job_user on merge_job (user_name);
