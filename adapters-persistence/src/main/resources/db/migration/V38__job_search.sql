-- By what jobs are searched: the name of their checkpoint, and how their prompt begins, in small letters and with single spaces; null in
-- rows of before. Without an index of their own: a search looks at a limited number of rows, along the indexes of pages.
alter table inference_job add column model varchar(255);

alter table inference_job add column prompt varchar(2000);
