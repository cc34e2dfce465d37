/**
 * The wire contract: every event, payload, acknowledgement and push, once.
 * Types, validation, the clients' types and the reference are derived from it.
 */
import * as account from './account.ts'
import * as favorite from './favorite.ts'
import * as feed from './feed.ts'
import * as history from './history.ts'
import * as menu from './menu.ts'
import * as notification from './notification.ts'
import * as order from './order.ts'
import * as paymentRequests from './payment-requests.ts'
import * as rating from './rating.ts'
import * as recommendation from './recommendation.ts'
import type { PushMap, RequestMap } from './request.ts'
import * as staff from './staff.ts'

const { accountSignUp, accountSignIn, accountGet, accountUpdate } = account
const { accountSessions, accountRevokeSession, accountChangePassword, accountSignOut, accountDelete, accountExport } = account
const { menuList, menuGet } = menu
const { orderQuote, orderPlace, orderGet, orderPending, orderList, orderCancel } = order
const { paymentGet, paymentRetry } = paymentRequests
const { orderStatistics, orderReport } = history
const { favoriteList, favoriteSave, favoriteRemove, orderReorder } = favorite
const { orderRate, ratingList, ratingPushes } = rating
const { feedReplay, feedPushes, connectionPushes, livePushes } = feed
const { notificationList, notificationRead, notificationBroadcast } = notification
const { recommendationList } = recommendation
const { queueList, orderAdvance, orderAssign, courierLocate, paymentCollect } = staff
const { stockList, stockReceive, menuSetAvailability, staffPushes } = staff

/** What each namespace answers. */
export const requests = {
  '/guest': { accountSignUp, accountSignIn, menuList, menuGet },
  '/': {
    menuList,
    menuGet,
    orderQuote,
    orderPlace,
    orderGet,
    orderPending,
    orderList,
    orderCancel,
    paymentGet,
    paymentRetry,
    recommendationList,
    notificationList,
    notificationRead,
    orderStatistics,
    orderReport,
    orderRate,
    orderReorder,
    favoriteList,
    favoriteSave,
    favoriteRemove,
    accountGet,
    accountUpdate,
    accountSessions,
    accountRevokeSession,
    accountChangePassword,
    accountSignOut,
    accountDelete,
    accountExport,
    feedReplay,
  },
  '/staff': {
    queueList,
    orderAdvance,
    orderAssign,
    courierLocate,
    paymentCollect,
    stockList,
    stockReceive,
    menuSetAvailability,
    notificationBroadcast,
    ratingList,
    accountSignOut,
  },
} as const

/** What each namespace pushes. */
export const pushes = {
  '/guest': {
    'server:draining': connectionPushes['server:draining'],
    'menu:availability_changed': livePushes['menu:availability_changed'],
  },
  '/': { ...feedPushes, ...connectionPushes, ...livePushes },
  '/staff': { ...staffPushes, ...ratingPushes, ...connectionPushes },
} as const

export type GuestRequests = RequestMap<(typeof requests)['/guest']>
export type GuestPushes = PushMap<(typeof pushes)['/guest']>
export type CustomerRequests = RequestMap<(typeof requests)['/']>
export type CustomerPushes = PushMap<(typeof pushes)['/']>
export type StaffRequests = RequestMap<(typeof requests)['/staff']>
export type StaffPushes = PushMap<(typeof pushes)['/staff']>

export * from './account.ts'
export type * from './calls.ts'
export * from './favorite.ts'
export * from './feed.ts'
export * from './history.ts'
export * from './menu.ts'
export * from './notification.ts'
export * from './order.ts'
export * from './payment.ts'
export * from './payment-requests.ts'
export * from './rating.ts'
export * from './recommendation.ts'
export * from './request.ts'
export * from './staff.ts'
export * from './values.ts'
