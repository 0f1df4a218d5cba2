-- backend: the compute that the training is for, which alone may claim it. queued: since when the training is in the queue;
-- how long those wait that are there already is counted from now.
alter table training_queue add column backend varchar(64);

update training_queue set backend = (select job.backend from training_job job where job.id = training_queue.job_id);

alter table training_queue alter column backend set not null;

alter table training_queue add column queued timestamp(6) with time zone default current_timestamp not null;

-- A claim walks along the jobs of its compute in their order, and passes over those that are taken.
drop index training_queue_lease;

create index training_queue_order on training_queue (backend, place);
