-- The name without a model file's ending, in lower case: payloads name models so, and node software compares them so. In lower
-- case a name can be longer than it was.
alter table checkpoint_file add column stem varchar(1024);

update checkpoint_file set stem = regexp_replace(lower(name), '\.(safetensors|ckpt|pt|pth|bin|sft|gguf|yaml)$', '');

alter table checkpoint_file alter column stem set not null;

create index checkpoint_file_stem on checkpoint_file (stem);
