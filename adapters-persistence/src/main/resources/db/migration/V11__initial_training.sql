-- What holds for the pictures of a training that do not say it themselves; the defaults are for trainings that are there already.
alter table training_job add column repeats integer default 10 not null;

alter table training_job add column caption varchar default '' not null;
