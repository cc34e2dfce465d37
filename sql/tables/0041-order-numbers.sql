-- Finds an order by the number that people say. Numbers rise with the rows, so a range index is enough, and it costs a new order nothing.
create index orders_number on orders using brin (number) with (pages_per_range = 16, autosummarize = on);
