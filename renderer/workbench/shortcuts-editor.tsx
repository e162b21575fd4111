import './shortcuts-editor.css'
import { useState } from 'react'
import { DataTable } from '../ui/data-table.tsx'
import { Mono } from '../ui/mono.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { allCommands, bindingsOf, MAC, titleOf } from './commands.ts'
import { shownBinding } from './keybindings.ts'

type Row = { readonly id: string; readonly title: string; readonly keys: readonly string[] }

const rows = (): readonly Row[] =>
  allCommands()
    .filter(({ hidden }) => !hidden)
    .map((command) => ({
      id: command.id,
      title: titleOf(command),
      keys: bindingsOf(command.keybinding).map((keys) => shownBinding(keys, { mac: MAC })),
    }))
    .sort(
      (a, b) => Number(b.keys.length > 0) - Number(a.keys.length > 0) || a.title.localeCompare(b.title, 'en'),
    )

/** Every command with its keys. */
export function ShortcutsEditor() {
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const found = rows().filter(({ id, title, keys }) =>
    [id, title, ...keys].some((text) => text.toLowerCase().includes(wanted)),
  )
  return (
    <div className="shortcuts">
      <SearchField label="Search commands and keys" value={query} onChange={setQuery} />
      <div className="shortcuts-table">
        <DataTable
          label="Keyboard shortcuts"
          rows={found}
          rowKey={({ id }) => id}
          columns={[
            { id: 'title', title: 'Command', width: 'minmax(200px, 3fr)', cell: ({ title }) => title },
            {
              id: 'keys',
              title: 'Keys',
              width: 'minmax(190px, 2fr)',
              cell: ({ keys }) => keys.map((one) => <kbd key={one}>{one}</kbd>),
            },
            { id: 'id', title: 'Id', width: 'minmax(150px, 2fr)', cell: ({ id }) => <Mono>{id}</Mono> },
          ]}
        />
      </div>
    </div>
  )
}
