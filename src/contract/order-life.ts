import type { OrderStatus } from './shapes/order.ts'
import type { Role } from './shapes/role.ts'

type Actor = Role | 'system'

/** The steps of an order: from each status to the next, and the roles that may take the step. A test compares it with the table `order_transitions`. */
export const transitions: Readonly<Record<OrderStatus, Partial<Record<OrderStatus, readonly Actor[]>>>> = {
  awaiting_payment: { placed: ['system'], expired: ['system'], cancelled: ['customer'] },
  placed: { confirmed: ['warehouse', 'manager'], rejected: ['manager', 'system'], cancelled: ['customer'] },
  confirmed: { in_preparation: ['kitchen', 'manager'], rejected: ['kitchen', 'manager', 'system'] },
  in_preparation: { ready_for_pickup: ['kitchen', 'manager'], rejected: ['kitchen', 'manager', 'system'] },
  ready_for_pickup: { in_transit: ['courier', 'manager'], rejected: ['kitchen', 'manager'] },
  in_transit: { delivered: ['courier', 'manager'], returned: ['courier', 'manager'] },
  delivered: {},
  returned: {},
  cancelled: {},
  rejected: {},
  expired: {},
}

const statuses = Object.keys(transitions) as OrderStatus[]

/** The statuses that have no next status. */
export const finalStatuses: readonly OrderStatus[] = statuses.filter((status) => Object.keys(transitions[status]).length === 0)

/** The statuses that have a next status. */
export const openStatuses: readonly OrderStatus[] = statuses.filter((status) => !finalStatuses.includes(status))

/** The statuses in which the customer can cancel. */
export const cancellableStatuses: readonly OrderStatus[] = statuses.filter((status) => transitions[status].cancelled?.includes('customer'))

/** The statuses whose step the staff can undo: no money moves with it. A test compares them with the database. */
export const undoableStatuses: readonly OrderStatus[] = ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit']

/** The statuses in which the kitchen can say that an order takes longer. A test compares them with the database. */
export const delayableStatuses: readonly OrderStatus[] = ['placed', 'confirmed', 'in_preparation']

const targetsOf = (status: OrderStatus) => Object.keys(transitions[status]) as OrderStatus[]

/** Where a role may move an order. */
export const stepsOf = (role: Role, status: OrderStatus): OrderStatus[] =>
  targetsOf(status).filter((to) => transitions[status][to]?.includes(role))

/** The next status of an order that nothing stops: the first that the table names. Undefined in a final status. */
export const nextStatus = (status: OrderStatus): OrderStatus | undefined => targetsOf(status)[0]

/**
 * The statuses in which a role has work to do: a step that leads to the door. A courier may already take an order that is in preparation. To give up an
 * order is no work, so an order that is ready leaves the kitchen, although the kitchen may still reject it.
 */
export const queueOf = (role: Role): readonly OrderStatus[] =>
  statuses.filter(
    (status) =>
      stepsOf(role, status).some((to) => to === 'delivered' || !finalStatuses.includes(to)) ||
      (role === 'courier' && status === 'in_preparation'),
  )

/** Who usually takes that step: the first that the table names. */
export const nextActor = (status: OrderStatus): Actor | undefined => {
  const next = nextStatus(status)
  return next && transitions[status][next]?.[0]
}

const onwards = (status: OrderStatus | undefined): OrderStatus[] => (status ? [status, ...onwards(nextStatus(status))] : [])

/** Every status of an order that nothing stops, in order. */
export const usualWay: readonly OrderStatus[] = onwards('placed')
