// A month to click beside every field for a day (input[data-calendar]), in the calendar of its club. Typing goes on
// working, and without this script it is all there is. The calendars are the browser's own.

const DAY = 86_400_000;
const MARK = "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4";
const language = document.documentElement.lang === "fa" ? "fa-IR" : "en-GB";
const digits = new Intl.NumberFormat(language, { useGrouping: false });
const two = (number) => String(number).padStart(2, "0");

function reader(calendar) {
  const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
    timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric",
  });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map((each) => [each.type, Number.parseInt(each.value)]));
    return { year: parts.year, month: parts.month, day: parts.day };
  };
}

// The instant at which a day of the calendar begins, found near where it must be; null where there is none.
function instant(read, calendar, { year, month, day }) {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return null;
  const persian = calendar === "persian";
  const passed = persian ? Math.min(month - 1, 6) * 31 + Math.max(0, month - 7) * 30 + day - 1 : 0;
  const near = persian ? Date.UTC(year + 621, 2, 21) + passed * DAY : Date.UTC(year, month - 1, day);
  for (const away of [0, -1, 1, -2, 2]) {
    const found = read(near + away * DAY);
    if (found.year === year && found.month === month && found.day === day) return near + away * DAY;
  }
  return null;
}

class Month {
  constructor(input) {
    const { calendar, week, today, latest, open, earlier, later } = input.dataset;
    Object.assign(this, { input, calendar, week: Number(week), latest: Date.parse(latest ?? "") });
    this.read = reader(calendar);
    this.today = Date.parse(today);
    this.title = new Intl.DateTimeFormat(`${language}-u-ca-${calendar}`, { timeZone: "UTC", month: "long" });
    this.whole = new Intl.DateTimeFormat(`${language}-u-ca-${calendar}`, { timeZone: "UTC", dateStyle: "full" });
    this.shown = document.createElement("div");
    this.shown.className = "pop days";
    this.shown.popover = "auto";
    this.shown.setAttribute("role", "dialog");
    this.shown.setAttribute("aria-label", open);
    this.words = { earlier, later };
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.setAttribute("aria-label", open);
    button.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${MARK}"/></svg>`;
    button.popoverTargetElement = this.shown;
    const place = document.createElement("span");
    place.className = "dayfield";
    input.replaceWith(place);
    place.append(input, button, this.shown);
    this.shown.addEventListener("beforetoggle", (event) => event.newState === "open" && this.draw(this.typed()));
    this.shown.addEventListener("toggle", (event) => event.newState === "open" && this.focus());
    this.shown.addEventListener("keydown", (event) => this.key(event));
    this.shown.addEventListener("click", (event) => this.click(event));
  }

  typed() {
    const plain = this.input.value.replace(/[۰-۹]/g, (each) => "۰۱۲۳۴۵۶۷۸۹".indexOf(each));
    const [year, month, day] = plain.split(/[/\-.]/).map(Number);
    return (day && instant(this.read, this.calendar, { year, month, day })) || this.today;
  }

  draw(chosen) {
    this.chosen = Math.min(chosen, Number.isNaN(this.latest) ? chosen : this.latest);
    const { year, month, day } = this.read(this.chosen);
    const first = this.chosen - (day - 1) * DAY;
    const lead = (new Date(first).getUTCDay() - this.week + 7) % 7;
    const names = [...Array(7).keys()].map((each) => new Date(first + (each - lead) * DAY));
    const narrow = new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: "narrow" });
    const long = new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: "long" });
    const head = names.map((each) => `<th scope="col" abbr="${long.format(each)}">${narrow.format(each)}</th>`);
    const cells = Array(lead).fill("<td></td>");
    for (let time = first; this.read(time).month === month; time += DAY) cells.push(this.cell(time));
    const rows = [];
    while (cells.length) rows.push(`<tr>${cells.splice(0, 7).join("")}</tr>`);
    const name = `${this.title.format(first)} ${digits.format(year)}`;
    this.shown.innerHTML = `<div class="split"><button type="button" class="btn bare sm" data-by="-1"
      aria-label="${this.words.earlier}"><span class="turn">‹</span></button><b aria-live="polite">${name}</b><button type="button"
      class="btn bare sm" data-by="1" aria-label="${this.words.later}"><span class="turn">›</span></button></div>
      <table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
  }

  cell(time) {
    const ours = time === this.chosen ? ' aria-current="date" tabindex="0"' : ' tabindex="-1"';
    const off = time > this.latest ? " disabled" : "";
    const today = time === this.today ? ' class="today"' : "";
    const said = this.whole.format(time);
    return `<td><button type="button" data-time="${time}" aria-label="${said}"${ours}${off}${today}>${
      digits.format(this.read(time).day)}</button></td>`;
  }

  focus() {
    this.shown.querySelector("[tabindex='0']")?.focus();
  }

  // A month away, and the last day of it where it has no such day.
  turned(by) {
    const { year, month, day } = this.read(this.chosen);
    const at = year * 12 + month - 1 + by;
    for (let wanted = day; wanted > 0; wanted -= 1) {
      const found = instant(this.read, this.calendar, { year: Math.floor(at / 12), month: (at % 12) + 1, day: wanted });
      if (found !== null) return found;
    }
    return this.chosen;
  }

  key(event) {
    if (!event.target.dataset.time) return;
    const ahead = document.documentElement.dir === "rtl" ? -1 : 1;
    const steps = { ArrowRight: ahead, ArrowLeft: -ahead, ArrowDown: 7, ArrowUp: -7 };
    const turns = { PageDown: event.shiftKey ? 12 : 1, PageUp: event.shiftKey ? -12 : -1 };
    if (event.key in steps) this.draw(this.chosen + steps[event.key] * DAY);
    else if (event.key in turns) this.draw(this.turned(turns[event.key]));
    else return;
    event.preventDefault();
    this.focus();
  }

  click(event) {
    const { time, by } = event.target.closest("button")?.dataset ?? {};
    if (by) {
      this.draw(this.turned(Number(by)));
      this.shown.querySelector(`[data-by="${by}"]`).focus();
    }
    if (!time) return;
    const { year, month, day } = this.read(Number(time));
    this.input.value = `${year}/${two(month)}/${two(day)}`;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.shown.hidePopover();
    this.input.focus();
  }
}

function dress(within) {
  for (const input of within.querySelectorAll("input[data-calendar]")) {
    if (!input.closest(".dayfield")) new Month(input);
  }
}

dress(document);
document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
