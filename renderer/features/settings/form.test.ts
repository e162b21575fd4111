import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPreferences, preferencesForm } from '../../../shared/api/settings.ts'
import { problemOf, settingsOf } from './form.ts'

test('the form has every setting, each with its title, what it is for, and what it takes', () => {
  const settings = settingsOf()
  assert.deepEqual(
    settings.map(({ name }) => name),
    Object.keys(preferencesForm.shape),
  )
  assert.ok(settings.every(({ title, description }) => title !== '' && description !== ''))
  assert.deepEqual(
    settings.map(({ kind }) => kind),
    ['choice', 'choice', 'number', 'number', 'text', 'switch'],
  )
})

test('a value that a setting does not take is told, and what holds until another is chosen is taken', () => {
  for (const { name } of settingsOf()) assert.equal(problemOf(name, defaultPreferences[name]), undefined)
  assert.match(problemOf('fontSize', 9) ?? '', />=10/)
  assert.match(problemOf('theme', 'pink') ?? '', /expected one of/)
})
