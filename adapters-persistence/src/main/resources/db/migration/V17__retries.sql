-- excluded: the nodes that are not to get the job again, each between two line feeds. excused: how many of the claims do not
-- count as attempts. unservable_since: since when no node can run it.
alter table inference_queue add column excluded varchar;

alter table inference_queue add column excused integer default 0 not null;

alter table inference_queue add column unservable_since timestamp(6) with time zone;
