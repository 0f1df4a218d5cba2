-- The turn of the last job of a user that a node was given while others waited: the user's next one is due after it, also when it
-- has left the queue. A row of each node, so that nodes that claim at the same time do not wait for each other.
create table inference_user_turn (
    user_name varchar(128) not null,
    endpoint_id uuid not null,
    urgency smallint not null,
    node varchar(255) not null,
    turn bigint not null,
    primary key (user_name, endpoint_id, urgency, node)
);
