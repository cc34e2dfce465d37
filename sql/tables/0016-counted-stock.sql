-- A count can find less than the orders have reserved: then the orders that were placed last wait, or are rejected.
alter table stock drop constraint reserved_is_covered;
