import type { RequestData, StaffMember } from '#contract'
import { dateTime, t } from '../../../language/staff-language.ts'
import { ActionButton, Problem } from '../../../ui/action.tsx'
import { announce } from '../../../ui/announce.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'

type Sessions = RequestData<'/staff', 'staff:sessions'>['sessions']

interface Props {
  person: StaffMember
  close: () => void
  onChange: () => Promise<unknown>
}

export const PersonSessions = ({ person: { id: staffId, name }, close, onChange }: Props) => {
  const read = async (): Promise<Sessions> => (await staff().request('staff:sessions', { staffId })).sessions
  const { value, problem, reload } = useFollowed(read)
  const sessions = value.value
  const end = async (sessionId?: string) => {
    await staff().request('staff:end_sessions', { staffId, ...(sessionId !== undefined && { sessionId }) })
    announce(t().people.signedOut)
    await reload()
    await onChange()
  }
  return (
    <Dialog title={t().people.devicesTitle(name)} close={close}>
      <Problem>{problem.value}</Problem>
      <p role="status">{sessions?.length === 0 && t().people.noDevices}</p>
      <ul class="devices">
        {sessions?.map(({ id, userAgent, lastSeenAt, expiresAt, current }) => (
          <li key={id}>
            <p>
              <bdi>{userAgent ?? t().account.unknownDevice}</bdi>
              <small>
                {t().account.lastSeen(dateTime(lastSeenAt))} · {t().people.ends(dateTime(expiresAt))}
              </small>
            </p>
            {current ? (
              <strong>{t().account.thisDevice}</strong>
            ) : (
              <ActionButton class="secondary outline small" act={() => end(id)}>
                {t().people.signOut}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {sessions?.some(({ current }) => !current) && <ActionButton act={() => end()}>{t().people.signOutAll}</ActionButton>}
    </Dialog>
  )
}
