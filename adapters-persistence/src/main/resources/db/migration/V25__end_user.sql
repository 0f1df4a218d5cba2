-- Whom a client made a job for, in its own words: clients of OpenAI's API send it.
alter table inference_job add column end_user varchar(256);
