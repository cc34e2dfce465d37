/** The search of the menu, and the filters behind one button. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../../language/language.ts'
import { Icon } from '../../ui/icon.tsx'
import { isEdible } from '../../ui/shop-kind.ts'
import { clearFilters, filters, isWhole, menu, search, searchMenu, shownCount } from '../state/menu.ts'
import { FilterDialog } from './filter-dialog.tsx'
import { menuWords } from './menu-words.ts'

export const clearFinder = (): void => {
  search.value = ''
  clearFilters()
}

const Found = () => (
  <p role="status" class="found" hidden={isWhole.value}>
    {menu.value && !isWhole.value && (
      <>
        {menuWords().found(shownCount.value)}{' '}
        <button type="button" class="plain link" onClick={clearFinder}>
          {t().menu.clear}
        </button>
      </>
    )}
  </p>
)

export const Finder = () => {
  const isOpen = useSignal(false)
  useEffect(searchMenu, [search.value])
  return (
    <>
      <search class="finder">
        <input
          type="search"
          enterkeyhint="search"
          maxLength={100}
          aria-label={menuWords().search}
          placeholder={menuWords().searchFor}
          value={search.value}
          onInput={({ currentTarget }) => (search.value = currentTarget.value)}
        />
        {isEdible.value && (
          <button type="button" class="chip" aria-haspopup="dialog" aria-pressed={filters.value > 0} onClick={() => (isOpen.value = true)}>
            <Icon name="filter" />
            {t().menu.filters}
            {filters.value > 0 && <span class="badge">{filters.value}</span>}
          </button>
        )}
      </search>
      <Found />
      {isOpen.value && <FilterDialog close={() => (isOpen.value = false)} />}
    </>
  )
}
