-- The total that the customer saw: an order at another total is not placed.
alter type order_request add attribute expected_total bigint, add attribute expected_currency text;
