-- The node that did what an entry of the audit log tells, for `customerbackend explain`. Null: another program, or it was done before this column existed.

-- a node names itself in `application_name`: this_node() of sql/functions/values.sql
alter table audit add column node uuid;
