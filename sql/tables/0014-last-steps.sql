-- The last step of an order, so that the role that took it can undo it: { from, role, at, courierId?, movement? }, the status before, who took it and
-- when, the courier before, and the movement of the stock that it caused. Null: there is no step to undo.
alter table orders add column last_step jsonb;
