// A terminal's umask and a stranger's key must not decide a test.
process.umask(0o022);
