-- A manager may change what a promotion takes off, and an order keeps what it took off. True: the delivery fee. Null: redeemed before this was stored;
-- then it is what the promotion takes off now.
alter table redemptions add column free_delivery boolean;
