-- Without foreign keys, which are checked for every order with a promotion code: the order of the same statement refers to the account, its code to a
-- promotion whose count is locked, and no promotion is ever deleted.

alter table redemptions drop constraint redemptions_account_id_fkey, drop constraint redemptions_promotion_id_fkey;
