/** What the staff see of an order: the only place that decides it, for pushes, lists and answers. */

import { isAboutAllergy } from '../contract/allergy-notes.ts'
import { moneyIn } from '../contract/currency.ts'
import { longestShortNote, type QueueOrder, type Role, type StaffOrder } from '../contract/index.ts'
import { finalStatuses, queueOf } from '../contract/order-life.ts'
import { workAmendmentsOf } from './amendments.ts'
import { balanceOf, cookingOf, courierLocation, delayOf, etaOf, placeOf, sumsOf, type WorkRow } from './document.ts'
import type { Ticket } from './read.ts'
import { wireTime } from './wire.ts'

export interface Viewer {
  role: Role
  /** Absent: any account of the role that does not carry the order. */
  accountId?: string
}

/**
 * Managers see everything. A courier sees who receives an order while carrying it, from taking it to its end. The kitchen sees the notes
 * of the lines, what to leave out, what the customer does not eat, and the note of the order where it speaks of an allergy; the warehouse
 * sees only what to leave out. All roles see the lines and the times.
 */
const rightsOf = ({ role, accountId }: Viewer, { courier_id, status }: WorkRow) => {
  const isManager = role === 'manager'
  const isCarrier = role === 'courier' && courier_id !== null && courier_id === accountId && !finalStatuses.includes(status)
  return {
    isManager,
    isCarrier,
    recipient: isManager || isCarrier,
    lineNotes: isManager || role === 'kitchen',
    diet: isManager || role === 'kitchen',
    exclusions: isManager || role === 'kitchen' || role === 'warehouse',
  }
}
type Rights = ReturnType<typeof rightsOf>

const itemsOf = ({ items, item_details }: WorkRow, rights: Rights): StaffOrder['items'] =>
  items.map(({ line = 0, productId, name, quantity, exclude, note, choices }, n) => {
    const { category, conflicts } = item_details[n] ?? {}
    return {
      line,
      productId,
      name,
      quantity,
      ...(category && { category }),
      ...(rights.exclusions && { exclude }),
      ...(choices.length > 0 && { choices: choices.map(({ id, option, name }) => ({ id, option, name })) }),
      ...(rights.diet && conflicts && { dietaryConflicts: conflicts }),
      ...(rights.lineNotes && note !== null && { note }),
    }
  })

const deliveryOf = (row: WorkRow, rights: Rights): StaffOrder['delivery'] => ({
  ...(row.deliver_at !== null && { at: wireTime(row.deliver_at) }),
  rideMinutes: Math.ceil(row.delivery_minutes),
  ...(rights.recipient && placeOf(row)),
})

const courierOf = (row: WorkRow, { isManager, isCarrier }: Rights): Pick<StaffOrder, 'courier'> =>
  row.courier_name === null ? {} : { courier: { name: row.courier_name, isYou: isCarrier, ...(isManager && courierLocation(row)) } }

/** For the role that took the last step; where a courier took it, for that courier. */
const undoOf = ({ last_step, undo_until }: WorkRow, { role }: Viewer, { isCarrier }: Rights): Pick<StaffOrder, 'undoUntil'> =>
  undo_until !== null && last_step?.role === role && (role !== 'courier' || isCarrier) ? { undoUntil: wireTime(undo_until) } : {}

/** What the person at the door has to know. The PIN itself is the customer's alone. */
const doorOf = (row: WorkRow, { recipient, isCarrier }: Rights): Pick<StaffOrder, 'pinTriesLeft' | 'atDoorUntil' | 'customerPhone'> => ({
  ...(recipient && row.pin_tries_left !== null && { pinTriesLeft: row.pin_tries_left }),
  ...(recipient && row.at_door_until && { atDoorUntil: wireTime(row.at_door_until) }),
  ...(isCarrier && row.phones && { customerPhone: row.phones[1] }),
})

/** What both forms have. */
const aboutOrder = (row: WorkRow, viewer: Viewer, rights: Rights) => ({
  id: row.id,
  number: row.number,
  requestId: row.request_id,
  version: row.version,
  status: row.status,
  items: itemsOf(row, rights),
  ...workAmendmentsOf(row),
  ...(rights.diet && row.dietary_restrictions.length > 0 && { dietaryRestrictions: row.dietary_restrictions }),
  ...((rights.recipient || (rights.diet && isAboutAllergy(row.note))) && row.note !== null && { note: row.note }),
  ...(row.area && { area: { code: row.area.code, name: row.area.name } }),
  delivery: deliveryOf(row, rights),
  ...(rights.recipient && {
    payment: {
      method: row.payment_method,
      status: row.payment_status,
      amount: { amount: row.payment_amount, currency: row.currency },
    },
  }),
  eta: etaOf(row),
  ...delayOf(row),
  ...courierOf(row, rights),
  ...doorOf(row, rights),
  ...undoOf(row, viewer, rights),
  ...(row.comes_at !== null && { comesAt: wireTime(row.comes_at) }),
  ...(row.overdue_at !== null && { overdueSince: wireTime(row.overdue_at) }),
  ...(row.short_at !== null && { shortSince: wireTime(row.short_at) }),
  ...(row.stranded_at !== null && { strandedSince: wireTime(row.stranded_at) }),
  workBeginsAt: wireTime(row.work_begins_at),
  placedAt: wireTime(row.placed_at),
})

const isLong = (note: string | undefined): note is string => note !== undefined && note.length > longestShortNote

const shorten = <Noted extends { note?: string | undefined }>(noted: Noted): Noted =>
  isLong(noted.note) ? { ...noted, note: `${noted.note.slice(0, longestShortNote - 1).toWellFormed()}…` } : noted

/** The short form, for the queues. */
export const toQueueOrder = ({ order }: Pick<Ticket, 'order'>, viewer: Viewer): QueueOrder => {
  const whole = aboutOrder(order, viewer, rightsOf(viewer, order))
  const shortened = [whole, ...whole.items].some(({ note }) => isLong(note))
  return { shortened, ...shorten(whole), items: whole.items.map(shorten) }
}

const billOf = (row: WorkRow): StaffOrder['bill'] => {
  const money = moneyIn(row.currency)
  return { lines: row.items.map(({ unitPrice, quantity }) => money(unitPrice * quantity)), ...sumsOf(row), ...balanceOf(row) }
}

/** Who took each step. `names` are those of the staff, by account. */
const timelineOf = ({ timeline, taken_by }: WorkRow, names: ReadonlyMap<string, string>): StaffOrder['timeline'] =>
  timeline.map((step) => {
    const taken = taken_by?.find(({ status, at }) => status === step.status && at === step.at)
    const name = taken?.by === undefined ? undefined : names.get(taken.by)
    return { ...step, ...(taken && { by: { actor: taken.role, ...(name !== undefined && { name }) } }) }
  })

/** The whole order. */
export const toStaffOrder = ({ order: row, rating }: Ticket, viewer: Viewer, names: ReadonlyMap<string, string>): StaffOrder => {
  const rights = rightsOf(viewer, row)
  return {
    cooking: cookingOf(row),
    timeline: timelineOf(row, names),
    ...aboutOrder(row, viewer, rights),
    ...(row.delivered_at !== null && { deliveredAt: wireTime(row.delivered_at) }),
    ...(rights.recipient && { bill: billOf(row) }),
    ...(rights.recipient && row.reason !== null && { reason: row.reason }),
    ...(rights.recipient && row.staff_notes.length > 0 && { staffNotes: row.staff_notes }),
    ...(rights.isManager && row.comment !== null && { comment: row.comment }),
    ...(rights.isManager && rating !== null && { rating }),
  }
}

/** Whether `order:get` shows an order: managers see every order, other roles those in their queue, couriers none that another courier has. */
export const maySee = ({ role, accountId }: Viewer, { status, courier_id }: WorkRow): boolean =>
  role === 'manager' || (queueOf(role).includes(status) && (role !== 'courier' || courier_id === null || courier_id === accountId))
