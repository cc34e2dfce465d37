-- When the shop is open, and when a category or a dish can be ordered, on the shop's clock: { mon: ["10:00-14:00", "18:00-02:00"], … }. What goes
-- past midnight belongs to the day on which it begins. Null: always.
alter table store
  add column hours jsonb check (jsonb_typeof(hours) = 'object'),
  -- days with hours of their own: { "2026-12-24": ["10:00-14:00"], "2026-12-25": [] }
  add column special_days jsonb not null default '{}' check (jsonb_typeof(special_days) = 'object'),
  -- A manager has stopped taking orders: until then, or until a manager resumes.
  add column paused boolean not null default false,
  add column paused_until timestamptz check (paused or paused_until is null),
  add column pause_reason text check (paused or pause_reason is null);

alter table categories add column hours jsonb check (jsonb_typeof(hours) = 'object');
alter table products add column hours jsonb check (jsonb_typeof(hours) = 'object');
