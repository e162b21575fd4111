// JSON as text: documents that mean the same and are written differently, and numbers in every form.
import fc from 'fast-check'

const digit = fc.constantFrom(...'0012345678999')
const digits = (minLength: number, maxLength: number) => fc.string({ unit: digit, minLength, maxLength })

const whole = fc.oneof(
  fc.constant('0'),
  fc.tuple(fc.constantFrom(...'123456789'), digits(0, 24)).map(([first, rest]) => first + rest),
)
const fraction = fc.oneof(
  fc.constant(''),
  fc.tuple(digits(1, 24), fc.constantFrom('', '0', '000')).map(([some, zeros]) => `.${some}${zeros}`),
  fc.constantFrom('.0', '.5', '.50', `.${'0'.repeat(30)}1`),
)
const exponent = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('e', 'E', 'e+', 'E+', 'e-', 'E-'),
        fc.constantFrom('', '00'),
        fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 400 })),
      )
      .map(([mark, zeros, power]) => `${mark}${zeros}${power}`),
  },
)

/** The text of a number in any form that RFC 8259 allows and `jsonb` holds. */
export const anyNumberText: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(fc.constantFrom('', '-'), whole, fraction, exponent).map((parts) => parts.join('')),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('0', '-0', '-0.0', '0e0', '9007199254740993', '1e21', '5e-324', '1.7976931348623157e308'),
)

// What looks like a number, an end, an escape or a bracket, and is none within a string; in JSON's own spelling.
const piece = fc.constantFrom(
  ...['a', 'key', ' ', ':1.0,', ', 1e5]', '[-0]', '12345678901234567890', '0.10 ', '-', ':', '{}', '[[[['],
  ...[
    '\\"',
    '\\\\',
    '\\/',
    '\\b\\f\\n\\r\\t',
    '\\u0041',
    '\\u00e9',
    '\\ud83d\\ude00',
    '\\\\u0000',
    '\\\\ud800',
  ],
  ...['ż', '日本', '😀', '\u007f', '\u2028', '\ufeff', '\\": 1.0', '1.0.0', '3f8e5-0'],
)
const stringText = fc.array(piece, { maxLength: 4 }).map((pieces) => `"${pieces.join('')}"`)

/** Few keys, so that some stand twice; `a` in two spellings, and names that objects inherit. */
const keyText = fc.oneof(
  fc.constantFrom('"a"', '"\\u0061"', '"b"', '""', '"__proto__"', '"constructor"', '"toString"', '"0"'),
  stringText,
)

const space = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\r\n', '\t', ' \n  ') },
)
const spaced = (text: fc.Arbitrary<string>) => fc.tuple(space, text, space).map((parts) => parts.join(''))

function documentText(number: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const scalar = fc.oneof(fc.constantFrom('null', 'true', 'false'), number, stringText)
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      spaced(scalar),
      spaced(fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',') || ' '}]`)),
      spaced(
        fc
          .array(fc.tuple(spaced(keyText), tie('value')), { maxLength: 4 })
          .map((members) => `{${members.map((member) => member.join(':')).join(',')}}`),
      ),
    ),
  })).value
}

/** Any valid document that `jsonb` holds, with white space, escapes, keys that stand twice and numbers of any form. */
export const anyDocumentText: fc.Arbitrary<string> = documentText(anyNumberText)

/** As `anyDocumentText`, with no number but small whole ones: most are plain, and what looks otherwise is in strings. */
export const plainDocumentText: fc.Arbitrary<string> = documentText(fc.nat({ max: 9999 }).map(String))

/** A document in which one place was changed; most are no JSON any more. */
export const damagedDocumentText: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(anyDocumentText, plainDocumentText),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat({ max: 2 }),
    fc.constantFrom(
      ...['', ' ', ',', ':', '"', '\\', '[', ']', '{', '}', '0', '1', '.', 'e', '-', '+', 't', 'null', '\n'],
      ...['\u0000', '\u0001', '\ud800', '\\u0000', '\\udc00', '\\ud800', '\\u00', '\ufeff', '//', "'"],
    ),
  )
  .map(([text, place, length, other]) => {
    const at = Math.floor(place * text.length)
    return text.slice(0, at) + other + text.slice(at + length)
  })
