/** A text in each language of the shop, side by side. */
import { language } from '../../../language/staff-language.ts'
import { locales } from '../shop.ts'
import { type Fields, fieldsIn, textIn } from '../values.ts'
import { type Bound, Labelled, useFault } from './field.tsx'

interface Props extends Bound {
  label: string
  long?: boolean
}

const languageName = (locale: string): string => new Intl.DisplayNames([language.value], { type: 'language' }).of(locale) ?? locale

/** One text for every language, or one for each. */
const textsOf = (value: unknown, first: string): Fields => (typeof value === 'string' ? { [first]: value } : fieldsIn(value))

const asValue = (texts: Fields, first: string): unknown => {
  const written = Object.entries(texts).filter(([, text]) => text !== '')
  return written.length === 0 || (written.length === 1 && written[0]?.[0] === first) ? textIn(texts[first]) : Object.fromEntries(written)
}

interface OneProps extends Props {
  locale: string
  first: string
}

const One = ({ locale, first, field, label, value, set, long }: OneProps) => {
  const texts = textsOf(value, first)
  const [own, whole] = [useFault(`${field}.${locale}`), useFault(field)]
  const shown = locales().length > 1 ? `${label} (${languageName(locale)})` : label
  return (
    <Labelled label={shown} fault={own ?? (locale === first ? whole : undefined)}>
      {(described) => {
        const attributes = {
          ...described,
          lang: locale,
          dir: 'auto',
          value: textIn(texts[locale]),
          placeholder: locale === first ? undefined : textIn(texts[first]),
          onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
            set(asValue({ ...texts, [locale]: currentTarget.value }, first)),
        } as const
        return long ? <textarea {...attributes} rows={3} maxLength={2000} /> : <input {...attributes} maxLength={200} autocomplete="off" />
      }}
    </Labelled>
  )
}

export const TextFields = (props: Props) => {
  const [first = ''] = locales()
  return (
    <div class="beside">
      {locales().map((locale) => (
        <One key={locale} {...props} locale={locale} first={first} />
      ))}
    </div>
  )
}
