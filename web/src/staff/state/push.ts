/** The notifications of this tablet while the board is closed. The gateway tells each role what its queue gets, and the managers of alarms. */
import type { Client } from '#client'
import type { StaffRole } from '#contract'
import { BrowserPush, type PushRequests } from '../../ui/push.ts'
import type { NewsKind } from './news.ts'

export const push = new BrowserPush({ scope: '/staff', mark: 'staff-push' })

export const pushRequests = (client: Client<'/staff'>): PushRequests => ({
  key: () => client.request('push:key'),
  list: () => client.request('push:list'),
  subscribe: (subscription) => client.request('push:subscribe', subscription),
  unsubscribe: () => client.request('push:unsubscribe'),
})

/** A courier has the board open on the road, and nothing is pushed to them. */
export const pushedTo: Readonly<Record<StaffRole, readonly NewsKind[]>> = {
  warehouse: ['arrived', 'cancelled'],
  kitchen: ['arrived', 'cancelled'],
  courier: [],
  manager: ['arrived', 'cancelled', 'late', 'overdue', 'stranded'],
}
