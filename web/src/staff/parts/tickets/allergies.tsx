/** What must not be overlooked: above the dishes. */

import { t } from '../../../language/staff-language.ts'
import type { Allergen, Diet, Restriction } from '../../../language/words.ts'
import { allergyNotes } from '../../state/allergy.ts'
import type { Shown } from '../recipient.tsx'

const isAllergen = (restriction: Restriction): restriction is Allergen => Object.hasOwn(t().allergen, restriction)
const isDiet = (restriction: Restriction): restriction is Diet => Object.hasOwn(t().diet, restriction)

const nameOf = (restriction: Restriction): string => ({ ...t().allergen, ...t().diet })[restriction]

/** For example: "Accepted: butter, milk in Pancakes". */
const conflictsOf = ({ items }: Shown): string[] =>
  items.flatMap(({ name, dietaryConflicts = [] }) =>
    dietaryConflicts.length > 0 ? t().tickets.conflict(name, dietaryConflicts.map(({ ingredient }) => ingredient.name).join(', ')) : [],
  )

export const Allergies = ({ order }: { order: Shown }) => {
  const restrictions = order.dietaryRestrictions ?? []
  const [allergens, diets] = [restrictions.filter(isAllergen), restrictions.filter(isDiet)]
  const texts = [...conflictsOf(order), ...allergyNotes(order).map((note) => t().quoted(note))]
  if (restrictions.length + texts.length === 0) return null
  const isGrave = allergens.length + texts.length > 0
  return (
    <div class="allergies" data-grave={isGrave}>
      {isGrave && (
        <p>
          <b>{t().tickets.allergyBanner}</b> {allergens.map(nameOf).join(', ')}
        </p>
      )}
      {diets.length > 0 && (
        <p>
          <b>{t().tickets.dietBanner}</b> {diets.map(nameOf).join(', ')}
        </p>
      )}
      {texts.map((text) => (
        <p key={text} dir="auto">
          {text}
        </p>
      ))}
    </div>
  )
}
