/** The menu as a manager edits it. */
import { choices, t } from '../../../language/staff-language.ts'
import { Problem } from '../../../ui/action.tsx'
import { Chips } from '../../../ui/chips.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { go, route } from '../../../ui/route.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { entriesOf, isListName, type ListName, shop, shopProblem, useShop } from '../shop.ts'
import { codeOf, nameOf } from '../values.ts'
import { forms } from './forms.tsx'
import { EntryList } from './list.tsx'

const Entry = ({ list, code }: { list: ListName; code: string }) => {
  const found = entriesOf(list).find((entry) => codeOf(entry) === code)
  const FormOf = forms[list]
  if (!found && code !== '+') return <Empty icon="menu" title={t().staffErrors.entry_not_found} />
  return (
    <section class="entry-page">
      <h2>{found ? nameOf(found) : t().editor.new[list]}</h2>
      <FormOf key={`${list}/${code}`} of={found} />
    </section>
  )
}

export const MenuEditor = () => {
  useShop()
  const [, section = '', code = ''] = route.value
  const list = isListName(section) ? section : 'products'
  return (
    <>
      <Chips label={t().editor.section} options={choices(t().editor.sections)} value={list} choose={(chosen) => go(`menu/${chosen}`)} />
      <Problem>{shopProblem.value}</Problem>
      {!shop.value && !shopProblem.value && <Skeleton of="rows" count={8} />}
      {shop.value && (code === '' ? <EntryList key={list} list={list} /> : <Entry list={list} code={code} />)}
    </>
  )
}
