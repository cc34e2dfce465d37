import type { Reason } from '#errors'

export const errors = {
  errors: {
    invalid_credentials: 'Wrong username or password.',
    login_taken: 'This username is taken.',
    email_taken: 'An account with this email address already exists.',
    common_password: 'This password is too common. Please choose another one.',
    too_many_sign_ins: 'Too many attempts. Please wait a moment.',
    product_unavailable: 'A dish is sold out.',
    insufficient_stock: 'We do not have enough of an ingredient.',
    dietary_conflict: 'A dish does not fit your diet.',
    delivery_time_not_possible: 'Choose a time in the next 14 days.',
    payment_method_not_available: 'This payment method is not available here.',
    payment_not_awaited: 'This order is no longer waiting for a payment.',
    cannot_cancel_order: 'It is too late to cancel: we are already preparing your order.',
    cannot_rate_order: 'This order cannot be rated.',
    nothing_to_order: 'None of these dishes is available right now.',
    orders_under_way: 'You still have orders in progress. Wait for them, or cancel them.',
    too_many_favorites: 'You have as many favourites as we can keep. Remove one first.',
    invalid_transition: 'A colleague was faster: the order has moved on.',
    assigned_to_another: 'Another courier has this order.',
    payment_required: 'Collect the payment first.',
    // the client's own
    no_answer: 'The connection was lost before we could answer. Please check whether it worked.',
    order_too_old: 'Your earlier order did not reach us. Order again if you still want it.',
    price_changed: 'The total has changed. Check it, and order again.',
    wrong_namespace: 'This account cannot sign in on this page.',
  } satisfies Partial<Record<Reason | 'no_answer' | 'order_too_old', string>>,
}
