/** Makes every table of the migrations STRICT, which drizzle-kit cannot say. Runs after each `drizzle-kit generate`. */

const cwd = `${import.meta.dir}/../drizzle`;

for (const path of new Bun.Glob("*.sql").scanSync({ cwd, absolute: true })) {
  const sql = await Bun.file(path).text();
  const strict = sql.replace(/^\);/gm, ") STRICT;");
  if (strict !== sql) await Bun.write(path, strict);
}
