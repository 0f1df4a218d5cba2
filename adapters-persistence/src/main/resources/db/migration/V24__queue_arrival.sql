-- Operators page through the queue in order of arrival.
create unique index inference_queue_place on inference_queue (place);
