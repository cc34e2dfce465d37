/** What must not be overlooked: above the dishes. */
import { t } from '../../../language/language.ts'
import { allergyNotes } from '../../state/allergy.ts'
import type { Shown } from '../recipient.tsx'

export const Allergies = ({ order }: { order: Shown }) => {
  const notes = allergyNotes(order)
  if (notes.length === 0) return null
  return (
    <div class="allergies">
      <strong>{t().tickets.allergyBanner}</strong>
      {notes.map((note, index) => (
        <p key={index}>“{note}”</p>
      ))}
    </div>
  )
}
