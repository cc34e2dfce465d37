-- Limits that SQL enforces. src/contract/shapes/limits.ts has the same numbers; a test compares the two.

create or replace function max_favorites() returns int language sql immutable parallel safe return 50;

-- How long after a step of the staff it can be undone.
create or replace function max_seconds_to_undo() returns int language sql immutable parallel safe return 20;

-- How long after its delivery an order can be rated.
create or replace function max_days_to_rate() returns int language sql immutable parallel safe return 30;

-- How long a courier may be without a connection before the shift ends.
create or replace function max_minutes_away() returns int language sql immutable parallel safe return 20;

-- For how long notifications are listed and counted.
create or replace function notification_days() returns int language sql immutable parallel safe return 90;
