-- A node works an order out from its copy of the shop, and place_orders takes it if the shop is still the one of that copy (docs/decisions/0018).

-- Rises with every change that an order could depend on: of the settings, the menu and the recipes, not of the stock.
alter table store add column version bigint not null default 1;

drop type order_request;

alter table products drop column min_choices;

-- A line of an order, as it is stored.
alter type order_line
  drop attribute n, drop attribute line, drop attribute choices,
  add attribute name text, add attribute shown_name text, add attribute unit_price bigint, add attribute choices jsonb;

-- An order of the batch, as a node has worked it out. `refusal`: why nobody can place it. `unfit_for`: the restrictions with which the customer
-- cannot place it.
alter type order_draft
  drop attribute seq, drop attribute lines, drop attribute language,
  add attribute version bigint, add attribute refusal text, add attribute unfit_for text[], add attribute portions int,
  add attribute delivery_fee bigint, add attribute total bigint, add attribute lines order_line[];
