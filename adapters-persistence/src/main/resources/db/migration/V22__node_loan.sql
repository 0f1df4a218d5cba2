-- The nodes, each with the claim that it is lent to for a part of that job. A loan holds while the claim's row in
-- inference_queue has this attempt, a node and a lease that has not lapsed; what is left behind has no meaning. Claims and
-- loans of a node lock its row.
create table node_loan (
    node varchar(255) primary key,
    job_id uuid,
    attempt integer
);
