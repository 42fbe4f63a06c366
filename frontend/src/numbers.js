// How numbers are written for a reader: the formatter of `units/text.py` again, rule by rule. Its table of a language
// (separators, scales, months, where the currency stands) comes with each drawing; none is written here.
const SIGNIFICANT = 3;
const PERCENT_SIGNIFICANT = 2;
const EXACT = 100; // decimals that hold every figure of a report without rounding

// The digits of a number, exactly: whole part and EXACT decimals.
const digits = (number) =>
  number < 1e21 ? number.toFixed(EXACT).split(".") : [BigInt(number).toString(), "0".repeat(EXACT)];

// The digits `head`, one more where `tail` asks for it: a half goes to the even neighbour, as Python rounds.
const evenly = (head, tail) => {
  const half = "5".padEnd(tail.length, "0");
  const up = tail > half || (tail === half && /[13579]$/.test(head));
  return (BigInt(head || "0") + (up ? 1n : 0n)).toString().padStart(head.length, "0");
};

const plain = (number, decimals, language) => {
  const [whole, rest] = digits(Math.abs(number));
  const kept = evenly(whole + rest.slice(0, decimals), rest.slice(decimals));
  const units = kept.slice(0, kept.length - decimals).replace(/\B(?=(\d{3})+$)/g, () => language.group);
  const text = decimals ? units + language.decimal + kept.slice(kept.length - decimals) : units;
  return number < 0 && /[1-9]/.test(kept) ? `-${text}` : text;
};

// Rounded to so many significant digits: these digits, and the power of ten of the first.
const significant = (number, figures) => {
  const [whole, rest] = digits(Math.abs(number));
  const all = whole + rest;
  const first = all.search(/[1-9]/);
  if (first < 0) return ["0".repeat(figures), 0];
  const kept = evenly(all.slice(first, first + figures), all.slice(first + figures));
  return [kept.slice(0, figures), whole.length - 1 - first + kept.length - figures];
};

const decimalsFor = (number, figures) =>
  number === 0 ? 0 : Math.min(12, Math.max(0, figures - 1 - significant(number, figures)[1]));

const trimmed = (text, language) => {
  if (!text.includes(language.decimal)) return text;
  const short = text.replace(/0+$/, "");
  return short.endsWith(language.decimal) ? short.slice(0, -language.decimal.length) : short;
};

const known = (number) => typeof number === "number" && !Number.isNaN(number);

const unknown = (number, language) => {
  if (!known(number)) return language.unknown;
  return number > 0 ? language.infinite : `-${language.infinite}`;
};

// `18.5bn`, `769m`, `950`.
export const count = (number, language) => {
  if (!Number.isFinite(number)) return unknown(number, language);
  for (const [exponent, sign] of language.scales) {
    const size = 10 ** exponent;
    // rounding may carry a number over the border of its scale: 999.96m is 1bn
    if (Math.abs(number) >= size * (1 - 0.5 * 10 ** -SIGNIFICANT)) {
      const shown = number / size;
      const figures = Math.abs(shown) < 1000 ? SIGNIFICANT : SIGNIFICANT + 1;
      return trimmed(plain(shown, decimalsFor(shown, figures), language), language) + language.before_scale + sign;
    }
  }
  return trimmed(plain(number, decimalsFor(number, SIGNIFICANT), language), language);
};

const priced = (amount, currency, language) =>
  language.money.replace("{currency}", () => currency).replace("{amount}", () => amount);

// `USD 18.5bn`, `18,5 Md USD`.
export const money = (amount, currency, language) =>
  Number.isFinite(amount) ? priced(count(amount, language), currency, language) : unknown(amount, language);

// `USD 170.66`: two decimals, four under one unit, none from 10,000 on.
export const price = (amount, currency, language) => {
  if (!Number.isFinite(amount)) return unknown(amount, language);
  const size = Math.abs(amount);
  const decimals = size >= 10000 ? 0 : size >= 1 || size === 0 ? 2 : 4;
  return priced(plain(amount, decimals, language), currency, language);
};

// `5.29`, `1,068`: three significant digits, whole from 100 on.
export const number = (figure, language) =>
  Number.isFinite(figure)
    ? trimmed(plain(figure, decimalsFor(figure, SIGNIFICANT), language), language)
    : unknown(figure, language);

// `6.6%` for 0.0662: one decimal, and more where two significant digits need them.
export const ratio = (fraction, language) => {
  if (!Number.isFinite(fraction)) return unknown(fraction, language);
  return plain(100 * fraction, percentDecimals(fraction), language) + language.percent;
};

// A tick of an axis: `35%`, `0.5%`.
export const percent = (fraction, language) => number(100 * fraction, language) + language.percent;

// One decimal of a percentage, or as many as two significant digits need.
const percentDecimals = (fraction) => {
  const [kept, power] = significant(fraction, PERCENT_SIGNIFICANT);
  const short = Number(`${kept}e${power - PERCENT_SIGNIFICANT + 1}`);
  if (short >= 1) return 1;
  const [shown, exponent] = significant(100 * short, PERCENT_SIGNIFICANT);
  return Math.min(8, Math.max(1, Math.max(shown.replace(/0+$/, "").length, 1) - 1 - exponent));
};
