//! The command line: arguments, one call, render. One file a verb.
