import type { RequestEvent, StaffRole } from '#contract'

export type Tab =
  | 'queue'
  | 'today'
  | 'picks'
  | 'stock'
  | 'dishes'
  | 'ratings'
  | 'customers'
  | 'couriers'
  | 'money'
  | 'activity'
  | 'broadcast'
  | 'menu'
  | 'settings'
  | 'team'
  | 'account'

/** The tabs of the board: the request that each needs, and the roles that may send it. A test compares them with the contract. */
export const tabs: Readonly<Record<Tab, { event: RequestEvent<'/staff'>; roles: readonly StaffRole[] }>> = {
  queue: { event: 'queue:list', roles: ['kitchen', 'warehouse', 'courier', 'manager'] },
  today: { event: 'shop:statistics', roles: ['manager'] },
  picks: { event: 'pick:list', roles: ['warehouse', 'manager'] },
  stock: { event: 'stock:list', roles: ['warehouse', 'manager'] },
  dishes: { event: 'menu:set_availability', roles: ['kitchen', 'manager'] },
  ratings: { event: 'rating:list', roles: ['manager'] },
  customers: { event: 'customer:find', roles: ['manager'] },
  couriers: { event: 'cash:hand_over', roles: ['manager'] },
  money: { event: 'refund:list', roles: ['manager'] },
  activity: { event: 'audit:list', roles: ['manager'] },
  broadcast: { event: 'notification:broadcast', roles: ['manager'] },
  menu: { event: 'product:save', roles: ['manager'] },
  settings: { event: 'shop:save', roles: ['manager'] },
  team: { event: 'staff:list', roles: ['manager'] },
  account: { event: 'staff:get', roles: ['kitchen', 'warehouse', 'courier', 'manager'] },
}
