-- What the lines of an order have chosen.

-- The ids of what a line has chosen.
create or replace function chosen_ids(p_choices jsonb) returns uuid[] language sql immutable parallel safe
return array(select (c ->> 'id')::uuid from jsonb_array_elements(p_choices) c);
