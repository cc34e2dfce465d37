import { t } from '../language/page-language.ts'

/** Why the user has to sign in again. */
export const Ended = ({ reason }: { reason: string | undefined }) => {
  if (reason === undefined) return null
  const texts: Record<string, string> = { ...t().errors, ...t().ended }
  return <p role="status">{texts[reason] ?? t().signInAgain}</p>
}
