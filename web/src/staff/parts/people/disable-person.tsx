import { useSignal } from '@preact/signals'
import type { StaffMember } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { announce } from '../../../ui/announce.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { staff } from '../../state/session.ts'

interface Props {
  person: StaffMember
  onChange: (person: StaffMember) => void
}

export const DisablePerson = ({ person: { id: staffId, name, role, disabledAt }, onChange }: Props) => {
  const asking = useSignal(false)
  const disable = async () => {
    const { staff: changed } = await staff().request('staff:disable', { staffId })
    asking.value = false
    onChange(changed)
    announce(t().people.isDisabled(name))
  }
  const enable = async () => {
    onChange((await staff().request('staff:enable', { staffId })).staff)
    announce(t().people.isEnabled(name))
  }
  if (disabledAt !== undefined)
    return (
      <ActionButton class="secondary outline" act={enable}>
        {t().people.enable}
      </ActionButton>
    )
  return (
    <>
      <button type="button" class="secondary outline" onClick={() => (asking.value = true)}>
        {t().people.disable}
      </button>
      {asking.value && (
        <Dialog title={t().people.disableTitle(name)} close={() => (asking.value = false)}>
          <p>{t().people.disableMeans}</p>
          {role === 'courier' && <p>{t().people.disableCourier}</p>}
          <ActionButton act={disable}>{t().people.disable}</ActionButton>
        </Dialog>
      )}
    </>
  )
}
