/** What is retired of a list, to bring it back. */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ListedEntry } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton, Problem, useAction } from '../../../ui/action.tsx'
import { Newest } from '../../../ui/newest.ts'
import { requests } from '../requests.ts'
import { lastRetired } from '../retire.tsx'
import { type ListName, loadShop, readSection } from '../shop.ts'
import { codeOf, nameOf } from '../values.ts'

interface RowProps {
  list: ListName
  of: ListedEntry
  onBack: () => Promise<void>
}

const Row = ({ list, of, onBack }: RowProps) => {
  const bringBack = async () => {
    await requests[list].save({ entry: of.entry })
    if (lastRetired.value && codeOf(lastRetired.value.of) === codeOf(of)) lastRetired.value = undefined
    await onBack()
  }
  return (
    <li>
      <strong>{nameOf(of)}</strong>
      <ActionButton class="secondary outline small" label={t().editor.bringBackOne(nameOf(of))} act={bringBack}>
        {t().editor.bringBack}
      </ActionButton>
    </li>
  )
}

export const Retired = ({ list }: { list: ListName }) => {
  const found = useSignal<readonly ListedEntry[] | undefined>(undefined)
  const { problem, run } = useAction()
  const newest = useRef(new Newest()).current
  const read = async () => {
    const isNewest = newest.ask()
    const retired = await readSection(list, true)
    if (isNewest()) found.value = retired
  }
  const onBack = async () => {
    await Promise.all([loadShop(), read()])
  }
  return (
    <details class="entries retired" onToggle={({ currentTarget: { open } }) => open && void run(read)}>
      <summary>{t().editor.allRetired}</summary>
      <Problem>{problem.value}</Problem>
      {found.value?.length === 0 && <p>{t().editor.noneRetired}</p>}
      {found.value && found.value.length > 0 && (
        <ul>
          {found.value.map((entry) => (
            <Row key={codeOf(entry)} list={list} of={entry} onBack={onBack} />
          ))}
        </ul>
      )}
    </details>
  )
}
