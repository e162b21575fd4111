import './settings-editor.css'
import { useState } from 'react'
import type { Preferences } from '../../../shared/api/settings.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { changePreferences, usePreferences, wordsOf } from '../../workbench/preferences.ts'
import { problemOf, type Setting, settingsOf } from './form.ts'

const settings = settingsOf()

export function SettingsEditor() {
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const found = settings.filter(({ title, description }) =>
    `${title} ${description}`.toLowerCase().includes(wanted),
  )
  return (
    <div className="settings">
      <h1>Settings</h1>
      <p className="settings-note">
        They are yours, in every workspace. Crosswalk sends nothing about you or your work to anybody.
      </p>
      <SearchField label="Search settings" value={query} onChange={setQuery} />
      <div className="settings-list">
        {found.map((setting) => (
          <One key={setting.name} setting={setting} />
        ))}
        {found.length === 0 && <p role="status">No setting has “{query}” in its name or description.</p>}
      </div>
    </div>
  )
}

const change = (name: keyof Preferences, value: unknown) => {
  // The schema has been asked before.
  void changePreferences({ [name]: value } as Partial<Preferences>)
}

function One({ setting }: { readonly setting: Setting }) {
  const { name, title, description } = setting
  const value = usePreferences((preferences) => preferences[name])
  if (setting.kind === 'choice') {
    return (
      <Select
        label={title}
        hint={description}
        value={String(value)}
        options={setting.options.map((option) => ({ value: option, label: wordsOf(option) }))}
        onChange={(next) => change(name, next)}
      />
    )
  }
  if (setting.kind === 'switch') {
    return (
      <Checkbox
        label={title}
        hint={description}
        checked={value === true}
        onChange={(next) => change(name, next)}
      />
    )
  }
  return <Typed key={String(value)} setting={setting} value={String(value)} />
}

/** A value that is typed: it counts once it is whole, at Enter or when the field is left. */
function Typed({ setting, value }: { readonly setting: Setting; readonly value: string }) {
  const { name, title, description, kind } = setting
  const [text, setText] = useState(value)
  const typed = kind === 'number' ? Number(text) : text
  const problem = problemOf(name, typed)
  const keep = () => {
    if (problem === undefined && text !== value) change(name, typed)
  }
  return (
    <form
      onBlur={keep}
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
    >
      <TextField label={title} hint={description} value={text} error={problem} onChange={setText} />
    </form>
  )
}
