/** The accounts of the staff, for managers. */
import { useSignal } from '@preact/signals'
import type { StaffMember } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { Problem } from '../../../ui/action.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'
import { AddPerson } from './add-person.tsx'
import { PersonCard } from './person-card.tsx'

/** Those who are disabled come last. */
const listPeople = async (): Promise<StaffMember[]> => {
  const listed: StaffMember[] = []
  for await (const { staff: page } of staff().pages('staff:list', { limit: 100 })) listed.push(...page)
  return listed.sort((a, b) => Number(a.disabledAt !== undefined) - Number(b.disabledAt !== undefined))
}

export const People = () => {
  const { value, problem, reload, put } = useFollowed(listPeople)
  const adding = useSignal(false)
  const people = value.value
  if (!people) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  const replace = (changed: StaffMember) => put(value.peek()?.map((each) => (each.id === changed.id ? changed : each)))
  return (
    <>
      <Problem>{problem.value}</Problem>
      <p>
        <button type="button" onClick={() => (adding.value = true)}>
          {t().people.add}
        </button>
      </p>
      <ul class="cards people">
        {people.map((person) => (
          <li key={person.id}>
            <PersonCard person={person} onChange={replace} reload={reload} />
          </li>
        ))}
      </ul>
      {adding.value && <AddPerson close={() => (adding.value = false)} onAdded={reload} />}
    </>
  )
}
