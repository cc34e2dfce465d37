import { t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { requests } from '../requests.ts'
import { lastRetired } from '../retire.tsx'
import { type ListName, loadShop } from '../shop.ts'
import { nameOf } from '../values.ts'

/** Undoes the last retirement. */
export const BringBack = ({ list }: { list: ListName }) => {
  const retired = lastRetired.value
  if (retired?.list !== list) return null
  const bringBack = async () => {
    await requests[list].save({ entry: retired.of.entry })
    lastRetired.value = undefined
    await loadShop()
  }
  return (
    <div class="choice">
      <span>{t().editor.retired(nameOf(retired.of))}</span>
      <ActionButton class="secondary outline small" act={bringBack}>
        {t().editor.bringBack}
      </ActionButton>
    </div>
  )
}
