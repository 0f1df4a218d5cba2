-- The loss of a training over its steps as JSON, of a limited number of points; empty before the first. Written with its progress.
alter table training_job add column losses varchar default '' not null;
