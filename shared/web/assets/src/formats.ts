// Numbers and moments as British readers write them, in UTC.
import { utcFormat } from "d3-time-format";
import type { Mark } from "./chart";

const hour = utcFormat("%H:%M");
const day = utcFormat("%-d %b");
const month = utcFormat("%b %Y");
const whole = utcFormat("%-d %b %Y, %H:%M UTC");

export const moment = (at: string): string => whole(new Date(at));

/** A tick of the axis of time: the hour, the day at midnight, the month with its year on the first. */
export function tick(at: Date): string {
  if (at.getUTCHours() || at.getUTCMinutes()) return hour(at);
  return at.getUTCDate() === 1 && !(at.getUTCMonth() % 3) ? month(at) : day(at);
}

const SIGNS: Record<string, string> = { EUR: "€", USD: "$", GBP: "£" };
const STEPS: [number, string][] = [[1e12, " tn"], [1e9, " bn"], [1e6, " m"]];

/** How values are written on the axis, with the sign or name of the unit; millions and more are shortened together. */
export function valueFormat(marks: Mark[], unit: string): (value: number) => string {
  const most = Math.max(0, ...marks.map((mark) => Math.abs(mark.high ?? mark.low ?? 0)));
  const [by, short] = STEPS.find(([size]) => most >= size) ?? [1, ""];
  const before = SIGNS[unit] ?? "";
  const after = unit === "percent" ? " %" : before || unit === "count" ? "" : ` ${unit.replaceAll("_", " ")}`;
  return (value) => `${before}${(value / by).toLocaleString("en-GB", { maximumSignificantDigits: 6 })}${value ? short : ""}${after}`;
}
