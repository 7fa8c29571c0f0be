/** What every page has: its looks, and the one script, without which it is read just as well. */

/** Copies the text of an element; where the clipboard is closed, the text is selected instead. */
export const COPY_SCRIPT = `
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = 'Selected: copy it now';
    }
  });
}
`;

/** Of {@link COPY_SCRIPT}, for the page's Content-Security-Policy; a test holds it against the script. */
export const COPY_SCRIPT_HASH = 'sha256-gjFsrRkFO+sRbpfHCTeget/2PUJjalNrRoy4YXZ8o2U=';

export const PAGE_STYLE = `
:root { --paper: #ffffff; --card: #f4f6f9; --ink: #1d2430; --dim: #5a6675; --edge: #c9d1db; --link: #0b57a4;
  --bad: #b3261e; --warn: #8a5300; --good: #1b6e3c; --note: #0b57a4; --mark: #ffe3a3; }
@media (prefers-color-scheme: dark) { :root { --paper: #10151c; --card: #1a212b; --ink: #e6eaf0; --dim: #a3afbe;
  --edge: #3b4654; --link: #8ec5ff; --bad: #ff8a80; --warn: #ffc46b; --good: #7ddc9f; --note: #8ec5ff; --mark: #5c4300; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  overflow-wrap: anywhere; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 1rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 0 0 .6rem; }
.brand { margin: 0; color: var(--dim); font-weight: 600; } .dim { color: var(--dim); }
a { color: var(--link); } p { margin: .5rem 0; }
.bad { color: var(--bad); } .warn { color: var(--warn); } .good { color: var(--good); }
.verdict { border-left: .35rem solid var(--edge); background: var(--card); padding: .8rem 1rem; }
.verdict.findings { border-color: var(--bad); } .verdict.sound { border-color: var(--good); }
.verdict.undetermined { border-color: var(--warn); }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9rem; }
pre { white-space: pre-wrap; background: var(--card); border: 1px solid var(--edge);
  border-radius: .4rem; padding: .7rem .9rem; margin: .5rem 0; }
mark { background: var(--mark); color: inherit; padding-bottom: .15rem; border-bottom: 2px solid var(--bad); }
.paste pre { border: 2px solid var(--good); }
button { font: inherit; padding: .45rem 1.1rem; border-radius: .4rem; border: 1px solid var(--link); background: var(--link);
  color: var(--paper); cursor: pointer; } button:focus-visible, a:focus-visible, [tabindex]:focus-visible,
  summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.finding { border: 1px solid var(--edge); border-left: .35rem solid var(--edge); border-radius: .4rem; padding: .9rem 1rem; margin: .9rem 0; }
.finding.error { border-left-color: var(--bad); } .finding.warning { border-left-color: var(--warn); }
.finding.notice { border-left-color: var(--note); }
.badge { display: inline-block; font-size: .8rem; padding: .05rem .55rem; border-radius: 1rem; border: 1px solid; margin-right: .3rem; }
.badge.error { color: var(--bad); } .badge.warning { color: var(--warn); } .badge.notice { color: var(--note); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem .9rem; margin: .6rem 0 0; }
dt { color: var(--dim); } dd { margin: 0; }
.wide { overflow-x: auto; margin: .8rem 0; } svg { display: block; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } caption { text-align: left; color: var(--dim); padding: .3rem 0; }
th, td { text-align: left; overflow-wrap: normal; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--edge); vertical-align: top; font-weight: 400; }
thead th { color: var(--dim); } .number { text-align: right; white-space: nowrap; }
.budget { width: 100%; height: 1.9rem; margin: .6rem 0; } .budget .free { fill: var(--card); stroke: var(--edge); }
.budget .limit { stroke: var(--bad); stroke-width: 2; } .swatch { display: inline-block; width: .7rem; height: .7rem; border-radius: .15rem; }
.part0 { fill: #2f6fb7; background: #2f6fb7; } .part1 { fill: #b5651d; background: #b5651d; } .part2 { fill: #2e8b57; background: #2e8b57; }
.part3 { fill: #8e5ea2; background: #8e5ea2; } .part4 { fill: #b03060; background: #b03060; } .part5 { fill: #5f7a86; background: #5f7a86; }
@media (max-width: 34rem) { body { padding: 1rem .8rem 3rem; } h1 { font-size: 1.35rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
@media print { body { max-width: none; padding: 0; } button { display: none; } .finding, section pre { break-inside: avoid; }
  pre, .verdict, .budget, .swatch { print-color-adjust: exact; } details:not([open]) > *:not(summary) { display: revert; } }
`;
