/** Why an order cannot be placed, and the errors that tell the customer how to correct it. */
import { faultDetails, type Money } from '../contract/index.ts'
import { AppError } from '../errors.ts'
import type { SoldOutChoice } from './choices.ts'
import type { LineFaults } from './lines.ts'
import { type Assessment, type Quote, quoteOf } from './quote.ts'
import type { WorkedOut } from './work-out.ts'

/** Why an order cannot be placed. */
export type Refusal =
  | 'product_not_found'
  | 'choice_required'
  | 'choice_not_possible'
  | 'ingredient_not_removable'
  | 'delivery_time_not_possible'
  | 'product_unavailable'
  | 'dietary_conflict'
  | 'price_changed'
  | 'tip_too_large'
  | 'insufficient_stock'
  | Quote['obstacles'][number]['reason']

/** What the customer has agreed to. */
interface Terms {
  acceptDietaryConflicts?: boolean | undefined
  expectedTotal?: Money | undefined
}

/** A choice that is not possible comes before one that is missing. */
const worstChoice = ({ badChoices }: LineFaults) => badChoices.find(({ reason }) => reason === 'choice_not_possible') ?? badChoices[0]

/** Why the order cannot be placed now, whichever customer places it. `currency`: the store's. */
export const shopRefusalOf = (
  { faults, lines, deliveryTimePossible, bill, obstacles }: WorkedOut,
  currency: string,
  { expectedTotal }: Pick<Terms, 'expectedTotal'>,
): Refusal | undefined => {
  if (faults.unknownProducts.length > 0) return 'product_not_found'
  const choiceFault = worstChoice(faults)
  if (choiceFault) return choiceFault.reason
  if (faults.badExclusions.length > 0) return 'ingredient_not_removable'
  if (!deliveryTimePossible) return 'delivery_time_not_possible'
  if (lines.some(({ isOffered }) => !isOffered)) return 'product_unavailable'
  if (bill.tooLargeTip) return 'tip_too_large'
  // before the total, which the discount is missing from
  if (bill.badPromotion) return 'promotion_not_valid'
  if (expectedTotal && (expectedTotal.amount !== bill.total || expectedTotal.currency !== currency)) return 'price_changed'
  return obstacles[0]?.reason
}

/** The reason for which the customer could not place the order now, in the order of precedence. */
export const refusalOf = (assessment: Assessment, { acceptDietaryConflicts = false, expectedTotal }: Terms): Refusal | undefined => {
  const ofShop = shopRefusalOf(assessment.order, assessment.total.currency, { expectedTotal })
  if (ofShop !== undefined) return ofShop
  if (assessment.dietaryConflicts.length > 0 && !acceptDietaryConflicts) return 'dietary_conflict'
  const [obstacle] = assessment.obstacles
  if (obstacle) return obstacle.reason
  return assessment.uncovered.length > 0 ? 'insufficient_stock' : undefined
}

const unknownProduct = ({ unknownProducts: [first] }: LineFaults) =>
  first &&
  new AppError('product_not_found', {
    message: (say) => say.unknownDish(first.line),
    details: { fields: [`items[${first.line}].productId`], productId: first.productId },
  })

const badExclusion = ({ badExclusions: [first] }: LineFaults) =>
  first &&
  new AppError('ingredient_not_removable', {
    message: (say) => say.notRemovable(first.line, first.name),
    details: { fields: [`items[${first.line}].exclude`], productId: first.productId, ingredientId: first.ingredientId },
  })

const badChoice = (faults: LineFaults) => {
  const worst = worstChoice(faults)
  if (!worst) return undefined
  const { reason, line, productId, name, option, choiceId } = worst
  return new AppError(reason, {
    message: (say) =>
      reason === 'choice_required' ? say.choiceRequired(line, name, option?.name ?? '') : say.choiceNotPossible(line, name),
    details: { fields: [`items[${line}].choices`], productId, ...(option && { option }), ...(choiceId !== undefined && { choiceId }) },
  })
}

/** What is wrong with the lines themselves, whenever they are ordered. */
export const impossibleLine = (faults: LineFaults): AppError | undefined =>
  unknownProduct(faults) ?? badChoice(faults) ?? badExclusion(faults)

export const impossibleTime = ({ deliveryTimePossible }: WorkedOut): AppError | undefined =>
  deliveryTimePossible ? undefined : new AppError('delivery_time_not_possible', { details: { fields: ['delivery.at'] } })

/** A fault of the field `tip`. */
export const impossibleTip = ({ bill: { tooLargeTip } }: WorkedOut): AppError | undefined => {
  if (!tooLargeTip) return undefined
  const details = faultDetails([{ field: 'tip', rule: 'too_big', limit: tooLargeTip.amount }])
  return new AppError('invalid_argument', { message: (say) => say.tipTooLarge(tooLargeTip), details })
}

const names = (things: readonly { name: string }[]) => [...new Set(things.map(({ name }) => name))].join(', ')

const unavailable = ({ items }: Assessment) => {
  const products = items.filter(({ available }) => !available).map(({ productId, name }) => ({ productId, name }))
  if (products.length === 0) return undefined
  return new AppError('product_unavailable', { message: (say) => say.unavailable(names(products)), details: { products } })
}

/** The kitchen has switched these choices off. */
export const choiceUnavailable = (choices: readonly SoldOutChoice[]): AppError =>
  new AppError('choice_unavailable', { message: (say) => say.unavailable(names(choices)), details: { choices } })

const soldOut = ({ obstacles }: Assessment) => {
  const { choices } = obstacles.find(({ reason }) => reason === 'choice_unavailable')?.details ?? {}
  return choices && choiceUnavailable(choices)
}

const conflicting = ({ dietaryConflicts }: Assessment) => {
  if (dietaryConflicts.length === 0) return undefined
  return new AppError('dietary_conflict', { message: (say) => say.conflicting(names(dietaryConflicts)), details: { dietaryConflicts } })
}

const short = (assessment: Assessment) => {
  const shortages = assessment.shortages.filter(({ ingredient }) => assessment.uncovered.includes(ingredient.id))
  if (shortages.length === 0) return undefined
  const lacking = shortages.map(({ name, ingredient, possible }) => ({ dish: name, ingredient: ingredient.name, possible }))
  return new AppError('insufficient_stock', { message: (say) => say.short(lacking), details: { shortages } })
}

/** Explains why an order was refused. If the reason has passed meanwhile, the error has no details. */
export const explainRefusal = (assessment: Assessment, refusal: Refusal): AppError => {
  const explain = (): AppError | undefined => {
    switch (refusal) {
      case 'product_not_found':
        return unknownProduct(assessment.order.faults)
      case 'choice_required':
      case 'choice_not_possible':
        return badChoice(assessment.order.faults)
      case 'ingredient_not_removable':
        return badExclusion(assessment.order.faults)
      case 'delivery_time_not_possible':
        return impossibleTime(assessment.order)
      case 'product_unavailable':
        return unavailable(assessment)
      case 'dietary_conflict':
        return conflicting(assessment)
      case 'price_changed':
        return new AppError(refusal, { details: { quote: quoteOf(assessment) } })
      case 'tip_too_large':
        return impossibleTip(assessment.order)
      case 'insufficient_stock':
        return short(assessment)
      case 'choice_unavailable':
        return soldOut(assessment)
      case 'store_closed':
      case 'store_paused':
      case 'out_of_area':
      case 'location_required':
      case 'below_minimum':
      case 'cannot_leave_at_door':
      case 'promotion_not_valid':
      case 'slot_full':
      case 'customer_blocked':
      case 'too_many_open_orders':
      case 'order_too_large':
        return new AppError(refusal, { details: assessment.obstacles.find(({ reason }) => reason === refusal)?.details })
    }
  }
  return explain() ?? new AppError(refusal === 'tip_too_large' ? 'invalid_argument' : refusal)
}
