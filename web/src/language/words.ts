/** The words of the contract that have a text in every language. */
import type { Account, Product, PushPayload, RequestPayload } from '#contract'

export type { OrderStatus, PaymentMethod, PaymentStatus, PromotionFault, Role, ShopKind } from '#contract'
export type Diet = Product['diets'][number]
export type Allergen = Product['allergens'][number]
export type Restriction = Account['dietaryRestrictions'][number]
export type NotificationTopic = keyof Account['notificationPreferences']
export type CancellationReason = RequestPayload<'/', 'order:cancel'>['reason']
export type AdjustmentReason = RequestPayload<'/staff', 'stock:adjust'>['reason']
export type StaffSessionEndReason = 'shift_ended' | 'role_changed' | 'disabled' | 'second_factor_changed'
export type SessionEndReason = Exclude<PushPayload<'/', 'session:ended'>['reason'], StaffSessionEndReason>
