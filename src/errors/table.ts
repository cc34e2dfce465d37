/** The table of errors that clients can receive. The table in the documents is generated from it. */
import { kib, maxAnswerBytes, maxFavorites, pictureLimits, scheduleDays, undoSeconds } from '../contract/shapes/limits.ts'

/** The canonical codes of google.rpc.Code, in lower case. */
export type Code =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'aborted'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'internal'

export interface Row {
  code: Code
  message: string
  /** The same request may succeed later, without a change. */
  retryable?: true
  /** Any request can be refused with it. */
  general?: true
}

export const table = {
  invalid_argument: { code: 'invalid_argument', message: 'The payload does not match what this event accepts.', general: true },
  unknown_event: { code: 'not_found', message: 'This event does not exist in this namespace.' },
  request_id_reused: { code: 'already_exists', message: 'This requestId was already used for a different request: generate a new one.' },

  unauthenticated: { code: 'unauthenticated', message: 'Connect with auth: { token }.' },
  invalid_credentials: { code: 'unauthenticated', message: 'The login or the password is wrong.' },
  session_expired: { code: 'unauthenticated', message: 'The session has expired: sign in again.' },
  second_factor_required: {
    code: 'unauthenticated',
    message: 'A second factor is required: send its code (code), or set one up first (staff:enrol_second_factor).',
    general: true,
  },
  wrong_code: { code: 'unauthenticated', message: 'code: this code is wrong, or it was used already.' },
  enrolment_expired: { code: 'failed_precondition', message: 'There is no second factor to confirm, or its time is over: begin again.' },
  session_revoked: { code: 'unauthenticated', message: 'The session was ended: sign in again.' },
  link_not_valid: { code: 'unauthenticated', message: 'This link does not work: the order is no longer shared, or it ended a while ago.' },
  origin_not_allowed: { code: 'permission_denied', message: 'This origin is not allowed to connect.' },
  wrong_namespace: { code: 'permission_denied', message: 'This account must connect to another namespace.' },
  role_required: { code: 'permission_denied', message: 'Your role is not allowed to do this.' },
  assigned_to_another: { code: 'permission_denied', message: 'This order is assigned to another courier.' },

  order_not_taken: { code: 'failed_precondition', message: 'No courier has this order: take it first (order:assign).' },
  courier_not_found: { code: 'not_found', message: 'This courier does not exist, or can no longer sign in.' },
  not_on_shift: { code: 'failed_precondition', message: 'This courier is not on shift.' },
  staff_not_found: { code: 'not_found', message: 'This member of the staff does not exist.' },
  last_manager: { code: 'failed_precondition', message: 'No other manager can sign in: make another member of the staff a manager first.' },
  not_yourself: { code: 'failed_precondition', message: 'You cannot do this to your own account: ask another manager.' },
  cash_mismatch: {
    code: 'failed_precondition',
    message: 'amount: is not the cash that is carried; see details.carried. To record a difference, set settle and say why in the note.',
  },

  login_taken: { code: 'already_exists', message: 'login: this login is already taken.' },
  email_taken: { code: 'already_exists', message: 'email: this e-mail address already has an account.' },
  token_expired: {
    code: 'failed_precondition',
    message: 'This link no longer works: it was used, or it is older than 30 minutes. Ask for a new one.',
  },
  common_password: { code: 'invalid_argument', message: 'password: this password is too common.' },

  order_not_found: { code: 'not_found', message: 'This order does not exist.' },
  product_not_found: { code: 'not_found', message: 'This dish does not exist.' },
  category_not_found: { code: 'not_found', message: 'This category does not exist.' },
  ingredient_not_found: { code: 'not_found', message: 'This ingredient does not exist.' },
  restock_not_found: { code: 'not_found', message: 'This request to the store does not exist.' },
  restock_closed: { code: 'failed_precondition', message: 'This request to the store is complete, or it was cancelled.' },
  line_not_found: { code: 'not_found', message: 'lines: the order has no such line.' },
  line_quantity_too_large: { code: 'failed_precondition', message: 'lines: the order has fewer portions of this line left.' },
  already_refunded: {
    code: 'failed_precondition',
    message: 'What you named costs nothing, or is refunded already; see details.refundable for what is left of the order.',
  },
  currency_mismatch: { code: 'failed_precondition', message: 'amount: must be in the currency of the order; see details.currency.' },
  nothing_to_refund: { code: 'failed_precondition', message: 'Nothing was paid for this order, or all of it went back.' },
  refund_too_large: { code: 'failed_precondition', message: 'This is more than what is left to refund: details.refundable.' },
  adjustment_not_found: { code: 'not_found', message: 'This order has given nothing back under this number.' },
  refund_not_found: { code: 'not_found', message: 'This refund does not exist.' },
  refund_not_by_hand: {
    code: 'failed_precondition',
    message: 'This refund has reached the customer, or the payment service is still asked to make it.',
  },
  favorite_not_found: { code: 'not_found', message: 'This favourite does not exist.' },
  session_not_found: { code: 'not_found', message: 'This session does not exist.' },

  entry_not_found: { code: 'not_found', message: 'The shop has no such entry: it may have been retired.' },
  entry_changed: {
    code: 'aborted',
    message: 'The entry was changed since you read it: see details.current, and send its etag to replace it.',
  },
  entry_in_use: {
    code: 'failed_precondition',
    message: 'Other entries of the shop need this one: change the entries in details.usedBy first.',
  },
  code_taken: { code: 'already_exists', message: 'entry.code: another entry has this code. To change that one, send its etag.' },

  choice_required: { code: 'invalid_argument', message: 'Choose what the dish requires.' },
  choice_not_possible: { code: 'invalid_argument', message: 'The dish does not offer this choice, or not so many.' },
  ingredient_not_removable: { code: 'invalid_argument', message: 'This ingredient cannot be removed from the dish.' },
  delivery_time_not_possible: { code: 'invalid_argument', message: `delivery.at: must be in the future and within ${scheduleDays} days.` },
  choice_unavailable: { code: 'failed_precondition', message: 'A choice is not available right now: choose something else.' },
  product_unavailable: { code: 'failed_precondition', message: 'A dish is not available right now.' },
  insufficient_stock: {
    code: 'failed_precondition',
    message: 'There is not enough of an ingredient in stock, and more will not arrive in time.',
  },
  dietary_conflict: {
    code: 'failed_precondition',
    message: 'A dish conflicts with your dietary restrictions: exclude the ingredient, or set acceptDietaryConflicts.',
  },
  price_changed: {
    code: 'failed_precondition',
    message: 'expectedTotal: the order costs something else now; see details.quote.',
  },
  store_closed: { code: 'failed_precondition', message: 'The shop is closed at that time: order for another time (delivery.at).' },
  slot_full: {
    code: 'failed_precondition',
    message: 'As many orders as possible are due in that quarter of an hour: order for another one.',
  },
  store_paused: { code: 'failed_precondition', message: 'The shop takes no orders right now.' },
  out_of_area: { code: 'failed_precondition', message: 'delivery.location: the shop does not deliver there.' },
  location_required: {
    code: 'failed_precondition',
    message: 'delivery.location: the shop delivers in areas, so it must know where the place is on the map.',
  },
  below_minimum: { code: 'failed_precondition', message: 'items: an order to this area must cost more; see details.' },
  promotion_not_valid: {
    code: 'failed_precondition',
    message: 'promotionCode: this promotion code is not valid for the order; see details.why.',
  },
  cannot_leave_at_door: {
    code: 'failed_precondition',
    message: 'delivery.leaveAtDoor: not with cash or pos, because the courier collects the money at the door.',
  },
  customer_blocked: { code: 'permission_denied', message: 'This account cannot place orders: contact the shop.' },
  customer_not_found: { code: 'not_found', message: 'This customer does not exist.' },
  too_many_open_orders: {
    code: 'failed_precondition',
    message: 'The account has as many orders under way as it may have: wait until one arrives, or pay or cancel one.',
  },
  order_too_large: { code: 'failed_precondition', message: 'The order is larger than the shop allows.' },
  payment_method_not_available: { code: 'failed_precondition', message: 'paymentMethod: this store does not accept this payment method.' },
  address_search_not_available: { code: 'failed_precondition', message: 'This shop has no address search.' },
  push_not_available: { code: 'failed_precondition', message: 'This gateway sends no pushes.' },
  push_service_not_allowed: { code: 'invalid_argument', message: 'endpoint: is not of a push service that this gateway knows.' },
  push_key_not_valid: { code: 'invalid_argument', message: 'keys.p256dh: is not a public key of P-256.' },
  address_search_failed: { code: 'unavailable', message: 'The address search does not answer: try again later.' },
  payment_service_failed: { code: 'unavailable', message: 'The payment service does not answer: try again later.' },
  payment_not_found: { code: 'not_found', message: 'This payment does not exist.' },
  payment_not_awaited: { code: 'failed_precondition', message: 'The order is not waiting for a payment.' },
  card_data_not_accepted: {
    code: 'invalid_argument',
    message: "Do not send card data here: enter it in the payment service's own form.",
    general: true,
  },
  orders_under_way: {
    code: 'failed_precondition',
    message: 'The account still has orders in progress: wait until they are finished, or cancel them.',
  },
  nothing_to_order: { code: 'failed_precondition', message: 'None of these items can be ordered right now.' },
  too_many_favorites: {
    code: 'resource_exhausted',
    message: `You have reached the limit of ${maxFavorites} favourites: remove one first.`,
  },
  report_too_large: {
    code: 'resource_exhausted',
    message: `The report would be larger than ${kib(maxAnswerBytes)}: choose a shorter range.`,
  },
  cannot_cancel_order: { code: 'failed_precondition', message: 'The order can no longer be cancelled.' },
  cannot_delay_order: { code: 'failed_precondition', message: 'Only an order that is not ready yet can be delayed.' },
  cannot_share_order: { code: 'failed_precondition', message: 'Only an order that is under way can be shared.' },
  cannot_amend_order: { code: 'failed_precondition', message: 'The lines of the order can no longer be changed like this.' },
  nothing_left: { code: 'failed_precondition', message: 'lines: nothing would be left of the order: reject it instead (`order:advance`).' },
  substitution_open: {
    code: 'failed_precondition',
    message:
      'The customer has not answered yet what they are offered instead of a dish: wait until details.answerBy, or take the line out.',
  },
  substitution_expired: { code: 'failed_precondition', message: 'The offer has ended: it was answered, withdrawn, or its time is over.' },
  cannot_rate_order: { code: 'failed_precondition', message: 'The order cannot be rated.' },
  invalid_transition: { code: 'failed_precondition', message: 'The order cannot move to this status now.' },
  too_early: {
    code: 'failed_precondition',
    message: 'Work on this order begins later, for the time that the customer chose: see details.workBeginsAt.',
  },
  undo_expired: {
    code: 'failed_precondition',
    message: `The step was taken more than ${undoSeconds} seconds ago: it can no longer be undone.`,
  },
  payment_required: { code: 'failed_precondition', message: 'Collect the payment first.' },
  pin_required: { code: 'failed_precondition', message: 'pin: ask the customer for the PIN of the order.' },
  wrong_pin: {
    code: 'failed_precondition',
    message: 'pin: this is not the PIN of the order; see details.triesLeft. With 0 only a manager can deliver it.',
  },
  still_waiting: { code: 'failed_precondition', message: 'The customer was told that the courier waits at the door until details.until.' },
  not_at_door: { code: 'failed_precondition', message: 'Only an order that is out for delivery can be waited with at the door.' },
  payment_not_due: { code: 'failed_precondition', message: 'No payment is due for this order.' },
  amount_mismatch: { code: 'failed_precondition', message: "amount: must equal the order's total." },

  picture_not_readable: {
    code: 'invalid_argument',
    message: 'This is not a picture that can be read: send a complete JPEG, PNG, WebP or AVIF.',
  },
  picture_size_not_possible: {
    code: 'invalid_argument',
    message: `A picture must be at least ${pictureLimits.width} × ${pictureLimits.height} pixels, at most ${pictureLimits.megapixels} megapixels, and at most ${pictureLimits.ratio} times as long as wide.`,
  },
  too_many_pictures: {
    code: 'resource_exhausted',
    message: 'Too many uploaded pictures are not used by any dish: use them, or wait until they are removed.',
  },

  provider_not_found: { code: 'not_found', message: 'This payment service is not configured.' },
  signature_invalid: { code: 'invalid_argument', message: 'The signature does not match the body.' },
  signature_expired: { code: 'invalid_argument', message: 'The signature timestamp is more than 300 seconds away from the current time.' },

  too_many_requests: { code: 'resource_exhausted', message: 'Too many requests: slow down.', retryable: true, general: true },
  too_many_sign_ins: { code: 'resource_exhausted', message: 'Too many sign-in attempts: wait before you try again.', retryable: true },
  too_many_connections: {
    code: 'resource_exhausted',
    message: 'This account or this address has too many connections open.',
    retryable: true,
  },
  already_connected: { code: 'failed_precondition', message: 'This connection is already in this namespace.' },

  draining: { code: 'unavailable', message: 'This node is shutting down: connect again.', retryable: true, general: true },
  busy: { code: 'unavailable', message: 'The gateway is too busy: try again.', retryable: true, general: true },
  database_unavailable: { code: 'unavailable', message: 'The database is unavailable: try again.', retryable: true, general: true },
  cannot_save: {
    code: 'unavailable',
    message: 'Changes cannot be saved at the moment, the data is read-only: try again.',
    retryable: true,
    general: true,
  },
  shop_missing: { code: 'unavailable', message: 'This shop is not set up yet: try again later.', retryable: true, general: true },
  conflict: { code: 'aborted', message: 'The request conflicted with other changes: try again.', retryable: true, general: true },
  deadline_exceeded: { code: 'deadline_exceeded', message: 'The request took too long: try again.', retryable: true, general: true },
  internal: { code: 'internal', message: 'Something went wrong on our side. Quote the id in details when you report it.', general: true },
} as const satisfies Record<string, Row>
