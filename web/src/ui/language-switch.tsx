import { choices, language, languageNames, setLocale } from '../language/language.ts'

/** For people without an account: the other languages, each by its own name. */
export const LanguageSwitch = () => (
  <span class="languages">
    {choices(languageNames)
      .filter(([code]) => code !== language.value)
      .map(([code, name]) => (
        <button key={code} type="button" class="plain" lang={code} onClick={() => setLocale(code)}>
          {name}
        </button>
      ))}
  </span>
)
