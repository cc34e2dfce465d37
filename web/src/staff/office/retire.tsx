import { useSignal } from '@preact/signals'
import type { ShopEntry } from '#contract'
import { t } from '../../language/staff-language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ofPerson } from '../state/session.ts'
import { problemOf } from './faults.ts'
import { requests } from './requests.ts'
import { type ListName, loadShop } from './shop.ts'
import { codeOf, nameOf } from './values.ts'

/** What was retired last, as it was. */
export const lastRetired = ofPerson<{ list: ListName; of: ShopEntry } | undefined>(undefined)

/** Retires the entry after a question. */
export const RetireButton = ({ list, of, onRetired }: { list: ListName; of: ShopEntry; onRetired: () => void }) => {
  const isOpen = useSignal(false)
  const { busy, problem, run } = useAction()
  const retire = async () => {
    try {
      await requests[list].retire({ code: codeOf(of), etag: of.etag })
    } catch (error) {
      problem.value = problemOf(error)
      return
    }
    isOpen.value = false
    lastRetired.value = { list, of }
    await loadShop()
    onRetired()
  }
  return (
    <>
      <button type="button" class="secondary outline retire" onClick={() => (isOpen.value = true)}>
        {t().editor.retire}
      </button>
      {isOpen.value && (
        <Dialog title={t().editor.retireTitle(nameOf(of))} close={() => (isOpen.value = false)}>
          <p>{t().editor.retireMeans}</p>
          <Problem>{problem.value}</Problem>
          <footer>
            <button type="button" class="secondary outline" onClick={() => (isOpen.value = false)}>
              {t().editor.keep}
            </button>
            <button type="button" aria-busy={busy.value ? 'true' : undefined} disabled={busy.value} onClick={() => run(retire)}>
              {t().editor.retire}
            </button>
          </footer>
        </Dialog>
      )}
    </>
  )
}
