#!/usr/bin/env node
/** `customerbackend COMMAND`: the programs of the gateway under one name, built already. */
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The file of each command, beside this one, and what the command does. */
const commands: Readonly<Record<string, readonly [file: string, does: string]>> = {
  serve: ['main', 'runs the gateway'],
  migrate: ['migrate', 'brings the schema up to date'],
  staff: ['staff', 'creates and changes the accounts of the staff'],
  shop: ['shop', 'exports, checks and applies the file of the shop'],
  books: ['books', 'checks the ledger against the orders and the payment service'],
  explain: ['explain', 'says why a customer heard of something, or did not'],
  backup: ['backup', 'writes the database to a file'],
  restore: ['restore', 'makes a database from such a file'],
  mail: ['mail', 'shows the mails'],
  mint: ['mint', 'creates customers for load tests'],
}

const help = `customerbackend COMMAND

${Object.entries(commands)
  .map(([name, [, does]]) => `  ${name.padEnd(10)}${does}`)
  .join('\n')}

customerbackend COMMAND --help prints what the command takes.`

const [name = ''] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

if (command) {
  const file = join(import.meta.dirname, `${command[0]}${extname(import.meta.filename)}`)
  // as if the program had been started itself: a supervisor starts its workers with the same arguments
  process.argv.splice(1, 2, file)
  // stacks name the files of src
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(file).href)
} else if (name === '--help' || name === '-h' || name === 'help') {
  console.log(help)
} else {
  console.error(`${name === '' ? 'A command is missing' : `There is no command ${name}`}: customerbackend --help prints what is possible`)
  process.exitCode = 1
}
