/** Which requests and which pushes belong to which namespace: the only list of them. */

import { connectionPushes, feedPushes, livePushes, type PushMap, shopPushes, staffPushes, trackPushes } from './pushes.ts'
import { accountGet, accountSignIn, accountSignUp, accountUpdate } from './requests/account.ts'
import {
  accountRequestEmailVerification,
  accountRequestPasswordReset,
  accountResetPassword,
  accountVerifyEmail,
} from './requests/account-recovery.ts'
import {
  accountChangePassword,
  accountDelete,
  accountExport,
  accountRevokeSession,
  accountSessions,
  accountSignOut,
} from './requests/account-sessions.ts'
import { addressSearch } from './requests/address.ts'
import { auditList } from './requests/audit.ts'
import { booksReport } from './requests/books.ts'
import { cardForget, cardList, cardOpenForm, cardRemember } from './requests/card.ts'
import { cashHandOver, cashReport } from './requests/cash.ts'
import { courierEndShift, courierList, courierLocate, courierSetPhone, courierStartShift } from './requests/courier.ts'
import { customerBlock, customerFind, customerUnblock } from './requests/customer.ts'
import { favoriteList, favoriteRemove, favoriteSave } from './requests/favorite.ts'
import { feedReplay } from './requests/feed.ts'
import { menuGet, menuList, menuSetAvailability } from './requests/menu.ts'
import { messageFailing } from './requests/message.ts'
import { disputeList, orderRefund, paymentUnmatched, refundList, refundSettle } from './requests/money.ts'
import { accountReadOrderMessages, notificationBroadcast, notificationList, notificationRead } from './requests/notification.ts'
import {
  orderAnswerSubstitution,
  orderCancel,
  orderGet,
  orderList,
  orderPending,
  orderPlace,
  orderQuote,
  orderReorder,
} from './requests/order.ts'
import { orderExplain } from './requests/order-explain.ts'
import { orderReport, orderStatistics } from './requests/order-reports.ts'
import { orderShare, orderUnshare } from './requests/order-sharing.ts'
import {
  orderAdvance,
  orderAmend,
  orderAssign,
  orderDelay,
  orderRate,
  orderUnassign,
  orderUndo,
  orderWaitAtDoor,
  staffOrderGet,
} from './requests/order-work.ts'
import { paymentCollect, paymentGet, paymentRetry } from './requests/payment.ts'
import { promiseReport } from './requests/promise.ts'
import { pushKey, pushList, pushSubscribe, pushUnsubscribe } from './requests/push.ts'
import { queueList } from './requests/queue.ts'
import { ratingList } from './requests/rating.ts'
import { recommendationList } from './requests/recommendation.ts'
import type { RequestMap } from './requests/request.ts'
import { shopBusy, shopGet, shopPause, shopResume } from './requests/shop.ts'
import {
  categoryMove,
  categoryRetire,
  categorySave,
  ingredientRetire,
  ingredientSave,
  productMove,
  productRetire,
  productSave,
  promotionRetire,
  promotionSave,
  shopExport,
  shopSave,
} from './requests/shop-entries.ts'
import { shopStatistics } from './requests/shop-statistics.ts'
import { slotList } from './requests/slot.ts'
import { staffCreate, staffDisable, staffEnable, staffEndSessions, staffList, staffSessions, staffUpdate } from './requests/staff.ts'
import {
  staffChangePassword,
  staffConfirmSecondFactor,
  staffEnrolSecondFactor,
  staffGet,
  staffSetLocale,
} from './requests/staff-account.ts'
import { pickList, restockCancel, restockList, stockAdjust, stockList, stockReceive } from './requests/stock.ts'

export const namespaces = ['/guest', '/', '/staff', '/track'] as const
export type Namespace = (typeof namespaces)[number]

/** What each namespace answers. */
export const requests = {
  '/guest': {
    accountSignUp,
    accountSignIn,
    accountRequestPasswordReset,
    accountResetPassword,
    accountVerifyEmail,
    shopGet,
    menuList,
    menuGet,
  },
  '/': {
    shopGet,
    menuList,
    menuGet,
    addressSearch,
    slotList,
    orderQuote,
    orderPlace,
    orderGet,
    orderPending,
    orderList,
    orderCancel,
    orderAnswerSubstitution,
    paymentGet,
    paymentRetry,
    cardList,
    cardOpenForm,
    cardRemember,
    cardForget,
    recommendationList,
    notificationList,
    notificationRead,
    accountReadOrderMessages,
    pushKey,
    pushSubscribe,
    pushUnsubscribe,
    pushList,
    orderStatistics,
    orderReport,
    orderRate,
    orderReorder,
    orderShare,
    orderUnshare,
    favoriteList,
    favoriteSave,
    favoriteRemove,
    accountGet,
    accountUpdate,
    accountRequestEmailVerification,
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
    staffOrderGet,
    orderExplain,
    orderAdvance,
    orderUndo,
    orderWaitAtDoor,
    orderDelay,
    orderAmend,
    orderAssign,
    orderUnassign,
    courierLocate,
    courierSetPhone,
    courierStartShift,
    courierEndShift,
    courierList,
    paymentCollect,
    cashReport,
    cashHandOver,
    orderRefund,
    refundList,
    refundSettle,
    disputeList,
    paymentUnmatched,
    messageFailing,
    stockList,
    stockReceive,
    stockAdjust,
    pickList,
    restockList,
    restockCancel,
    shopStatistics,
    promiseReport,
    booksReport,
    auditList,
    menuSetAvailability,
    shopGet,
    shopPause,
    shopBusy,
    shopResume,
    shopExport,
    shopSave,
    categorySave,
    categoryMove,
    categoryRetire,
    ingredientSave,
    ingredientRetire,
    productSave,
    productMove,
    productRetire,
    promotionSave,
    promotionRetire,
    notificationBroadcast,
    ratingList,
    customerFind,
    customerBlock,
    customerUnblock,
    pushKey,
    pushSubscribe,
    pushUnsubscribe,
    pushList,
    staffList,
    staffCreate,
    staffUpdate,
    staffDisable,
    staffEnable,
    staffSessions,
    staffEndSessions,
    staffGet,
    staffSetLocale,
    staffChangePassword,
    staffEnrolSecondFactor,
    staffConfirmSecondFactor,
    accountSignOut,
  },
  '/track': {},
} as const

/** What each namespace pushes. */
export const pushes = {
  '/guest': {
    'server:draining': connectionPushes['server:draining'],
    'menu:availability_changed': livePushes['menu:availability_changed'],
    ...shopPushes,
  },
  '/': { ...feedPushes, ...connectionPushes, ...livePushes, ...shopPushes },
  '/staff': { ...staffPushes, ...connectionPushes, ...shopPushes },
  '/track': trackPushes,
} as const

export type GuestRequests = RequestMap<(typeof requests)['/guest']>
export type GuestPushes = PushMap<(typeof pushes)['/guest']>
export type CustomerRequests = RequestMap<(typeof requests)['/']>
export type CustomerPushes = PushMap<(typeof pushes)['/']>
export type StaffRequests = RequestMap<(typeof requests)['/staff']>
export type StaffPushes = PushMap<(typeof pushes)['/staff']>
export type TrackRequests = RequestMap<(typeof requests)['/track']>
export type TrackPushes = PushMap<(typeof pushes)['/track']>
