-- A request to the store is complete when all of it has arrived, in one delivery or in several, or it is cancelled. What is open of the requests of an
-- ingredient is its `requested`. A request changes only under the lock of the ingredient's stock.
alter table restock_requests
  add column received bigint not null default 0,
  add column cancelled_at timestamptz,
  add column cancelled_by uuid references accounts;
update restock_requests set received = quantity where received_at is not null;

-- Until now a delivery lowered `requested` and did not close the requests that it completed only in part: the oldest have received the difference.
with open as (
  select r.id, r.quantity, sum(r.quantity) over (partition by r.ingredient_id order by r.requested_at, r.id) - r.quantity as before,
    sum(r.quantity) over (partition by r.ingredient_id) - s.requested as arrived
  from restock_requests r join stock s on s.ingredient_id = r.ingredient_id where r.received_at is null
)
update restock_requests r set received = least(o.quantity, o.arrived - o.before), received_at = case when o.quantity <= o.arrived - o.before then now() end
from open o where o.id = r.id and o.arrived > o.before;

alter table restock_requests
  add constraint restock_received check (received between 0 and quantity and (received_at is not null) = (received = quantity)),
  add constraint restock_cancelled check (cancelled_at is null or received_at is null);
drop index restock_requests_open;
create index restock_requests_open on restock_requests (ingredient_id) where received_at is null and cancelled_at is null;
