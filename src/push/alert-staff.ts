import type { Queryable } from '../database/database.ts'

/** Queues pushes to the staff of new orders, cancellations and alarms. Several nodes can do so at the same time: each thing is told once. */
export const alertStaff = async (database: Queryable): Promise<void> => {
  await database.query('select alert_staff()')
}

export const pruneStaffAlerts = async (database: Queryable): Promise<void> => {
  await database.query('select prune_staff_alerts()')
}
