import type { Reason } from '#errors'

export const staffErrors = {
  /** By reason: those that no customer meets. */
  staffErrors: {
    customer_not_found: 'We cannot find this customer.',
    entry_not_found: 'This is no longer in the shop: it has been retired.',
    entry_changed: 'A colleague has changed this meanwhile. Look at their version before you save.',
    entry_in_use: 'Something else still needs this. Change that first.',
    code_taken: 'Something else has this code already. Choose another one.',
    cannot_delay_order: 'It is too late to add time: the order is ready or has ended.',
    cannot_amend_order: 'This can no longer be changed in the order.',
    line_not_found: 'A colleague was faster: this is no longer in the order.',
    line_quantity_too_large: 'A colleague was faster: fewer portions are left.',
    nothing_left: 'Nothing would be left of the order: reject it instead.',
    substitution_open: 'The customer has not answered yet. Wait for the answer, or take the dish out.',
    invalid_transition: 'A colleague was faster: the order has moved on.',
    restock_not_found: 'We cannot find this request to the store.',
    nothing_to_refund: 'There is nothing to refund: nothing was paid, or all of it went back.',
    refund_too_large: 'This is more than what is left to refund.',
    refund_not_found: 'This refund does not exist.',
    refund_not_by_hand: 'This money has reached the customer already, or the payment service is still returning it.',
    restock_closed: 'This request to the store is already complete or cancelled.',
    too_early: 'This order is for later: its work has not begun yet.',
    undo_expired: 'It is too late to undo this step.',
    assigned_to_another: 'Another courier has this order.',
    order_not_taken: 'No courier has this order. Take it first.',
    courier_not_found: 'This courier can no longer sign in.',
    not_on_shift: 'This courier is not on shift.',
    staff_not_found: 'We cannot find this person.',
    cash_mismatch: 'This is not the amount that is carried. Choose “This is all of it” and say why to record the difference.',
    payment_required: 'Collect the payment first.',
    payment_not_due: 'No payment is due for this order.',
    amount_mismatch: 'Collect the whole amount of the order.',
    picture_not_readable: 'We cannot read this picture. Choose a JPEG, PNG, WebP or AVIF file.',
    picture_size_not_possible: 'This picture is too small, too large or too narrow. It needs at least 320 × 240 pixels.',
    too_many_pictures: 'Many pictures were uploaded that no dish uses. Please try again in a few days.',
  } satisfies Partial<Record<Reason, string>>,
}

export type StaffReason = keyof typeof staffErrors.staffErrors
