-- From where a session was opened: whoever has signed in there before does not wait for what is guessed elsewhere.
-- SHA-256 of the account's id, a space and the address (of IPv6: its /64): enough to recognise it.
alter table sessions add column network bytea;
