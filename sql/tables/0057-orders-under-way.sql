create index concurrently if not exists orders_under_way on orders (account_id)
  where status not in ('delivered', 'returned', 'cancelled', 'rejected', 'expired');
