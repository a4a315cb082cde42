import { openTable } from '/work/main/packages/cli/src/table/open.ts';
import { parseColumns } from '/work/main/packages/cli/src/table/columns.ts';
import { readSamples } from '/work/main/packages/cli/src/table/read.ts';
const [file, x, y, opts] = process.argv.slice(2);
let t: any;
try {
 t = await openTable(file); console.log(t.columns, t.notes);
 const names = t.columns.map((c: any) => c.name);
 const s = await readSamples(t, await parseColumns(x, names, '--x'), await parseColumns(y, names, '--y'), JSON.parse(opts ?? '{}'));
 console.log(s);
} catch (e: any) { console.log(e.name, e.message, '\n  ->', e.remedy, e.name === 'CliError' ? '' : e.stack); } finally { t?.close(); }
