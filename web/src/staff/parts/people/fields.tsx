/** The fields that a person of the staff has when they are added and when they are edited. */
import type { StaffRole } from '#contract'
import { choices, languageNames, t } from '../../../language/staff-language.ts'
import { languageOf } from '../../../language/texts.ts'

interface RoleProps {
  value: StaffRole
  hint?: string
  disabled?: boolean
}

export const RoleField = ({ value, hint, disabled }: RoleProps) => (
  <label>
    {t().people.role}
    <select name="role" disabled={disabled} aria-describedby={hint && 'role-hint'}>
      {choices(t().people.roles).map(([role, name]) => (
        <option key={role} value={role} selected={role === value}>
          {name}
        </option>
      ))}
    </select>
    {hint && <small id="role-hint">{hint}</small>}
  </label>
)

/** The language of the pages that a language tag stands for; otherwise the tag. */
export const shownLocale = (tag: string): string => (languageOf(tag) === tag.split('-')[0] ? languageOf(tag) : tag)

/** Another language than those of the pages stays as it is until one of these is chosen. */
export const LanguageField = ({ value }: { value: string }) => {
  const chosen = shownLocale(value)
  const isOffered = Object.hasOwn(languageNames, chosen)
  return (
    <label>
      {t().people.language}
      <select name="locale">
        {!isOffered && (
          <option value={value} selected>
            {value}
          </option>
        )}
        {choices(languageNames).map(([code, name]) => (
          <option key={code} value={code} lang={code} selected={code === chosen}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
