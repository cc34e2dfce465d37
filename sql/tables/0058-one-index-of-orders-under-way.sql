-- orders_under_way replaces it: a list of the open statuses implies that the status is none of those that are over
drop index orders_open;
