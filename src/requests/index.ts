/** The handler of every request. Which namespace answers a request is decided by the contract alone. */
import { type Namespace, type Request, requests } from '../contract/index.ts'
import { accountChangePassword } from './account/change-password.ts'
import { accountDelete } from './account/delete.ts'
import { accountExport } from './account/export.ts'
import { accountGet } from './account/get.ts'
import { accountReadOrderMessages } from './account/read-order-messages.ts'
import { accountRequestEmailVerification } from './account/request-email-verification.ts'
import { accountRequestPasswordReset } from './account/request-password-reset.ts'
import { accountResetPassword } from './account/reset-password.ts'
import { accountRevokeSession } from './account/revoke-session.ts'
import { accountSessions } from './account/sessions.ts'
import { accountSignIn } from './account/sign-in.ts'
import { accountSignOut } from './account/sign-out.ts'
import { accountSignUp } from './account/sign-up.ts'
import { accountUpdate } from './account/update.ts'
import { accountVerifyEmail } from './account/verify-email.ts'
import { addressSearch } from './address/search.ts'
import { auditList } from './audit/list.ts'
import { booksReport } from './books/report.ts'
import { cardForget } from './card/forget.ts'
import { cardList } from './card/list.ts'
import { cardOpenForm } from './card/open-form.ts'
import { cardRemember } from './card/remember.ts'
import { cashHandOver } from './cash/hand-over.ts'
import { cashReport } from './cash/report.ts'
import { categoryMove, categoryRetire, categorySave } from './category/edit.ts'
import { courierEndShift } from './courier/end-shift.ts'
import { courierList } from './courier/list.ts'
import { courierLocate } from './courier/locate.ts'
import { courierSetPhone } from './courier/set-phone.ts'
import { courierStartShift } from './courier/start-shift.ts'
import { customerBlock } from './customer/block.ts'
import { customerFind } from './customer/find.ts'
import { customerUnblock } from './customer/unblock.ts'
import { disputeList } from './dispute/list.ts'
import { favoriteList } from './favorite/list.ts'
import { favoriteRemove } from './favorite/remove.ts'
import { favoriteSave } from './favorite/save.ts'
import { feedReplay } from './feed/replay.ts'
import { ingredientRetire, ingredientSave } from './ingredient/edit.ts'
import type { Handler, HandlerForAnyone } from './kinds/handler.ts'
import { menuGet } from './menu/get.ts'
import { menuList } from './menu/list.ts'
import { menuSetAvailability } from './menu/set-availability.ts'
import { messageFailing } from './message/failing.ts'
import { notificationBroadcast } from './notification/broadcast.ts'
import { notificationList } from './notification/list.ts'
import { notificationRead } from './notification/read.ts'
import { orderAdvance } from './order/advance.ts'
import { orderAmend } from './order/amend.ts'
import { orderAnswerSubstitution } from './order/answer-substitution.ts'
import { orderAssign } from './order/assign.ts'
import { orderCancel } from './order/cancel.ts'
import { orderDelay } from './order/delay.ts'
import { orderExplain } from './order/explain.ts'
import { orderGet } from './order/get.ts'
import { orderList } from './order/list.ts'
import { orderPending } from './order/pending.ts'
import { orderPlace } from './order/place.ts'
import { orderQuote } from './order/quote.ts'
import { orderRate } from './order/rate.ts'
import { orderRefund } from './order/refund.ts'
import { orderReorder } from './order/reorder.ts'
import { orderReport } from './order/report.ts'
import { orderShare, orderUnshare } from './order/share.ts'
import { staffOrderGet } from './order/staff-get.ts'
import { orderStatistics } from './order/statistics.ts'
import { orderUnassign } from './order/unassign.ts'
import { orderUndo } from './order/undo.ts'
import { orderWaitAtDoor } from './order/wait-at-door.ts'
import { paymentCollect } from './payment/collect.ts'
import { paymentGet } from './payment/get.ts'
import { paymentRetry } from './payment/retry.ts'
import { paymentUnmatched } from './payment/unmatched.ts'
import { pickList } from './pick/list.ts'
import { productMove, productRetire, productSave } from './product/edit.ts'
import { promiseReport } from './promise/report.ts'
import { promotionRetire, promotionSave } from './promotion/edit.ts'
import { pushKey } from './push/key.ts'
import { pushList } from './push/list.ts'
import { pushSubscribe } from './push/subscribe.ts'
import { pushUnsubscribe } from './push/unsubscribe.ts'
import { queueList } from './queue/list.ts'
import { ratingList } from './rating/list.ts'
import { recommendationList } from './recommendation/list.ts'
import { refundList } from './refund/list.ts'
import { refundSettle } from './refund/settle.ts'
import { restockCancel } from './restock/cancel.ts'
import { restockList } from './restock/list.ts'
import { shopBusy } from './shop/busy.ts'
import { shopExport } from './shop/export.ts'
import { shopGet } from './shop/get.ts'
import { shopPause } from './shop/pause.ts'
import { shopResume } from './shop/resume.ts'
import { shopSave } from './shop/save.ts'
import { shopStatistics } from './shop/statistics.ts'
import { slotList } from './slot/list.ts'
import { staffChangePassword } from './staff/change-password.ts'
import { staffConfirmSecondFactor } from './staff/confirm-second-factor.ts'
import { staffCreate } from './staff/create.ts'
import { staffDisable } from './staff/disable.ts'
import { staffEnable } from './staff/enable.ts'
import { staffEndSessions } from './staff/end-sessions.ts'
import { staffEnrolSecondFactor } from './staff/enrol-second-factor.ts'
import { staffGet } from './staff/get.ts'
import { staffList } from './staff/list.ts'
import { staffSessions } from './staff/sessions.ts'
import { staffSetLocale } from './staff/set-locale.ts'
import { staffUpdate } from './staff/update.ts'
import { stockAdjust } from './stock/adjust.ts'
import { stockList } from './stock/list.ts'
import { stockReceive } from './stock/receive.ts'

type GuestRequests = (typeof requests)['/guest']
type EveryRequest = GuestRequests & (typeof requests)['/'] & (typeof requests)['/staff']

/** A request without a handler, or with the handler of another request, does not compile. Guests have no caller. */
type HandlerOfEvery = {
  readonly [Name in keyof EveryRequest]: Name extends keyof GuestRequests
    ? HandlerForAnyone<EveryRequest[Name]>
    : Handler<EveryRequest[Name]>
}

const handlerOfEvery: HandlerOfEvery = {
  accountChangePassword,
  accountDelete,
  accountExport,
  accountGet,
  accountRequestEmailVerification,
  accountRequestPasswordReset,
  accountResetPassword,
  accountRevokeSession,
  accountSessions,
  accountSignIn,
  accountSignOut,
  accountSignUp,
  accountUpdate,
  accountVerifyEmail,
  addressSearch,
  auditList,
  cashHandOver,
  cashReport,
  categoryMove,
  categoryRetire,
  categorySave,
  courierEndShift,
  courierList,
  courierLocate,
  courierSetPhone,
  courierStartShift,
  customerBlock,
  customerFind,
  customerUnblock,
  favoriteList,
  favoriteRemove,
  favoriteSave,
  feedReplay,
  ingredientRetire,
  ingredientSave,
  menuGet,
  menuList,
  menuSetAvailability,
  notificationBroadcast,
  notificationList,
  notificationRead,
  accountReadOrderMessages,
  orderAdvance,
  orderAmend,
  orderAnswerSubstitution,
  orderAssign,
  orderCancel,
  orderDelay,
  orderExplain,
  orderGet,
  orderList,
  orderPending,
  orderPlace,
  orderQuote,
  orderRate,
  orderReorder,
  orderReport,
  orderShare,
  orderUnshare,
  orderStatistics,
  orderUnassign,
  orderUndo,
  orderWaitAtDoor,
  paymentCollect,
  orderRefund,
  refundList,
  refundSettle,
  disputeList,
  paymentUnmatched,
  messageFailing,
  paymentGet,
  paymentRetry,
  cardList,
  cardOpenForm,
  cardRemember,
  cardForget,
  pickList,
  booksReport,
  promiseReport,
  promotionRetire,
  promotionSave,
  productMove,
  productRetire,
  productSave,
  pushKey,
  pushList,
  pushSubscribe,
  pushUnsubscribe,
  queueList,
  ratingList,
  recommendationList,
  restockCancel,
  restockList,
  shopExport,
  shopBusy,
  shopGet,
  shopPause,
  shopResume,
  shopSave,
  shopStatistics,
  slotList,
  staffChangePassword,
  staffConfirmSecondFactor,
  staffCreate,
  staffDisable,
  staffEnable,
  staffEndSessions,
  staffEnrolSecondFactor,
  staffGet,
  staffList,
  staffSessions,
  staffSetLocale,
  staffUpdate,
  staffOrderGet,
  stockAdjust,
  stockList,
  stockReceive,
}

const handlersOf = (namespace: Namespace): readonly Handler[] => {
  const every: readonly Handler[] = Object.values(handlerOfEvery)
  const answered: readonly Request[] = Object.values(requests[namespace])
  return every.filter(({ request }) => answered.includes(request))
}

export const handlers: Readonly<Record<Namespace, readonly Handler[]>> = {
  '/guest': handlersOf('/guest'),
  '/': handlersOf('/'),
  '/staff': handlersOf('/staff'),
  '/track': handlersOf('/track'),
}
