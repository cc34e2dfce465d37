/** `npm run mail`: shows the mails, for everyone who changes their texts. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { previewMail, templateNames } from '../mail/preview.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `npm run mail -- preview [TEMPLATE] [--locale sk] [--html] [--to FOLDER]

Prints a mail, or all of them, with the data of an example. It needs no database and sends nothing.

  --locale LOCALE  the language of the reader (en)
  --html           the HTML instead of the text
  --to FOLDER      writes TEMPLATE.LOCALE.txt and TEMPLATE.LOCALE.html there, to open in a browser

Templates:
${templateNames.map((name) => `  ${name}`).join('\n')}`

const isLocale = (text: string) => {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

interface Asked {
  locale: string
  html: boolean
  to?: string | undefined
}

const preview = async (template: string, { locale, html, to }: Asked) => {
  const mail = previewMail(template, { locale, shop: 'Bistro Pod hradom', url: 'https://orders.example.com' })
  if (!mail) throw new WrongArgument(`There is no template ${template}: --help prints them`)
  if (to === undefined) {
    console.log(html ? mail.html : `${template}\n${mail.subject}\n\n${mail.text}`)
    return
  }
  await mkdir(to, { recursive: true })
  await writeFile(join(to, `${template}.${locale}.txt`), `${mail.subject}\n\n${mail.text}`)
  await writeFile(join(to, `${template}.${locale}.html`), mail.html)
}

runProgram(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      locale: { type: 'string', default: 'en' },
      html: { type: 'boolean', default: false },
      to: { type: 'string' },
      ...helpOption,
    },
  })
  if (printsHelp(values, help)) return
  const [command, template, ...rest] = positionals
  if (command !== 'preview' || rest.length > 0) throw new WrongArgument('The argument is preview: --help prints what is possible')
  if (!isLocale(values.locale)) throw new WrongArgument(`--locale: ${values.locale} is no language tag such as sk`)
  const names = template === undefined ? templateNames : [template]
  for (const name of names) await preview(name, values)
  if (values.to !== undefined) console.log(`${2 * names.length} files are in ${values.to}`)
})
