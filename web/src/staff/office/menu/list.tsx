/** The entries of a list, to choose one. */
import { useSignal } from '@preact/signals'
import type { ListedEntry } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { Problem, useAction } from '../../../ui/action.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { limits } from '../../../ui/limits.ts'
import { go } from '../../../ui/route.ts'
import { DishSwitch } from '../../parts/dishes.tsx'
import { MoveButtons } from '../fields/move.tsx'
import { moves } from '../requests.ts'
import { entriesOf, type ListName, loadShop, priceOf } from '../shop.ts'
import { codeOf, holds, moved, nameOf, textIn } from '../values.ts'
import { BringBack } from './bring-back.tsx'
import { Retired } from './retired.tsx'

interface Group {
  title: string | undefined
  entries: readonly ListedEntry[]
}

const groupsOf = (list: ListName, entries: readonly ListedEntry[]): Group[] => {
  if (list === 'categories') return [{ title: undefined, entries }]
  if (list !== 'products') return [{ title: undefined, entries: [...entries].sort((a, b) => nameOf(a).localeCompare(nameOf(b))) }]
  return entriesOf('categories')
    .map((category) => ({ title: nameOf(category), entries: entries.filter(({ entry }) => entry.category === codeOf(category)) }))
    .filter((group) => group.entries.length > 0)
}

const detailOf = (list: ListName, { entry }: ListedEntry): string => {
  if (list === 'products') return priceOf(entry.price)
  if (list === 'ingredients') return t().warehouse.unit(textIn(entry.unit))
  if (list === 'promotions') return textIn(entry.promotionCode)
  return t().editor.dishes(entriesOf('products').filter(({ entry: product }) => product.category === entry.code).length)
}

const Row = ({ list, of }: { list: ListName; of: ListedEntry }) => (
  <button type="button" class="plain" onClick={() => go(`menu/${list}/${encodeURIComponent(codeOf(of))}`)}>
    <strong>{nameOf(of)}</strong>
    <span class="sum">{detailOf(list, of)}</span>
  </button>
)

/** Categories, and the dishes of a category, are also put in order. */
const useMove = (list: ListName) => {
  const { problem, run } = useAction()
  const move = (entries: readonly ListedEntry[], from: number, to: number) =>
    run(async () => {
      const entry = entries[from]
      const next = moved(entries, from, to)[to + 1]
      if (entry) await moves[list]?.({ code: codeOf(entry), ...(next && { before: codeOf(next) }) })
      await loadShop()
    })
  return { problem: problem.value, move }
}

export const EntryList = ({ list }: { list: ListName }) => {
  const sought = useSignal('')
  const { problem, move } = useMove(list)
  const entries = entriesOf(list)
  const found = entries.filter((entry) => holds(entry, sought.value))
  const isWhole = found.length === entries.length
  return (
    <>
      <div class="entry-tools">
        <input
          type="search"
          aria-label={t().editor.search}
          placeholder={t().editor.search}
          maxLength={limits.search}
          value={sought.value}
          onInput={({ currentTarget }) => (sought.value = currentTarget.value)}
        />
        <button type="button" onClick={() => go(`menu/${list}/+`)}>
          <Icon name="plus" /> {t().editor.new[list]}
        </button>
      </div>
      <Problem>{problem}</Problem>
      <div role="status">
        <BringBack list={list} />
      </div>
      <p role="status">{found.length === 0 && t().editor.nothingFound}</p>
      {groupsOf(list, found).map(({ title, entries: group }) => (
        <section key={title ?? list} class="entries">
          {title !== undefined && <h2>{title}</h2>}
          <ul>
            {group.map((entry, n) => (
              <li key={codeOf(entry)}>
                <Row list={list} of={entry} />
                {list === 'products' && <DishSwitch id={entry.id} name={nameOf(entry)} />}
                {moves[list] && isWhole && (
                  <MoveButtons name={nameOf(entry)} at={n} count={group.length} move={(to) => void move(group, n, to)} />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Retired list={list} />
    </>
  )
}
