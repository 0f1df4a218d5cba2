-- The span that started the job, as a W3C traceparent, so that whichever replica runs it goes on with the trace; null where it was
-- not traced.
alter table inference_job add column trace varchar(55);
