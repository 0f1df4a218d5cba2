-- Users take turns. turn: the virtual time at which the job is due. The jobs of an endpoint and urgency are claimed by turn, and
-- those of the same turn by place. Rows of before have none, so they come first, in order of arrival.
alter table inference_queue add column user_name varchar(128);

alter table inference_queue add column turn bigint default 0 not null;

update inference_queue set user_name = (select j.user_name from inference_job j where j.id = inference_queue.job_id);

-- The claim walks along these two. inference_queue_order stays: it has the order of arrival.
create index inference_queue_turn on inference_queue (endpoint_id, urgency, turn, place);

drop index inference_queue_model;

create index inference_queue_model on inference_queue (model, endpoint_id, urgency, turn, place);

-- The last turn of a user.
create index inference_queue_user on inference_queue (user_name, endpoint_id, urgency, turn);

-- How far each node has come: the turn that was due when it last claimed a job of this urgency, for each endpoint that it
-- serves. A row of each node, so that nodes that claim at the same time do not wait for each other.
create table inference_turn (
    node varchar(255) not null,
    urgency smallint not null,
    endpoint_id uuid not null,
    turn bigint not null,
    primary key (node, urgency, endpoint_id)
);

create index inference_turn_endpoint on inference_turn (endpoint_id, urgency, turn);

create index inference_turn_urgency on inference_turn (urgency, turn);
