/** The words of the offline page. It is kept in the browser for long, so it shares no code with the pages. */
const en = {
  offline: 'No connection',
  unreachable: 'We cannot be reached right now',
  hint: 'This page opens as soon as the connection is back. Your basket is still here.',
  hintOfBoard: 'The board opens as soon as the connection is back.',
  again: 'Try again',
}

const sk: typeof en = {
  offline: 'Ste bez internetu',
  unreachable: 'Momentálne sa k nám nedá pripojiť',
  hint: 'Keď sa spojenie obnoví, stránka sa sama otvorí. O košík neprídete.',
  hintOfBoard: 'Keď sa spojenie obnoví, tabuľa sa sama otvorí.',
  again: 'Skúsiť znova',
}

/** The language that was chosen on the pages, or else the browser's. */
const chosen = () => {
  try {
    return localStorage.getItem('locale') ?? navigator.language
  } catch {
    return navigator.language
  }
}

export const language = chosen().toLowerCase().startsWith('sk') ? 'sk' : 'en'
export const texts = { en, sk }[language]
