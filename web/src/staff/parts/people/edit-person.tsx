import type { StaffMember, StaffRole } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { announce } from '../../../ui/announce.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { limits } from '../../../ui/limits.ts'
import { staff } from '../../state/session.ts'
import { LanguageField, RoleField, shownLocale } from './fields.tsx'

interface Props {
  person: StaffMember
  isYou: boolean
  close: () => void
  onChange: (person: StaffMember) => void
}

const isRole = (text: string | undefined): text is StaffRole => text !== undefined && Object.hasOwn(t().people.roles, text)

export const EditPerson = ({ person, isYou, close, onChange }: Props) => {
  const save = async ({ name = '', role, locale = '' }: Record<string, string>) => {
    const changes = {
      ...(name !== person.name && { name }),
      ...(isRole(role) && role !== person.role && { role }),
      ...(locale !== shownLocale(person.locale) && { locale }),
    }
    if (Object.keys(changes).length > 0) onChange((await staff().request('staff:update', { staffId: person.id, ...changes })).staff)
    close()
    announce(t().people.saved)
  }
  return (
    <Dialog title={t().people.editTitle(person.name)} close={close}>
      <Form action={t().people.save} label={t().people.editTitle(person.name)} submit={save}>
        <Field label={t().sign.name} name="name" required maxLength={limits.name} autocomplete="off" defaultValue={person.name} />
        <RoleField value={person.role} disabled={isYou} hint={isYou ? t().people.ownRole : t().people.roleMeans} />
        <LanguageField value={person.locale} />
      </Form>
    </Dialog>
  )
}
