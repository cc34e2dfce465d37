import { useSignal } from '@preact/signals'
import type { StaffMember } from '#contract'
import { dateTime, t } from '../../../language/staff-language.ts'
import { session } from '../../state/session.ts'
import { DisablePerson } from './disable-person.tsx'
import { EditPerson } from './edit-person.tsx'
import { PersonSessions } from './person-sessions.tsx'

interface Props {
  person: StaffMember
  onChange: (person: StaffMember) => void
  reload: () => Promise<unknown>
}

const Facts = ({ person: { email, disabledAt, secondFactor, lastSeenAt } }: Pick<Props, 'person'>) => (
  <>
    {disabledAt !== undefined && <p class="warning">{t().people.disabledSince(dateTime(disabledAt))}</p>}
    <p class="hint">
      {secondFactor ? t().people.secondFactor : t().people.noSecondFactor} ·{' '}
      {lastSeenAt === undefined ? t().people.neverSeen : t().people.lastSeen(dateTime(lastSeenAt))}
    </p>
    {email !== undefined && (
      <p class="hint">
        <bdi>{email}</bdi>
      </p>
    )}
  </>
)

export const PersonCard = ({ person, onChange, reload }: Props) => {
  const open = useSignal<'edit' | 'sessions' | undefined>(undefined)
  const { id, name, login, role, disabledAt, sessions } = person
  const isYou = session.value?.account.id === id
  const close = () => {
    open.value = undefined
  }
  return (
    <article aria-label={name} data-disabled={disabledAt !== undefined}>
      <header>
        <h2 dir="auto">{name}</h2>
        <span class="hint">
          <bdi>{login}</bdi>
        </span>
        {isYou && <span class="status-tag">{t().people.you}</span>}
      </header>
      <p>{t().people.roles[role]}</p>
      <Facts person={person} />
      <div class="person-acts">
        <button type="button" class="secondary outline" onClick={() => (open.value = 'edit')}>
          {t().people.edit}
        </button>
        {sessions > 0 && (
          <button type="button" class="secondary outline" onClick={() => (open.value = 'sessions')}>
            {t().people.devices(sessions)}
          </button>
        )}
        {!isYou && <DisablePerson person={person} onChange={onChange} />}
      </div>
      {open.value === 'edit' && <EditPerson person={person} isYou={isYou} close={close} onChange={onChange} />}
      {open.value === 'sessions' && <PersonSessions person={person} close={close} onChange={reload} />}
    </article>
  )
}
