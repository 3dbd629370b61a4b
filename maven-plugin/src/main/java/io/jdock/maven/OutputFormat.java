package io.jdock.maven;

/** In which form a goal writes what it found. */
enum OutputFormat {
    TEXT,
    JSON
}
