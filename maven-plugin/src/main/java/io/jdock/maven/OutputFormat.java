package io.jdock.maven;

/** In which form a goal writes what it found. The names are those that users write. */
enum OutputFormat {
    text,
    json
}
